"""A backup of the library is put back: nobody is called again, whatever the lists hide."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from dialsheet.sheets import free_name
from programs import Ended, Practice, dialsheet, practice_service

FAST = ("--speed", "400")
KEY = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}
PEOPLE = [f"+1212555010{nth}" for nth in range(1, 7)]
HIDDEN = ("--fault", "list-without-row-data=1")


def called(service: Practice) -> dict[str, int]:
    """How often each number was called."""
    return Counter(call["telephony_params"]["to"] for call in service.calls())


class Desktop:
    """A Dialsheet with its library in a folder of its own."""

    def __init__(self, folder: Path, service: Practice) -> None:
        self.folder, self._service = folder, service
        self.home, self._backup = folder / "home", folder / "backup"
        self.campaign = ""

    def run(self, dialect: str, *options: str) -> Ended:
        """Make the campaign, and dial it."""
        sheet = self.folder / "people.csv"
        people = "".join(f"Person {phone[-1]},{phone}\n" for phone in PEOPLE)
        sheet.write_text(f"Name,Phone\n{people}", encoding="utf-8")
        to = ("--api-url", self._service.url, "--api-version", dialect)
        ended = self.dialsheet("run", sheet, *to, "--pace", "0", *options)
        self.campaign = ended.json["campaign"]
        return ended

    def resume(self, *options: str) -> Ended:
        """Take it up again."""
        return self.dialsheet("resume", self.campaign, *options)

    def back_up(self) -> None:
        """Copy the library's folder."""
        shutil.copytree(self.home, self._backup)

    def restore(self) -> None:
        """Put the copy in its place."""
        shutil.rmtree(self.home)
        shutil.copytree(self._backup, self.home)

    def dialsheet(self, *arguments: str | Path) -> Ended:
        """Run a command that dials."""
        out = free_name(self.folder / "result.xlsx")
        home = {"DIALSHEET_HOME": str(self.home)}
        return dialsheet(*arguments, "--out", out, "--json", **KEY, **home)


@pytest.mark.parametrize("dialect", ["2026-03-01", "2026-08-14"])
@pytest.mark.parametrize("fault", [(), HIDDEN], ids=["lists tell", "lists hide"])
def test_what_a_restored_backup_forgot_is_taken_in_and_waits_for_a_person(
    tmp_path: Path, dialect: str, fault: tuple[str, ...]
) -> None:
    with practice_service(*FAST, *fault) as service:
        desktop = Desktop(tmp_path, service)
        assert "pilot" in desktop.run(dialect, "--limit", "2").err
        desktop.back_up()
        assert desktop.resume("--whole-list").status == 0
        desktop.restore()
        stopped = desktop.resume("--whole-list")
        assert "4 calls of this campaign" in stopped.err
        assert stopped.status == 1
        assert desktop.resume("--whole-list").status == 0
        assert called(service) == dict.fromkeys(PEOPLE, 1)
