"""A file of rules: every line is understood, or nobody is called."""

import json
from pathlib import Path

import pytest

from dialsheet.assets import explain
from dialsheet.campaign import CallingRules, HoldWhere, Outcome, Retry, SortKey, Window
from dialsheet.errors import BadInput
from dialsheet.workflow import ListFile, RulesFile, read_rules, refuse_rules
from dialsheet.workflow.rules_file import __doc__ as written

WHOLE = CallingRules(
    Window(8 * 60, 21 * 60),
    3,
    (Retry(Outcome.BUSY, 900.0, 3),),
    (Outcome.BUSY, Outcome.NO_ANSWER),
    *("Call after", "callback_at", "do_not_call"),
    (SortKey("Priority"), SortKey("Amount", descending=True)),
    hold_where=(HoldWhere("VIP", ("yes", "1")),),
    broken_agent=8,
)


def rules(folder: Path, text: str, name: str = "rules.toml") -> RulesFile:
    """What a file with that text says."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_rules(path)


def test_the_example_is_what_it_says(tmp_path: Path) -> None:
    assert written is not None
    told = rules(tmp_path, written.partition(":\n\n")[2])
    lists = (
        ListFile(tmp_path / "never-call.csv"),
        ListFile(tmp_path / "never-call-japan.csv", "JP", "Japan"),
    )
    assert told == RulesFile(WHOLE, lists)


def test_an_example_of_format_1(tmp_path: Path) -> None:
    told = rules(tmp_path, 'cap = 3\nsuppression = ["never-call.csv", "b.csv"]\n')
    lists = (ListFile(tmp_path / "never-call.csv"), ListFile(tmp_path / "b.csv"))
    assert told == RulesFile(CallingRules(cap=3), lists)
    assert rules(tmp_path, 'suppression = "a.csv"').suppression == (ListFile(tmp_path / "a.csv"),)


def test_a_list_has_its_country_and_its_name(tmp_path: Path) -> None:
    told = rules(tmp_path, "format = 2\nsuppression = [{file = 'a.csv', region = 'Japan'}]")
    assert told.suppression == (ListFile(tmp_path / "a.csv", "JP"),)
    assert [each.source for each in told.suppression] == ["a.csv"]


def test_json_says_the_same(tmp_path: Path) -> None:
    plain = {"window": "9:00 - 20:30", "retry": {"failed": {"minutes": 0.5, "calls": 2}}}
    told = rules(tmp_path, json.dumps(plain), "rules.json")
    retries = (Retry(Outcome.NOT_CONNECTED, 30.0, 2),)
    assert told == RulesFile(CallingRules(Window(540, 1230), retries=retries), ())
    assert rules(tmp_path, "") == RulesFile(CallingRules(), ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("window = ", "workflow.rules_unreadable"),
        ("windows = '08:00-21:00'", "workflow.no_such_rule"),
        ("window = '8-21'", "workflow.bad_rule"),
        ("window = 8", "workflow.bad_rule"),
        ("window = '21:00-08:00'", "campaign.window_range"),
        ("window = '08:00-25:00'", "campaign.window_range"),
        ("cap = 0", "campaign.cap_range"),
        ("cap = true", "workflow.bad_rule"),
        ("broken_agent = true", "workflow.bad_rule"),
        ("broken_agent = -1", "campaign.broken_agent_range"),
        ("cap = '3'", "workflow.bad_rule"),
        ("next_number = ['asleep']", "workflow.no_such_outcome"),
        ("next_number = ['completed']", "campaign.no_retry"),
        ("next_number = [1]", "workflow.bad_rule"),
        ("order = 1", "workflow.bad_rule"),
        ("opt_out_value = ['a']", "workflow.bad_rule"),
        ("hold_where = 'VIP'", "workflow.bad_rule"),
        ("hold_where = [{column = 'VIP'}]", "workflow.bad_rule"),
        ("hold_where = [{column = 'VIP', says = []}]", "workflow.bad_rule"),
        ("hold_where = [{column = 'VIP', says = [['yes']]}]", "workflow.bad_rule"),
        ("retry = 3", "workflow.bad_rule"),
        ("format = 3", "workflow.rules_of_later"),
        ("suppression = 3", "workflow.bad_rule"),
        ("suppression = [{region = 'US'}]", "workflow.bad_rule"),
        ("suppression = [{file = 'a.csv', country = 'US'}]", "workflow.bad_rule"),
        ("suppression = [{file = 'a.csv', region = 'Nowhere'}]", "workflow.no_such_country"),
        ("suppression = [{file = 1}]", "workflow.bad_rule"),
        ("[retry]\nbusy = 3", "workflow.bad_rule"),
        ("[retry]\nbusy = {minutes = 1}", "workflow.bad_rule"),
        ("[retry]\nbusy = {minutes = -1, calls = 2}", "workflow.bad_rule"),
        ("[retry]\nbusy = {minutes = 1, calls = 0}", "workflow.bad_rule"),
        ("[retry]\nbusy = {minutes = 1, calls = 2, more = 3}", "workflow.bad_rule"),
        ("[retry]\nasleep = {minutes = 1, calls = 2}", "workflow.no_such_outcome"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules(tmp_path, text)
    assert refused.value.reason.code == code
    assert explain(refused.value).one_line


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="rules_unreadable"):
        read_rules(tmp_path / "rules.toml")
    with pytest.raises(BadInput, match="rules_unreadable"):
        rules(tmp_path, "[1]", "rules.json")


def test_a_column_that_the_sheet_lacks() -> None:
    columns = ["Priority", "Amount", "Call after", "VIP"]
    refuse_rules(WHOLE, columns)
    for missing in columns:
        with pytest.raises(BadInput, match="no_such_column"):
            refuse_rules(WHOLE, [column for column in columns if column != missing])


def test_a_rule_that_holds_contacts_takes_one_word_or_several(tmp_path: Path) -> None:
    told = rules(
        tmp_path, "hold_where = [{column = 'A', says = 'Yes'}, {column='B', says=[1, true]}]"
    )
    first, second = told.calling.hold_where
    assert first == HoldWhere("A", ("Yes",))
    assert first.hits(" ＹＥＳ ")
    assert not first.hits("yes, please")
    assert second.hits("1")
    assert second.hits("TRUE")
