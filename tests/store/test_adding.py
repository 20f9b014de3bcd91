"""Contacts of one more sheet stand in the library with all that was decided of the others since."""

import hashlib
import shutil
from array import array
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dialsheet.campaign import (
    READY,
    Addition,
    CampaignState,
    Correction,
    Decided,
    Decision,
    DuplicatePolicy,
    Rules,
)
from dialsheet.columns import Source
from dialsheet.errors import BadInput, Reason
from dialsheet.store import open_library
from store.desk import Desk

A, B, C, D = (f"+1415555010{n}" for n in range(1, 5))
TWIN = Decided(Decision.SKIPPED, Reason("campaign.duplicate_of", {"row": 2}))
HELD = Decided(Decision.HELD, Reason("numbers.label"))


def addition(desk: Desk, offset: int, *numbers: str, file: str = "more.csv") -> Addition:
    """Contacts of a file with these numbers, below that row."""
    path = desk.sheet.with_name(file)
    path.write_text("Phone\n" + "\n".join(numbers), encoding="utf-8")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    more = desk.contacts(*numbers)
    rows = array("Q", (row + offset for row in more.table.rows))
    contacts = replace(more, table=replace(more.table, rows=rows))
    return Addition(Source(str(path), sha256, "csv"), offset, contacts, "people.csv")


@pytest.mark.parametrize("policy", DuplicatePolicy)
def test_who_was_there_first_is_called(desk: Desk, policy: DuplicatePolicy) -> None:
    campaign = replace(desk.campaign(), rules=Rules(policy))
    desk.library.create_campaign(campaign, desk.contacts(A, B, decided=[HELD, READY]))
    made = desk.library.add(campaign.id, addition(desk, 3, C, A), desk.now())
    twin = READY if policy is DuplicatePolicy.ALL else TWIN
    assert list(made.contacts.decided) == [READY, twin]
    assert list(desk.library.contacts(campaign.id).decided) == [HELD, READY, READY, twin]


def test_what_was_decided_and_corrected_since_stays(desk: Desk) -> None:
    campaign = desk.add(A, "12", B, decided=[READY, HELD, READY])
    desk.library.correct(campaign.id, Correction(3, "Phone", "12", C), desk.now())
    desk.library.exclude(campaign.id, [4], desk.now())
    before = desk.library.contacts(campaign.id)
    made = desk.library.add(campaign.id, addition(desk, 4, C, B, D), desk.now())
    assert [each.decision for each in made.contacts.decided] == ["skipped", "skipped", "ready"]
    contacts = desk.library.contacts(campaign.id)
    assert list(contacts.decided) == [*before.decided, *made.contacts.decided]
    assert [each.e164 for each in contacts.verdicts[0]] == [A, C, B, C, B, D]
    desk.library.include(campaign.id, [4], desk.now())
    assert desk.library.contacts(campaign.id).decided[2] is READY


def test_a_campaign_that_was_finished_goes_on(desk: Desk) -> None:
    campaign = desk.add(A, decided=[HELD])
    assert desk.library.campaigns()[0].state is CampaignState.FINISHED
    desk.library.add(campaign.id, addition(desk, 2, B), desk.now())
    (summary,) = desk.library.campaigns()
    assert (summary.contacts, summary.state) == (2, CampaignState.NEW)
    desk.claimed(campaign, 4, B)
    entry = list(desk.library.events(campaign.id))[1]
    assert (entry.kind, entry.detail["contacts"], entry.detail["offset"]) == ("added", 1, 2)
    assert entry.detail["decisions"] == {"ready": 1}


def test_it_is_all_or_nothing(desk: Desk) -> None:
    campaign = desk.add(A)
    with pytest.raises(BadInput, match="campaign_grew"):
        desk.library.add(campaign.id, addition(desk, 9, B), desk.now())
    changed = addition(desk, 2, C)
    Path(changed.source.path).write_text("else", encoding="utf-8")
    with pytest.raises(BadInput, match="source_changed"):
        desk.library.add(campaign.id, changed, desk.now())
    assert len(desk.library.contacts(campaign.id)) == 1
    assert desk.library.added(campaign.id) == ()
    assert desk.kinds(campaign) == ["created"]


def test_a_campaign_grows_on_both_desktops(desk: Desk, new_library: Path, tmp_path: Path) -> None:
    campaign = desk.add(A)
    desk.library.add(campaign.id, addition(desk, 2, B), desk.now())
    there, back = tmp_path / "there", tmp_path / "back"
    desk.library.hand_over(campaign.id, there, desk.now())
    with closing(open_library(shutil.copytree(new_library, tmp_path / "other"))) as library:
        library.bring_in(there)
        library.take_over(campaign.id, desk.now())
        (first,) = library.added(campaign.id)
        kept = tmp_path / "other" / "sources" / first.source.sha256
        assert kept.read_text(encoding="utf-8") == f"Phone\n{B}"
        library.add(campaign.id, addition(desk, 4, C, file="last.csv"), desk.now())
        library.hand_over(campaign.id, back, desk.now())
        whole = library.contacts(campaign.id)
    desk.library.bring_in(back)
    contacts = desk.library.contacts(campaign.id)
    assert list(contacts.table.rows) == list(whole.table.rows) == [2, 4, 6]
    assert [each.source.file for each in desk.library.added(campaign.id)] == [
        *("more.csv", "last.csv")
    ]
    assert desk.library.campaigns()[0].contacts == 3
