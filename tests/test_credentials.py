"""API keys in a real Secret Service, and what happens where there is none."""

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest

from dialsheet import assets
from dialsheet.credentials import SessionSecrets, open_secrets
from dialsheet.errors import BadInput
from secret_service import session

KEY = "sk_car_ceci-n-est-pas-une-clé"

OPEN = "import json; from dialsheet.credentials import open_secrets; secrets = open_secrets()\n"
REFUSALS = """
from dialsheet.errors import OutsideFault
def refusal(question):
    try:
        question()
    except OutsideFault as fault:
        return fault.reason.code
"""

# A keyring that writes keys into a file, as `keyrings.alt` has them.
PLAINTEXT = """
from pathlib import Path
from keyring.backend import KeyringBackend

class Keyring(KeyringBackend):
    priority = 99
    def get_password(self, service, username):
        return Path({file!r}).read_text()
    def set_password(self, service, username, password):
        Path({file!r}).write_text(password)
    def delete_password(self, service, username):
        Path({file!r}).unlink()
"""


def ask(home: Path, code: str, *, locked: bool = False) -> Any:
    """What Python prints as JSON at the end of `code`, beside a keyring whose home is `home`."""
    command = session(home, sys.executable, "-c", OPEN + REFUSALS + code, locked=locked)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.fixture
def no_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without a session bus."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


def test_a_key_is_kept_changed_and_forgotten(tmp_path: Path) -> None:
    told = ask(
        tmp_path,
        f"""
told = [secrets.kept_by, secrets.get("acme")]
secrets.set("acme", {KEY!r}); told.append(secrets.get("acme"))
secrets.set("acme", "another"); told.append(secrets.get("acme"))
secrets.set("beta", {KEY!r}); told.append(secrets.get("acme"))
secrets.delete("acme"); told.append(secrets.get("acme"))
secrets.delete("acme"); told.append(secrets.get("beta"))
print(json.dumps(told))""",
    )
    assert told == ["Secret Service", None, KEY, "another", "another", None, KEY]


def test_another_process_reads_the_key(tmp_path: Path) -> None:
    reader = OPEN + 'print(json.dumps(secrets.get("acme")))'
    told = ask(
        tmp_path,
        f"""
import subprocess, sys
secrets.set("acme", {KEY!r})
print(subprocess.check_output([sys.executable, "-c", {reader!r}], text=True))""",
    )
    assert told == KEY


def test_the_next_session_reads_the_key_and_no_file_shows_it(tmp_path: Path) -> None:
    ask(tmp_path, f'secrets.set("acme", {KEY!r}); print("0")')
    assert ask(tmp_path, 'print(json.dumps(secrets.get("acme")))') == KEY
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_a_locked_keyring_that_nobody_unlocks(tmp_path: Path) -> None:
    ask(tmp_path, f'secrets.set("acme", {KEY!r}); print("0")')
    told = ask(
        tmp_path,
        """
print(json.dumps([
    secrets.kept_by,
    refusal(lambda: secrets.get("acme")),
    refusal(lambda: secrets.set("acme", "x")),
    refusal(lambda: secrets.delete("acme")),
]))""",
        locked=True,
    )
    assert told == ["Secret Service", *["credentials.locked"] * 3]


def test_a_keyring_that_was_never_set_up_and_nobody_does(tmp_path: Path) -> None:
    told = ask(
        tmp_path, 'print(json.dumps(refusal(lambda: secrets.set("acme", "x"))))', locked=True
    )
    assert told == "credentials.locked"


def test_a_keyring_that_goes_away(tmp_path: Path) -> None:
    told = ask(
        tmp_path,
        """
import os
os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
print(json.dumps([refusal(lambda: secrets.get("acme")), refusal(lambda: secrets.set("acme", "x"))]))
""",
    )
    assert told == ["credentials.unavailable"] * 2


