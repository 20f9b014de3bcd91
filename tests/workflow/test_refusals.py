"""The sheet itself says no: who is held for it, through whatever door the number comes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from dialsheet import assets
from dialsheet.campaign import (
    CallingRules,
    Correction,
    DuplicatePolicy,
    HoldWhere,
    Mapping,
    NumberColumn,
    Place,
    Placed,
    Rules,
)
from dialsheet.errors import BadInput
from dialsheet.sheets import Choices
from dialsheet.workflow import (
    check_report,
    open_sheet,
    plan_addition,
    plan_to_edit,
    read,
    recall_ignored,
    remember_ignored,
)
from workflow.desk import CALL, NOW, Desk

READY, HELD = "ready", "held campaign.sheet_says_no"
TWIN, DUPLICATE = "held campaign.twin_says_no", "skipped campaign.duplicate_of"
A, B, C, D = (f"+1212555010{n}" for n in range(4))
IGNORING = Rules(ignore_do_not_call=("DNC",))

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(*lines: str, name: str = "sheet.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def desk(desks: list[Desk]) -> Desk:
    return desks[0]


def standing(desk: Desk) -> list[str]:
    """What is decided of each contact by now."""
    decided = desk.library.contacts(desk.campaign.id).decided
    return [
        f"{each.decision} {each.reason.code if each.reason else ''}".strip() for each in decided
    ]


def test_rows_that_say_no_are_held_until_a_person_lets_them(desk: Desk, write: Write) -> None:
    sheet = write("Name,Phone,DNC", f"Ann,{A},no", f"Ben,{B},Yes", f"Cem,{C},")
    assert desk.open(sheet) == [READY, HELD, READY]
    assert desk.open(sheet, IGNORING) == [READY] * 3


@pytest.mark.parametrize("policy", DuplicatePolicy)
@pytest.mark.parametrize("says_no", [0, 1])
def test_nobody_is_called_on_the_number_of_one_who_said_no(
    desk: Desk, write: Write, policy: DuplicatePolicy, says_no: int
) -> None:
    words = ["", ""]
    words[says_no] = "x"
    sheet = write("Phone,DNC", f"{A},{words[0]}", f"{A},{words[1]}", f"{B},")
    decided = desk.open(sheet, Rules(policy))
    assert READY not in decided[:2]
    assert decided[2] == READY
    called = desk.open(sheet, replace(IGNORING, duplicates=policy))
    assert called.count(READY) == {"all": 3, "none": 1}.get(policy, 2)


def test_a_further_number_holds_the_whole_contact_and_its_twin(desk: Desk, write: Write) -> None:
    sheet = write("Mobile,Home,DNC", f"{A},{B},Yes", f"{C},{B},", f"{D},,")
    numbers = Mapping((NumberColumn("Mobile"), NumberColumn("Home")), "US")
    assert desk.open(sheet, mapping=numbers)[0] == HELD
    decided = desk.open(sheet, mapping=numbers)
    assert READY not in decided[:2]
    assert decided[2] == READY


def test_two_columns_that_say_no_are_answered_one_by_one(desk: Desk, write: Write) -> None:
    sheet = write("Phone,DNC,Notes", f"{A},Yes,deceased", f"{B},Yes,", f"{C},,wrong number")
    assert desk.open(sheet) == [HELD] * 3
    assert desk.open(sheet, IGNORING) == [HELD, READY, HELD]
    both = Rules(ignore_do_not_call=("DNC", "Notes"))
    assert desk.open(sheet, both) == [READY] * 3


def test_a_rule_of_a_person_holds_whatever_is_ignored(desk: Desk, write: Write) -> None:
    sheet = write("Phone,DNC,Level", f"{A},Yes,ＧＯＬＤ", f"{B},,Silver", f"{B},,gold ")
    rules = Rules(
        DuplicatePolicy.ALL,
        calling=CallingRules(hold_where=(HoldWhere("Level", ("gold",)),)),
        ignore_do_not_call=("DNC",),
    )
    assert desk.open(sheet, rules) == ["held campaign.held_where", TWIN, "held campaign.held_where"]
    assert desk.library.campaign(desk.campaign.id).rules == rules, "it comes back as it was"
    target = desk.export(desk.home / "out.xlsx")
    told = dict(openpyxl.load_workbook(target)["Campaign"].values)
    assert told["Held where Level says"] == "gold"
    assert told["Says not to call, and called"] == "DNC"


def test_what_is_ignored_is_in_the_log(desk: Desk, write: Write) -> None:
    desk.open(write("Phone,DNC", f"{A},Yes"), IGNORING)
    entries = {each.kind: each.detail for each in desk.library.events(desk.campaign.id)}
    assert entries["do_not_call_ignored"] == {"columns": ["DNC"], "ready": 1}


def test_a_campaign_is_answered_later(desk: Desk, write: Write) -> None:
    sheet = write(
        *("Phone,DNC,Notes", f"{A},Yes,", f"{A},,", f"{B},Yes,deceased", f"{C},,deceased"),
        *(f"{D},Yes,", "12,Yes,", f"{D},Yes,"),
    )
    desk.open(sheet)
    before = standing(desk)
    assert before == [HELD, DUPLICATE, HELD, HELD, HELD, HELD, DUPLICATE]
    library, id_ = desk.library, desk.campaign.id
    assert library.ignore_do_not_call(id_, ["DNC"], NOW) == 2
    no_number = "skipped numbers.no_country"
    assert standing(desk) == [READY, DUPLICATE, HELD, HELD, READY, no_number, DUPLICATE]
    assert library.ignore_do_not_call(id_, ["DNC"], NOW) == 0, "once is enough"
    assert library.campaign(id_).rules.ignore_do_not_call == ("DNC",)
    assert [each.kind for each in library.events(id_)].count("do_not_call_ignored") == 1
    for column, code in (("Nothing", "no_such_column"), ("Phone", "column_says_nothing")):
        with pytest.raises(BadInput, match=code) as refused:
            library.ignore_do_not_call(id_, [column], NOW)
        assert assets.explain(refused.value).one_line
    assert library.ignore_do_not_call(id_, ["Notes"], NOW) == 2
    assert standing(desk) == [READY, DUPLICATE, READY, READY, READY, no_number, DUPLICATE]


def test_a_twin_is_let_through_with_the_one_that_says_no(desk: Desk, write: Write) -> None:
    sheet = write("Phone,DNC", f"{A},", f"{A},Yes", f"{B},no")
    desk.open(sheet, Rules(DuplicatePolicy.ALL))
    assert standing(desk) == [TWIN, HELD, READY]
    assert desk.library.ignore_do_not_call(desk.campaign.id, ["DNC"], NOW) == 2
    assert standing(desk) == [READY] * 3


@pytest.mark.parametrize("policy", [DuplicatePolicy.FIRST, DuplicatePolicy.ALL])
def test_a_sheet_that_is_added_says_no(desk: Desk, write: Write, policy: DuplicatePolicy) -> None:
    desk.open(write("Phone,DNC", f"{A},", f"{B},Yes", f"{C},"), Rules(policy))
    more = read(write("DNC,Phone", f",{B}", f"1,{C}", f",{D}", name="more.csv"), Choices())
    library, campaign = desk.library, desk.campaign
    known = library.contacts(campaign.id)
    library.add(campaign.id, plan_addition(campaign, known, (), more), NOW)
    decided = standing(desk)
    assert decided[:3] == [READY, HELD, TWIN], "who said no in the new sheet is in the old one, too"
    assert READY not in decided[3:5]
    assert decided[5] == READY
    row = library.contacts(campaign.id).table.rows[2]
    with pytest.raises(BadInput, match="not_called_here"):
        library.call_back(campaign.id, row, NOW.replace(year=2027), NOW)


def test_a_number_that_is_corrected_to_that_of_one_who_said_no(desk: Desk, write: Write) -> None:
    sheet = write("Phone,DNC", f"{A},Yes", f"{B},", f"{C},")
    for policy in (DuplicatePolicy.FIRST, DuplicatePolicy.ALL):
        desk.open(sheet, Rules(policy))
        wrong = Correction(3, "Phone", B, A)
        corrected = desk.library.correct(desk.campaign.id, wrong, NOW)
        assert standing(desk)[1] == TWIN
        assert corrected.decided.reason is not None
        desk.library.correct(desk.campaign.id, replace(wrong, text=B), NOW)
        assert standing(desk)[1] == READY


def test_a_correction_before_start(write: Write) -> None:
    opened = open_sheet(write("Phone,DNC", f"{A},", f"{B},Yes", f"{C},"), Choices(), "US")
    contacts = plan_to_edit(opened.sheet, opened.mapping, Rules())
    place: Place = (4, "Phone")
    contacts.read_as(place, Correction(4, "Phone", C, B))
    assert contacts.decided[2].decision == "skipped", "the same number as row 3, which is held"
    contacts.read_as(place, None)
    assert [each.decision for each in contacts.decided] == [READY, "held", READY]


def test_a_result_sheet_that_comes_back_still_says_no(desk: Desk, write: Write) -> None:
    desk.open(write("Phone,DNC", f"{A},", f"{B},Yes"), IGNORING)
    desk.attempt(2, A, Placed("call_1"), CALL)
    back = desk.export(desk.home / "results.xlsx")
    assert desk.open(back) == ["skipped workflow.called_before", HELD]


def test_stacked_worksheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "May"
    book.active.append(["Phone", "DNC"])
    book.active.append([A, None])
    june = book.create_sheet("June")
    june.append(["Phone", "DNC"])
    june.append([A, True])
    june.append([B, False])
    path = tmp_path / "book.xlsx"
    book.save(path)
    sheet = read(path, Choices("May", ("June",)))
    assert sheet.refusals == {"DNC": {1: "TRUE"}}


def test_held_rows_that_say_no_stay_held_for_both(desk: Desk, write: Write) -> None:
    desk.open(write("Phone,DNC,City", f"{A},,Rome", f"{B},Yes,Rome,x", f"{C},,Rome"))
    assert standing(desk)[1].startswith("held sheets.")
    desk.library.ignore_do_not_call(desk.campaign.id, ["DNC"], NOW)
    assert standing(desk)[1].startswith("held sheets."), "nobody has looked at the ragged row"


def test_the_report_of_the_check_tells_it(write: Write) -> None:
    sheet = read(write("Phone,Do Not Call", f"{A},Yes", f"{B},no"), Choices())
    mapping = Mapping((NumberColumn("Phone"),), "US")
    report = check_report(sheet, mapping, DuplicatePolicy.FIRST, assets.sentence)
    (finding,) = report["findings"]
    assert finding["code"] == "campaign.column_says_no"
    assert "Do Not Call" in finding["text"]
    told = [each["says_no"] and each["says_no"]["code"] for each in report["contacts"]]
    assert told == ["campaign.sheet_says_no", None]


def test_answers_are_remembered_for_the_columns() -> None:
    kept = remember_ignored({}, ["Phone", "DNC"], ["DNC"])
    assert recall_ignored(kept, ["DNC", "Phone"]) == ("DNC",)
    assert recall_ignored(kept, ["DNC", "Phone", "City"]) == ()
    assert remember_ignored(kept, ["Phone", "DNC"], []) == {}
    assert recall_ignored({**kept, "x": 3}, ["x"]) == ()


def test_old_rules_are_read() -> None:
    plain = Rules(calling=CallingRules(cap=2)).to_json()
    del plain["ignore_do_not_call"], plain["calling"]["hold_where"]
    assert Rules.from_json(plain) == Rules(calling=CallingRules(cap=2))


def test_a_number_that_is_not_dialed_is_theirs_as_well(desk: Desk, write: Write) -> None:
    lines = ("Name,Phone,Alt Phone,DNC,Notes", f"Ann,{A},212-555-0101,Yes,or +1 212 555 0102")
    sheet = write(*lines, f"Ben,{B},,,", f"Cem,{C},,,", f"Dora,{D},,,")
    phone = Mapping((NumberColumn("Phone"),), "US")
    assert desk.open(sheet, mapping=phone) == [HELD, TWIN, TWIN, READY]
    assert desk.open(sheet, mapping=phone) == [HELD, TWIN, TWIN, READY]
    assert desk.open(sheet, IGNORING, phone) == [READY] * 4
    contacts = plan_to_edit(read(sheet, Choices()), phone, Rules())
    place: Place = (5, "Phone")
    contacts.read_as(place, Correction(5, "Phone", D, B))
    assert contacts.decided[3].decision is not READY
    contacts.read_as(place, None)
    assert [each.decision for each in contacts.decided] == ["held", "held", "held", "ready"]


def test_a_number_without_a_country_is_read_with_those_of_the_sheet(
    desk: Desk, write: Write
) -> None:
    sheet = write("Phone,DNC", f"{A[2:]},Yes", f"{A},", f"{B},")
    alone = Mapping((NumberColumn("Phone"),))
    assert desk.open(sheet, mapping=alone) == [HELD, TWIN, READY]


def test_a_correction_after_start_to_a_number_that_is_not_dialed(desk: Desk, write: Write) -> None:
    desk.open(write("Phone,Alt,DNC", f"{A},(212) 555-0101,Yes", f"{C},,", f"{D},,"))
    wrong = Correction(3, "Phone", C, B)
    desk.library.correct(desk.campaign.id, wrong, NOW)
    assert standing(desk) == [HELD, TWIN, READY]
    desk.library.correct(desk.campaign.id, replace(wrong, text=C), NOW)
    assert standing(desk) == [HELD, READY, READY]


def test_an_added_sheet_that_says_no_of_a_number_that_is_not_dialed(
    desk: Desk, write: Write
) -> None:
    desk.open(write("Phone,Alt,DNC", f"{A},,", f"{B},,"))
    more = read(write("Phone,Alt,DNC", f"{C},212 555 0100,yes", name="more.csv"), Choices())
    library, campaign = desk.library, desk.campaign
    known = library.contacts(campaign.id)
    library.add(campaign.id, plan_addition(campaign, known, (), more), NOW)
    assert standing(desk) == [TWIN, READY, HELD]


def test_a_merged_cell_says_no_of_every_row_that_it_spans(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for line in (
        ("Name", "Phone", "Do Not Call", "City"),
        ("Ann", A, "Yes", "Rome"),
        ("Ben", B, None, None),
        ("Cem", C, None, None),
        ("Dora", D, None, None),
    ):
        page.append(line)
    page.merge_cells("C2:C4")
    page.merge_cells("D2:D5")
    path = tmp_path / "merged.xlsx"
    book.save(path)
    assert desk.open(path) == [HELD, HELD, HELD, READY]
    assert desk.sheet.table.column("City")[3] == "", "nothing else is made up"
    desk.library.ignore_do_not_call(desk.campaign.id, ["Do Not Call"], NOW)
    assert standing(desk) == [READY] * 4
    page["C2"], page["C5"] = "No", "Yes"
    page.unmerge_cells("D2:D5")
    page.unmerge_cells("C2:C4")
    page["B5"] = None
    page.merge_cells("B4:B5")
    book.save(path)
    decided = desk.open(path)
    assert (decided[2], decided[3]) == (TWIN, DUPLICATE), "the merged number is of both"


@pytest.mark.parametrize("name", ["Do Not Call", "DNC", "Opt-outs", "架電禁止", "Nicht anrufen"])
def test_a_worksheet_of_people_who_are_not_to_be_called(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Phone"])
    for number in (A, B, C):
        book.active.append([number])
    book.create_sheet("Notes").append([C])
    book.create_sheet(name).append(["Ann", f"mobile {A[2:]}"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    beside = "held campaign.worksheet_says_no"
    assert desk.open(path, mapping=Mapping((NumberColumn("Phone"),))) == [beside, READY, READY]
    assert "workflow.list_beside" in [each.code for each in desk.sheet.findings]
    contacts = desk.library.contacts(desk.campaign.id)
    (reason,) = [each.reason for each in contacts.decided if each.reason]
    assert name in assets.sentence(reason)


def test_a_group_above_the_header_asks_its_question_of_each_column(write: Write) -> None:
    lines = ("Name,Mobile,Do not call,", ",,Home,Work", f"Ann,{A},,Yes", f"Ben,{B},Yes,No")
    sheet = read(write(*lines, f"Cem,{C},,"), Choices(header_row=2))
    assert sheet.refusals == {"Do not call / Home": {1: "Yes"}, "Do not call / Work": {0: "Yes"}}
    lines = ("Name,Mobile,Permission to contact by,", ",,Phone,Email", f"Ann,{A},No,Yes")
    for row in (None, 2):
        sheet = read(write(*lines, f"Ben,{B},Yes,No", f"Cem,{C},Yes,No"), Choices(header_row=row))
        (cells,) = (sheet.refusals or {}).values()
        assert [
            sheet.table.column("Mobile" if row is None else sheet.table.headers[1])[index]
            for index in cells
        ] == [A]


def test_a_row_of_nothing_but_a_refusal_is_a_heading(desk: Desk, write: Write) -> None:
    line = "--- DO NOT CALL BELOW THIS LINE ---"
    people = (f"Ben,{B},Rome", f"Cem,{C},Bern", "Others,,", f"Dora,{D},Oslo")
    sheet = write("Name,Phone,City", f"Ann,{A},Rome", f"{line},,", *people)
    decided = desk.open(sheet)
    assert decided == [READY, HELD, HELD, HELD, "skipped campaign.no_number", READY]
    (finding,) = [
        f
        for f in check_report(
            read(sheet, Choices()),
            Mapping((NumberColumn("Phone"),)),
            DuplicatePolicy.FIRST,
            assets.sentence,
        )["findings"]
        if f["code"].endswith("column_says_no")
    ]
    assert line in finding["text"]
    wrong = Correction(7, "Phone", D, B)
    desk.library.correct(desk.campaign.id, wrong, NOW)
    assert standing(desk)[5] == TWIN
    desk.library.ignore_do_not_call(desk.campaign.id, ["Name"], NOW)
    assert standing(desk)[2:4] == [READY] * 2


def test_a_heading_holds_in_its_own_worksheet_and_an_answer_alone_is_none(
    desk: Desk, write: Write, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "May"
    june = book.create_sheet("June")
    for page, people in (
        (book.active, ((A, "Ann"), ("Do not call:", None), (B, "Ben"))),
        (june, ((C, "Cem"),)),
    ):
        page.append(["Phone", "Name"])
        for person in people:
            page.append(person)
    path = tmp_path / "book.xlsx"
    book.save(path)
    sheet = read(path, Choices("May", ("June",)))
    assert sheet.refusals == {"Phone": {1: "Do not call:", 2: "Do not call:"}}
    answers = write("Phone,Consent", f"{A},Yes", ",No", f"{B},Yes")
    assert desk.open(answers)[2] == READY
