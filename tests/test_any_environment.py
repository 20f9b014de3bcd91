"""Whatever the environment says, a command does its work, or ends with a sentence."""

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dialsheet import cli, outside
from dialsheet.errors import BadInput

NAMES = [
    *("DIALSHEET_HOME", "DIALSHEET_PRACTICE_SPEED", "DIALSHEET_API_URL", "CARTESIA_API_KEY"),
    *("DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "HOME", "COLUMNS"),
    *("LANG", "LC_ALL", "LC_TELEPHONE", "LANGUAGE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "TZ"),
]
VALUES = st.sampled_from(
    [
        *("", " ", ".", "..", "0", "-1", "1e999", "nan", "9" * 5000, "/dev/null", "/dev/full"),
        *("/proc/self/mem", "/no/such/place", "~nobody-here/x", "a" * 300, "/".join("a" * 3000)),
        *("de_DE.UTF-8", "zz_ZZ", "C", "_", "en_US@x", ":0", ":99", "host:1", "wayland-0", "::"),
        *("http://", "http://[", "ftp://x", "http://user:pass@h:99999", "http://127.0.0.1:1/?a#b"),
        *("\udcff", "\u202e", "\x1b[2J", "日本", "sk_car_\n\r", "Europe/Nowhere", "<+99>-99", "*"),
    ]
) | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)


def where(folder: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with a sheet in it; what is made in it is gone with it."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", folder)
    monkeypatch.setenv("DIALSHEET_HOME", str(Path(folder, "home")))
    monkeypatch.delenv("QT_QPA_PLATFORM")  # else nobody asks for a display
    sheet = Path(folder, "people.csv")
    sheet.write_text("Name,Phone\nAnn,+12125550101\n", encoding="utf-8")
    return sheet


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(said=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4))
@example(said={"DIALSHEET_HOME": "people.csv"})
def test_any_environment(said: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        sheet = where(folder, monkeypatch)
        for name, value in said.items():
            monkeypatch.setenv(name, value)
        for command in (["campaigns"], ["check", str(sheet)], ["doctor"], [str(sheet)]):
            status = cli.main(command)
            told = capsys.readouterr().err
            assert status in (cli.DONE, cli.BAD_USAGE, cli.FAULT_OUTSIDE), (command, told)
            assert status == cli.DONE or len(told.splitlines()) == 1, told
        with contextlib.suppress(BadInput):
            assert 0 < outside.practice_speed() <= 10_000
