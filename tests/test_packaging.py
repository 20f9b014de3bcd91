"""The commands for a bare machine, and what is packed."""

import _ctypes
import ast
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

import dev
import proofs
from source_tree import ROOT, tracked_files

WHOLE = dev.Stamp("/project/.venv", "3.11.7", "pyproject-1", "texts-1", ("test",))


@pytest.mark.parametrize(
    ("what_is_there", "found", "work"),
    [
        ("nothing, or what an interrupted installation left", None, dev.Work.REBUILD),
        ("a moved folder", replace(WHOLE, place="/other/.venv"), dev.Work.REBUILD),
        ("another Python", replace(WHOLE, python="3.12.1"), dev.Work.REBUILD),
        ("other dependencies", replace(WHOLE, project="pyproject-0"), dev.Work.INSTALL),
        ("no test tools", replace(WHOLE, extras=()), dev.Work.INSTALL),
        ("other translations", replace(WHOLE, sources="texts-0"), dev.Work.REFRESH),
        ("all that is needed", WHOLE, dev.Work.NOTHING),
        ("more than is needed", replace(WHOLE, extras=("docs", "test")), dev.Work.NOTHING),
    ],
)
def test_only_the_work_that_is_needed(
    what_is_there: str, found: dev.Stamp | None, work: dev.Work
) -> None:
    assert dev.work_to_do(found, WHOLE) is work, what_is_there


def test_translations_that_were_swept_away_are_compiled_again() -> None:
    assert dev.work_to_do(WHOLE, WHOLE, compiled=False) is dev.Work.REFRESH


