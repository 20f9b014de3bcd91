"""Campaigns without a window: what is on disk when a run is killed at an awkward moment."""

from contextlib import closing
from pathlib import Path

import pytest

from dialsheet import headless
from dialsheet.campaign import Connection, Mapping, NumberColumn, Pace, Rules
from dialsheet.store import open_library
from dialsheet.workflow import Choices, ListFile, read
from programs import practice_service


def test_whoever_is_never_called_is_on_the_list_before_there_is_a_campaign(
    tmp_path: Path, dialsheet_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a campaign that is killed at its birth and resumed would call them."""
    monkeypatch.setenv("CARTESIA_API_KEY", "local")
    people, never = tmp_path / "people.csv", tmp_path / "never.csv"
    for each in (people, never):
        each.write_text("Phone\n+12125550101\n", encoding="utf-8")

    def dies(line: str) -> None:
        assert line.startswith("campaign: ")
        raise SystemExit

    with practice_service("--speed", "400") as service:
        wanted = headless.Wanted(
            Mapping((NumberColumn("Phone"),), "US"),
            Rules(),
            Connection("sales", practice=False, base_url=service.url),
            None,
            None,
            Pace(),
            (ListFile(never),),
        )
        with pytest.raises(SystemExit):
            headless.run(read(people, Choices()), wanted, tmp_path / "result.xlsx", dies)
    with closing(open_library(dialsheet_home)) as library:
        assert len(library.campaigns()) == 1
        assert library.suppressed(["+12125550101"]) == {"+12125550101"}
