"""API keys: kept in the operating system's keyring, or, where there is none, for this session.

Only keyrings that the operating system itself guards are used, each chosen here by its class.
What `keyring` would choose by its settings, its environment or its plug-ins is never asked: that
may be a plain file. No key appears in an error, a log or a `repr`.
"""

from collections.abc import Callable
from typing import TypeVar

from keyring.backend import KeyringBackend
from keyring.backends import SecretService, Windows, kwallet, macOS

from dialsheet.errors import BadInput, OutsideFault
from dialsheet.ports import Secrets

_SERVICE = "Dialsheet"

# With their own names, which are not translated.
_KEYRINGS: tuple[tuple[type[KeyringBackend], str], ...] = (
    (SecretService.Keyring, "Secret Service"),
    (kwallet.DBusKeyring, "KWallet"),
    (macOS.Keyring, "macOS Keychain"),
    (Windows.WinVaultKeyring, "Windows Credential Locker"),
)

# A person said no, or nobody was there to ask. Classes of libraries that not every system has.
_LOCKED = {"KeyringLocked", "LockedException", "PromptDismissedException"}

T = TypeVar("T")


def open_secrets() -> Secrets:
    """The operating system's keyring; keys are kept for this session only where there is none."""
    usable = [
        (priority, index)
        for index, (keyring, _) in enumerate(_KEYRINGS)
        if (priority := _priority(keyring)) is not None
    ]
    if not usable:
        return SessionSecrets()
    keyring, name = _KEYRINGS[max(usable)[1]]
    return KeyringSecrets(keyring(), name)


class KeyringSecrets:
    """Keys in a keyring of the operating system."""

    def __init__(self, backend: KeyringBackend, name: str) -> None:
        self._backend = backend
        self._name = name

    @property
    def kept_by(self) -> str | None:
        """The keyring's name for people."""
        return self._name

    def get(self, name: str) -> str | None:
        """The key of the account `name`, or None; `OutsideFault` when the keyring refuses."""
        return _ask(lambda: self._backend.get_password(_SERVICE, _account(name)))

    def set(self, name: str, key: str) -> None:
        """Keep the key of the account `name`; `OutsideFault` when the keyring refuses."""
        _ask(lambda: self._backend.set_password(_SERVICE, _account(name), key))

    def delete(self, name: str) -> None:
        """Forget the key of the account `name`, if there is one."""
        if self.get(name) is not None:
            _ask(lambda: self._backend.delete_password(_SERVICE, _account(name)))


class SessionSecrets:
    """Keys in memory, gone with the process."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    @property
    def kept_by(self) -> str | None:
        """Nobody."""
        return None

    def get(self, name: str) -> str | None:
        """The key of the account `name`, or None."""
        return self._keys.get(_account(name))

    def set(self, name: str, key: str) -> None:
        """Keep the key of the account `name`."""
        self._keys[_account(name)] = key

    def delete(self, name: str) -> None:
        """Forget the key of the account `name`, if there is one."""
        self._keys.pop(_account(name), None)


def _account(name: str) -> str:
    """The account's name; Windows answers an empty one with the key of any account."""
    if not name:
        raise BadInput("credentials.no_name")
    return name


def _priority(keyring: type[KeyringBackend]) -> float | None:
    """How much a keyring is to be preferred; None when it is not there."""
    try:
        return float(keyring.priority)
    except Exception:  # noqa: BLE001  # each raises what its own system raises
        return None


def _ask(question: Callable[[], T]) -> T:
    try:
        return question()
    except BadInput:
        raise
    except Exception as error:  # noqa: BLE001  # D-Bus, Windows and macOS raise their own
        code = "credentials.locked" if _is_locked(error) else "credentials.unavailable"
    raise OutsideFault(code)  # out here it does not drag along an error that may quote the key


def _is_locked(error: BaseException | None) -> bool:
    while error is not None:
        if type(error).__name__ in _LOCKED:
            return True
        error = error.__cause__ or error.__context__
    return False