@pytest.mark.parametrize("content", ["", "{", "[]", '{"place": "here"}'])
def test_a_damaged_stamp_is_none(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp.json")
    (tmp_path / "stamp.json").write_text(content)
    assert dev.read_stamp() is None


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with a space in its path; nothing is installed, only noted."""
    root = tmp_path / "my project"
    for name in ("pyproject.toml", "packaging/build_hook.py", "gui/dialsheet/__init__.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("[build-system]\nrequires = ['backend']\n")
    (root / "resources").mkdir()
    (root / "resources" / "room.po").write_text("one")
    (root / "resources" / "room.mo").write_text("one")
    for name in ("ROOT", "VENV", "PYTHON", "STAMP"):
        monkeypatch.setattr(dev, name, root / getattr(dev, name).relative_to(ROOT))
    return root


def installations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What pip is told from now on."""
    told: list[str] = []

    def note(command: Sequence[str | Path], *_: object) -> None:
        """Stands for `quietly`: making the environment is real, installing into it is not."""
        if "venv" in command:
            subprocess.run([*command, "--without-pip"], check=True)
        else:
            told.append(" ".join(map(str, command)).rpartition("--no-build-isolation ")[2])

    monkeypatch.setattr(dev, "quietly", note)
    return told


def test_an_environment_is_made_once_and_mended_when_needed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = installations(monkeypatch)
    (project / ".venv").mkdir()  # half made
    (project / ".venv" / "rest").touch()

    def prepared(*extras: str) -> list[str]:
        told.clear()
        dev.prepare(*extras)
        return told

    assert prepared() == ["backend", "--editable ."]
    assert not (project / ".venv" / "rest").exists()
    assert prepared() == []
    assert prepared("test") == ["backend", "--editable .[test]"]
    assert prepared() == prepared("test") == []
    (project / "resources" / "room.po").write_text("two")
    assert prepared() == ["--no-deps --editable ."]
    assert prepared("test") == []
    (project / "resources" / "room.mo").unlink()
    assert prepared() == ["--no-deps --editable ."]
    (project / "resources" / "room.mo").touch()
    (project / "pyproject.toml").write_text("[build-system]\nrequires = ['other']\n")
    assert prepared("test") == ["other", "--editable .[test]"]
    dev.PYTHON.unlink()
    assert prepared("test") == ["other", "--editable .[test]"]
    assert prepared("test") == []


def test_an_interrupted_installation_is_begun_anew(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installations(monkeypatch)
    dev.prepare()
    (project / "pyproject.toml").write_text("[build-system]\nrequires = []\n")

    def interrupted(*_: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as moment:
        moment.setattr(dev, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            dev.prepare()
    (project / ".venv" / "half-unpacked").touch()
    dev.prepare()
    assert not (project / ".venv" / "half-unpacked").exists()


def test_a_failed_installation_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(dev.Stop, match="run the same command again"):
        dev.quietly(
            [sys.executable, "-c", "print('no space left'); raise SystemExit(1)"],
            "Make room, then run the same command again.",
        )
    assert "no space left" in capsys.readouterr().err


def test_a_success_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    dev.quietly([sys.executable, "-c", "print('noise')"], "")
    assert capfd.readouterr() == ("", "")


MISSING = {"libegl1": ("libEGL.so.1", lambda: False), "git": ("git", lambda: True)}


def test_missing_packages_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "is_debian", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1"
    with pytest.raises(dev.Stop, match=f"`{command}`"):
        dev.require_system(MISSING)


def test_another_distribution_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "is_debian", lambda: False)
    with pytest.raises(dev.Stop, match=r"lacks libEGL\.so\.1\."):
        dev.require_system(MISSING)


def test_root_on_debian_gets_the_missing_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    there: list[str] = []
    commands: list[str] = []

    def note(command: Sequence[str], _sentence: str, more: dict[str, str]) -> None:
        assert more == {"DEBIAN_FRONTEND": "noninteractive"}
        commands.append(" ".join(command))
        there.append("libegl1")

    monkeypatch.setattr(dev, "is_debian", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(dev, "quietly", note)
    dev.require_system({"libegl1": ("libEGL.so.1", lambda: "libegl1" in there)})
    install = "apt-get install -y --no-install-recommends libegl1"
    assert commands == ["apt-get update", install]
    with pytest.raises(dev.Stop, match="not found: libegl1"):
        dev.require_system(MISSING)


def test_what_is_there_is_found() -> None:
    assert dev.can_load(_ctypes.__file__)
    assert not dev.can_load("libnever-heard-of.so.1")
    assert dev.is_installed("git")
    assert not dev.is_installed("never-heard-of")


@pytest.mark.parametrize(
    ("script", "status"),
    [("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 15)", 128 + signal.SIGTERM)],
)
def test_the_status_of_a_child_is_ours(script: str, status: int) -> None:
    assert dev.call([sys.executable, "-c", script]) == status


def test_a_child_is_not_led_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    assert not {"PYTHONPATH", "PIP_TARGET"} & set(dev.environment())
    assert dev.environment({"DIALSHEET_PRACTICE_SPEED": "30"})["DIALSHEET_PRACTICE_SPEED"] == "30"


@pytest.mark.parametrize("arguments", [[], ["tset"], ["--help"]])
def test_an_unknown_command_is_answered_with_all_that_there_are(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(arguments) == 2
    usage = capsys.readouterr().err
    assert all(f"dev.py {command}" in usage for command in ["run", "test", "prove", "bench"])


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The steps that a command takes from now on: title and command; "breaches" fails."""
    taken: dict[str, str] = {}

    def note(title: str, command: Sequence[str | Path], *_: object) -> int:
        taken[title.partition(":")[0]] = " ".join(map(str, command[1:]))
        return int(title.startswith("breaches"))

    monkeypatch.setattr(dev, "step", note)
    monkeypatch.setattr(dev, "require_system", lambda _: None)
    monkeypatch.setattr(dev, "prepare", lambda _: None)
    return taken


def test_the_quick_tests_come_after_all_checks(steps: dict[str, str]) -> None:
    assert dev.main(["test", "--quick", "-x"]) == 0
    assert list(steps) == ["ruff check", "ruff format", "mypy", "import-linter", "pytest"]
    assert steps["pytest"] == "-m pytest -n 2 -x -m not slow"
    dev.main(["test"])
    assert steps["pytest"] == "-m pytest -n 2", "the build machine leaves nothing out"


def test_every_proof_is_run_though_one_fails(
    steps: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["prove", "--first", "7", "--seeds", "30"]) == 1
    assert list(steps) == list(proofs.PROOFS)
    assert steps["simulation"] == f"-m simulation 7 30 {os.cpu_count()}"
    told = dict(line.split()[:2] for line in capsys.readouterr().out.splitlines()[-len(steps) :])
    assert told == dict.fromkeys(proofs.PROOFS, "right") | {"breaches": "WRONG"}


def test_one_proof_is_run_by_its_name_on_seeds_that_nobody_played(steps: dict[str, str]) -> None:
    assert dev.main(["prove", "simulation"]) == 0
    (first,) = steps
    _, _, begun_at, count, _ = steps[first].split()
    assert int(begun_at) >= 10**6
    assert int(count) == 20_000
    with pytest.raises(SystemExit):
        dev.main(["prove", "simulations"])
    assert list(steps) == ["simulation"]


@pytest.mark.parametrize("name", proofs.PROOFS)
def test_every_proof_is_there(name: str) -> None:
    words = proofs.PROOFS[name].split()
    module = words[1].replace(".", "/") if words[0] == "-m" else words[0].removesuffix(".py")
    places = [ROOT / "tests" / f"{module}.py", ROOT / "tests" / module / "__main__.py"]
    assert any(place.exists() for place in places)


def test_an_older_python_can_read_far_enough_to_refuse() -> None:
    source = (ROOT / "packaging" / "dev.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))
    assert source.index("sys.exit(") < source.index("import tomllib")


def test_the_build_machine_runs_the_command_of_the_readme() -> None:
    runner = ROOT / ".ci" / "run"
    assert os.access(runner, os.X_OK)
    command = runner.read_text(encoding="utf-8").splitlines()[-1]
    assert command == "python3 packaging/dev.py test"
    assert re.search(rf"^\s*{re.escape(command)}$", (ROOT / "README.md").read_text(), re.MULTILINE)


@pytest.fixture
def wheel(tmp_path: Path) -> ZipFile:
    """The wheel, built from a copy of what is under version control."""
    for path in tracked_files():
        (tmp_path / "copy" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / path).write_bytes((ROOT / path).read_bytes())
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "-w", tmp_path]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, tmp_path / "copy"], check=True)
    return ZipFile(next(tmp_path.glob("dialsheet-*.whl")))


def test_the_wheel_holds_the_code_and_the_compiled_texts(wheel: ZipFile) -> None:
    names = set(wheel.namelist())
    assert {name.split("/")[0].split("-")[0] for name in names} == {
        "dialsheet",
        "dialsheet_resources",
    }
    translations = "dialsheet_resources/translations/en/LC_MESSAGES"
    texts = {Path(name).stem for name in names if name.startswith(translations)}
    assert texts, "there are translations"
    assert all(f"{translations}/{text}.mo" in names for text in texts)
    assert {"dialsheet/py.typed", "dialsheet_resources/samples/contacts.xlsx"} <= names