@pytest.mark.parametrize("address", [None, "", "unix:path=/nowhere", "nonsense"])
def test_without_a_keyring_keys_are_kept_for_the_session(
    address: str | None, no_service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if address is not None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    secrets = open_secrets()
    assert secrets.kept_by is None
    assert secrets.get("acme") is None
    secrets.set("acme", KEY)
    assert secrets.get("acme") == KEY
    assert open_secrets().get("acme") is None
    secrets.delete("acme")
    secrets.delete("acme")
    assert secrets.get("acme") is None


@pytest.fixture
def plaintext(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything in this environment asks for a keyring that writes into this file."""
    file = tmp_path / "keys.txt"
    (tmp_path / "plain.py").write_text(PLAINTEXT.format(file=str(file)), encoding="utf-8")
    settings = "[backend]\ndefault-keyring=plain.Keyring\n" + f"keyring-path={tmp_path}\n"
    for folder in (".config/python_keyring", ".local/share/python_keyring"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "keyringrc.cfg").write_text(settings, encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    return file


BACKENDS = ["plain.Keyring", "keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"]
BACKENDS += ["keyring.backends.chainer.ChainerBackend"]


@pytest.mark.parametrize("backend", [None, *BACKENDS])
def test_a_plaintext_keyring_is_refused(
    backend: str | None, plaintext: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if backend is not None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    # That the trap is set: this is what the library itself would do.
    chosen = "import keyring; print(type(keyring.get_keyring()).__module__)"
    by_library = subprocess.check_output([sys.executable, "-c", chosen], text=True).strip()
    assert by_library == (backend or "plain.Keyring").rpartition(".")[0]

    keep = (
        f'secrets.set("acme", {KEY!r}); print(json.dumps([secrets.kept_by, secrets.get("acme")]))'
    )
    alone = subprocess.check_output([sys.executable, "-c", OPEN + keep], text=True)
    assert json.loads(alone) == [None, KEY]
    if backend is None:
        assert ask(plaintext.parent, keep) == ["Secret Service", KEY]
    assert not plaintext.exists()


def test_the_key_is_in_no_error_no_log_and_no_repr(tmp_path: Path) -> None:
    """Also not where the library itself fails over the key: half a character cannot be stored."""
    told = ask(
        tmp_path,
        f"""
import io, logging, traceback
log = io.StringIO()
logging.basicConfig(level=logging.DEBUG, stream=log)
secrets.set("acme", {KEY!r}); secrets.get("acme")
told = [repr(secrets), str(secrets), repr(vars(secrets))]
try:
    secrets.set("acme", {KEY!r} + chr(0xD800))
except OutsideFault as fault:
    told += [repr(fault), str(fault), *traceback.format_exception(fault)[-1:]]
    told += [fault.reason.code, fault.__cause__, fault.__context__, secrets.get("acme") == {KEY!r}]
print(json.dumps([*told, log.getvalue()]))""",
    )
    assert told[-5:-1] == ["credentials.unavailable", None, None, True]
    assert "sk_car_" not in json.dumps(told)


def test_keys_of_the_session_are_in_no_repr() -> None:
    secrets = SessionSecrets()
    secrets.set("acme", KEY)
    assert KEY not in repr(secrets) + str(secrets)


def test_an_account_has_a_name(no_service: None) -> None:
    secrets = open_secrets()
    for question in (secrets.get, secrets.delete, lambda name: secrets.set(name, KEY)):
        with pytest.raises(BadInput) as trouble:
            question("")
        assert trouble.value.reason.code == "credentials.no_name"
        assert KEY not in "".join(traceback.format_exception(trouble.value))


@pytest.mark.parametrize("code", ["locked", "unavailable", "no_name"])
def test_every_trouble_is_explained(code: str) -> None:
    for part in ("", ".title", ".next"):
        assert assets.has_text(f"credentials.{code}{part}")


def test_a_session_passes_on_what_its_command_says(tmp_path: Path) -> None:
    say = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)"
    command = session(tmp_path, sys.executable, "-c", say)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (7, "out\n", "err\n")
