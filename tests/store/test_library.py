"""Campaigns in the library: kept, found, counted; settings; one dialing process."""

import asyncio
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dialsheet.campaign import (
    READY,
    Answer,
    Call,
    CampaignState,
    Connection,
    Counts,
    Decided,
    Decision,
    Dialect,
    DuplicatePolicy,
    Field,
    FieldType,
    Mapping,
    NotPlaced,
    NumberColumn,
    Pace,
    Placed,
    Refused,
    Rules,
    Unknown,
    WhenEmpty,
    Withdrawn,
    count,
    last_attempts,
)
from dialsheet.campaign.connection import Agent, PhoneNumber
from dialsheet.errors import BadInput, OutsideFault, Reason
from store.desk import Desk

A, B, C, D = "+14155550101", "+14155550102", "+14155550103", "+14155550104"
HELD = Decided(Decision.HELD, Reason("campaign.empty_cell", {"field": "name", "column": "Name"}))
SKIPPED = Decided(Decision.SKIPPED, Reason("campaign.no_number"))
WHY = Reason("cartesia.timeout")


def test_a_campaign_comes_back_as_it_was_made(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    campaign = replace(
        desk.campaign(),
        mapping=Mapping(
            (NumberColumn("Phone", "mobile"),),
            "JP",
            (
                Field("customer.name", FieldType.TEXT, "名前", when_empty=WhenEmpty.HOLD),
                Field("vip", FieldType.BOOLEAN, None, "yes"),
            ),
        ),
        rules=Rules(DuplicatePolicy.LAST, ("eaten_plus",), 5),
        connection=Connection(
            "Vertrieb \N{EM DASH} Süd \ud800",
            False,
            "https://api.example.com",
            Dialect.DYNAMIC_VARIABLES,
            Agent("agent_1", "Ana"),
            PhoneNumber("pn_1", "+14155550100", "twilio", "main"),
            30,
            5,
        ),
        pace=Pace(0.5, 3),
    )
    made = desk.add(A)
    contacts = desk.library.contacts(made.id)
    desk.library.create_campaign(campaign, contacts)
    assert open_desk().library.campaign(campaign.id) == campaign


def test_the_source_file_is_kept(desk: Desk) -> None:
    before = desk.sheet.read_bytes()
    campaign = desk.add(A)
    desk.sheet.write_text("something else", encoding="utf-8")
    kept = desk.library.source_path(campaign.id)
    assert kept.read_bytes() == before
    assert kept.name == hashlib.sha256(before).hexdigest()
    assert [path.name for path in kept.parent.iterdir()] == [kept.name], "nothing is left over"


@pytest.mark.parametrize("fate", ["changed", "gone", "a folder"])
def test_no_campaign_is_made_from_another_file(desk: Desk, fate: str) -> None:
    campaign, contacts = desk.campaign(), desk.contacts(A)
    desk.sheet.unlink()
    if fate == "changed":
        desk.sheet.write_text("Phone\n+14155550199\n", encoding="utf-8")
    elif fate == "a folder":
        desk.sheet.mkdir()
    with pytest.raises(BadInput) as refused:
        desk.library.create_campaign(campaign, contacts)
    assert refused.value.reason == Reason("store.source_changed", {"file": "people.csv"})
    assert desk.library.campaigns() == ()
    assert list((desk.home / "sources").iterdir()) == [], "nothing is left over"


def test_a_file_that_is_kept_need_not_be_there_any_more(desk: Desk) -> None:
    desk.add(A)
    another, before = desk.campaign(), desk.sheet.read_bytes()
    desk.sheet.unlink()
    desk.library.create_campaign(another, desk.contacts(A))
    assert desk.library.source_path(another.id).read_bytes() == before


def test_the_beginning_of_an_id_is_enough(desk: Desk) -> None:
    contacts = desk.library.contacts(desk.add(A).id)
    for name in ("aa-1", "aa-2", "ab"):
        desk.library.create_campaign(replace(desk.campaign(), id=name), contacts)
    found = {asked: desk.library.campaign(asked).id for asked in ("aa-1", "aa-2", "ab")}
    assert found == {"aa-1": "aa-1", "aa-2": "aa-2", "ab": "ab"}
    for asked, code in {
        "a": "store.ambiguous_campaign",
        "aa": "store.ambiguous_campaign",
        "": "store.no_campaign",
        "zz": "store.no_campaign",
        "a%": "store.no_campaign",
        "__": "store.no_campaign",
    }.items():
        with pytest.raises(BadInput) as refused:
            desk.library.campaign(asked)
        assert refused.value.reason == Reason(code, {"campaign": asked})


def test_only_a_whole_id_opens_contacts_and_attempts(desk: Desk) -> None:
    campaign = desk.add(A)
    for ask in (desk.library.contacts, desk.library.attempts, desk.library.log_head):
        with pytest.raises(BadInput):
            ask(campaign.id[:8])


DONE, BUSY = Call("c", "completed"), Call("c", "failed", "dial_busy")
BACK, LOST, NO = NotPlaced(WHY), Unknown(WHY), Refused(WHY)

# Contacts as decided, what the attempts for them came to by row, and what the list then says.
SUMMARIES: list[tuple[list[Decided], dict[int, list[Answer | Call]], Counts, str]] = [
    ([READY, HELD, SKIPPED], {}, Counts(held=1, skipped=1), "new"),
    ([HELD, SKIPPED], {}, Counts(held=1, skipped=1), "finished"),
    ([READY, READY], {2: [DONE]}, Counts(completed=1), "unfinished"),
    ([READY, READY], {2: [DONE], 3: [BUSY]}, Counts(completed=1, busy=1), "finished"),
    ([READY, READY], {2: [DONE], 3: [LOST]}, Counts(completed=1, unknown=1), "needs_person"),
    ([READY, READY], {3: [LOST]}, Counts(unknown=1), "unfinished"),
    ([READY], {2: [Placed("c")]}, Counts(), "unfinished"),
    ([READY, SKIPPED], {2: [NO]}, Counts(refused=1, skipped=1), "finished"),
    ([READY], {2: [NO, BUSY]}, Counts(busy=1), "finished"),
    ([READY], {2: [NO, BACK]}, Counts(refused=1), "finished"),
    ([READY], {2: [BACK]}, Counts(), "unfinished"),
    ([READY], {2: [BACK, Withdrawn(WHY)]}, Counts(), "unfinished"),
    ([READY], {2: [Withdrawn(WHY), BUSY]}, Counts(busy=1), "finished"),
]


@pytest.mark.parametrize(("decided", "story", "counts", "state"), SUMMARIES)
def test_the_list_counts_what_the_contacts_came_to(
    desk: Desk,
    decided: list[Decided],
    story: dict[int, list[Answer | Call]],
    counts: Counts,
    state: str,
) -> None:
    numbers = [A, B, C, D][: len(decided)]
    campaign = desk.add(*numbers, decided=decided)
    for row, answers in story.items():
        for answer in answers:
            attempt = desk.claimed(campaign, row, numbers[row - 2])
            if isinstance(answer, Call):
                desk.library.record_calls({attempt.id: answer}, desk.now())
            else:
                desk.library.record_answer(attempt.id, answer, desk.now(), None)
    (summary,) = desk.library.campaigns()
    assert (summary.counts, summary.state, summary.contacts) == (counts, state, len(decided))
    last = last_attempts(desk.library.attempts(campaign.id))
    assert summary.counts == count(desk.library.contacts(campaign.id), last)


def test_a_pilot_is_over_when_its_limit_is_reached(desk: Desk) -> None:
    campaign = desk.add(A, B, C, limit=2)
    for row, number in ((2, A), (3, B)):
        (summary,) = desk.library.campaigns()
        assert summary.state in (CampaignState.NEW, CampaignState.UNFINISHED)
        attempt = desk.claimed(campaign, row, number)
        desk.library.record_calls({attempt.id: Call(f"c{row}", "completed")}, desk.now())
    (summary,) = desk.library.campaigns()
    assert summary.state is CampaignState.PILOT_OVER
    desk.library.end_pilot(campaign.id, desk.now())
    desk.library.end_pilot(campaign.id, desk.now())
    (summary,) = desk.library.campaigns()
    assert summary.state is CampaignState.UNFINISHED
    assert desk.library.campaign(campaign.id).rules.limit is None
    ended = [each for each in desk.library.events(campaign.id) if each.kind == "pilot_ended"]
    assert [each.detail for each in ended] == [{"limit": 2}]


def test_the_newest_campaign_comes_first(desk: Desk) -> None:
    made = [desk.add(A), desk.add(B, practice=True), desk.add(C)]
    assert [line.campaign for line in desk.library.campaigns()] == made[::-1]


def test_a_held_contact_is_held_for_good(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    campaign = desk.add(A, B)
    desk.library.hold(campaign.id, {3: Reason("store.suppressed")}, desk.now())
    desk.library.hold(campaign.id, {3: Reason("store.number_open")}, desk.now())
    again = open_desk()
    held = Decided(Decision.HELD, Reason("store.suppressed"))
    assert list(again.library.contacts(campaign.id).decided) == [READY, held]
    assert again.claim(campaign, 3, B) == Reason("store.not_ready")
    assert again.library.campaigns()[0].counts == Counts(held=1)
    assert again.kinds(campaign) == ["created", "held"]


def test_settings_are_remembered(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    values = {"pace": 0.5, "recent": ["a.xlsx", "b\ud800.csv"], "region": "JP", "asked": False}
    for name, value in values.items():
        desk.library.set_setting(name, "something else")
        desk.library.set_setting(name, value)
    again = open_desk().library
    assert {name: again.setting(name) for name in values} == values
    again.set_setting("region", None)
    assert again.setting("region") is None


def test_one_process_dials_at_a_time(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    other = open_desk().library
    with desk.library.dialing_lock(), pytest.raises(OutsideFault) as refused, other.dialing_lock():
        pass
    assert refused.value.reason.code == "store.dialing_elsewhere"
    with other.dialing_lock():
        pass  # it was given back


def test_the_lock_is_held_once_more_by_who_holds_it_and_by_no_other_task(desk: Desk) -> None:
    async def dial(held: asyncio.Event) -> None:
        with desk.library.dialing_lock(), desk.library.dialing_lock():
            await held.wait()

    async def dial_twice() -> None:
        held = asyncio.Event()
        first = asyncio.create_task(dial(held))
        await asyncio.sleep(0)
        with pytest.raises(OutsideFault) as refused:
            await dial(held)
        assert refused.value.reason.code == "store.dialing_elsewhere"
        held.set()
        await first
        await dial(held)

    asyncio.run(dial_twice())


def test_a_killed_process_gives_the_lock_back(desk: Desk) -> None:
    script = (
        "import sys; from dialsheet.store import open_library\n"
        "with open_library().dialing_lock():\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DIALSHEET_HOME": str(desk.home)},
    ) as dialer:
        assert dialer.stdout is not None
        assert dialer.stdout.readline() == "held\n"
        with pytest.raises(OutsideFault), desk.library.dialing_lock():
            pass
        dialer.kill()
        dialer.wait()
    with desk.library.dialing_lock():
        pass


def test_who_only_asks_refuses_nobody(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    other = open_desk().library
    assert not desk.library.dialed_elsewhere()
    with other.dialing_lock():
        assert desk.library.dialed_elsewhere()
    assert not desk.library.dialed_elsewhere()
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            desk.library.dialed_elsewhere()

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        for _ in range(500):
            with other.dialing_lock():
                pass
    finally:
        over.set()
        asker.join()


def test_the_list_of_those_never_called_is_counted_by_source(desk: Desk) -> None:
    library, now = desk.library, desk.now
    assert library.suppressions() == {}
    library.suppress({"+12025550100": ""}, "window", now())
    library.suppress({"+12025550100": "", "+12025550101": ""}, "never.csv", now())
    assert library.suppressions() == {"window": 1, "never.csv": 2}
    library.unsuppress(["+12025550100"], now())
    assert library.suppressions() == {"never.csv": 1}


def test_the_list_is_searched_by_digits_and_shown_in_part_the_latest_first(desk: Desk) -> None:
    library, now = desk.library, desk.now
    library.suppress({"+12025550100": "asked on Monday"}, "window", now())
    later = now() + timedelta(seconds=1)
    library.suppress({"+12025550101": "", "+442079460958": ""}, "never.csv", later)
    entries, found = library.suppression_entries((), 2)
    assert ([each.number for each in entries], found) == (["+12025550101", "+442079460958"], 3)
    entries, found = library.suppression_entries(["5550100", "7946"], 10)
    assert ([each.number for each in entries], found) == (["+442079460958", "+12025550100"], 2)
    assert (entries[1].source, entries[1].reason) == ("window", "asked on Monday")
    assert library.suppression_entries(["%"], 10) == ((), 0), "a sign is no pattern"


def test_what_one_source_put_on_the_list_is_taken_off_alone(desk: Desk) -> None:
    library, now = desk.library, desk.now
    for source in ("window", "never.csv"):
        library.suppress({"+12025550100": ""}, source, now())
    library.unsuppress(["+12025550100"], now(), "window")
    assert library.suppressions() == {"never.csv": 1}
    assert [each.source for each in library.unsuppressed(["+12025550100"])] == ["window"]
    assert library.suppressed(["+12025550100"]) == {"+12025550100"}
