"""The pages of a result sheet: results beside the user's columns, attempts, and the campaign."""

import getpass
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from dialsheet.campaign import (
    Added,
    AttemptState,
    Campaign,
    Contacts,
    Counts,
    Repeated,
    ToldAttempt,
    ended_by,
)
from dialsheet.errors import Reason
from dialsheet.sheets import Cell, Page
from dialsheet.workflow.result_columns import (
    ADOPTED,
    ATTEMPT_HEADERS,
    ATTEMPTS_PAGE,
    CALLED_BEFORE,
    CAMPAIGN_PAGE,
    FROM_OUTSIDE,
    LIVE,
    MAPPING,
    REFUSED,
    RESULT_HEADERS,
    marks_of,
)
from dialsheet.workflow.telling import Say, tell_held

_AGAIN = {
    Repeated.NOBODY: "skipped",
    Repeated.UNREACHED: "unreached called again",
    Repeated.ALL: "called again",
}

_DECISIONS = {AttemptState.UNKNOWN: "unknown", AttemptState.REFUSED: REFUSED}


def results_page(
    campaign: Campaign,
    contacts: Contacts,
    adopted: Sequence[ToldAttempt],
    attempts: Sequence[ToldAttempt],
    say: Say,
) -> Page:
    """Every original column, untouched and in order, then the result columns."""
    before, now = _by_row(adopted), _by_row(attempts)
    returned = tuple(
        dict.fromkeys(name for attempt in (*adopted, *attempts) for name in attempt.returned)
    )

    def rows() -> Iterator[Sequence[Cell]]:
        table = contacts.table
        for index, original in enumerate(zip(*table.columns, strict=True)):
            row = table.rows[index]
            earlier, mine = before.get(row, []), now.get(row, [])
            yield (
                *original,
                *_result_cells(campaign, contacts, index, earlier, mine, say),
                *_returned_cells([*earlier, *mine], returned),
            )

    own = contacts.table.headers  # may have names of ours: columns are told by their place
    ours = RESULT_HEADERS + returned
    outside = (*_outside(RESULT_HEADERS), *range(len(RESULT_HEADERS), len(ours)))
    return Page(
        "Results",
        (*own, *ours),
        rows(),
        outside=frozenset(len(own) + place for place in outside),
    )


def attempts_page(
    campaign: Campaign, adopted: Sequence[ToldAttempt], attempts: Sequence[ToldAttempt], say: Say
) -> Page:
    """One row an attempt: those that came with the sheet, then the campaign's own."""
    ordinals: dict[int, int] = {}

    def cells(attempt: ToldAttempt, origin: str | None, mode: str) -> tuple[Cell, ...]:
        ordinals[attempt.row] = ordinals.get(attempt.row, 0) + 1
        return (
            attempt.row,
            ordinals[attempt.row],
            mode,
            origin,
            attempt.ref,
            attempt.number_column,
            attempt.e164,
            attempt.state.value,
            attempt.reason,
            *_call_cells(attempt),
            say(ended) if (ended := ended_by(attempt.end_reason)) else None,
            *_moment_cells(attempt.requested_at),
            *_moment_cells(attempt.started_at),
            *_moment_cells(attempt.ended_at),
            _duration(attempt),
            attempt.summary,
            attempt.transcript,
            attempt.error,
            json.dumps(dict(attempt.returned), ensure_ascii=False) if attempt.returned else None,
            attempt.sent,
        )

    def rows() -> Iterator[Sequence[Cell]]:
        yield from (cells(attempt, ADOPTED, LIVE) for attempt in adopted)
        yield from (cells(attempt, None, _mode(campaign)) for attempt in attempts)

    return Page(ATTEMPTS_PAGE, ATTEMPT_HEADERS, rows(), frozenset(_outside(ATTEMPT_HEADERS)))


def campaign_page(
    campaign: Campaign, counts: Counts, adopted: int, added: Sequence[Added], log_head: str
) -> Page:
    """Settings, mapping, counts, rules, who and when, and the head of the decision log."""
    connection, source, mapping = campaign.connection, campaign.source, campaign.mapping
    facts: Mapping[str, Cell] = {
        "Campaign": campaign.id,
        "Mode": _mode(campaign),
        "Created at (UTC)": _plain(campaign.created_at),
        "Exported by": getpass.getuser(),
        "Source file": source.path,
        "Source sheet": source.sheet,
        "Source SHA-256": source.sha256,
        **{
            f"Added from row {each.offset + 1}": f"{each.source.path} ({each.source.sha256})"
            for each in added
        },
        "Service": None if campaign.practice else connection.base_url,
        "Account": connection.name,
        "API version": connection.dialect.value,
        "Agent": connection.agent.name if connection.agent else None,
        "Agent ID": connection.agent.id if connection.agent else None,
        "Calling number": connection.from_number.number if connection.from_number else None,
        "Calling number ID": connection.from_number.id if connection.from_number else None,
        "Ringing time-out (s)": connection.ringing_timeout_s,
        "Maximum minutes": connection.max_minutes,
        "Calls per second": campaign.pace.per_second,
        "Calls alive at most": campaign.pace.max_live,
        "Number columns": ", ".join(number.column for number in mapping.numbers),
        "Country of national numbers": mapping.region,
        "Country column": mapping.region_column,
        "Duplicates": campaign.rules.duplicates.value,
        "Accepted repairs": ", ".join(campaign.rules.accepted_rules) or None,
        "Limit": campaign.rules.limit,
        **_calling_facts(campaign),
        **_list_facts(campaign),
        "Hidden rows": "called" if campaign.rules.hidden_rows else "held",
        "Says not to call, and called": ", ".join(campaign.rules.ignore_do_not_call) or None,
        "Called before": _AGAIN[campaign.rules.repeats.who],
        "Called for another sheet (h)": campaign.calling.called_before_hours,
        "Adopted attempts": adopted,
        **{
            f"Field {field.name}": f"{field.type.value}: "
            + (f"column {field.column}" if field.column is not None else field.constant)
            for field in mapping.fields
        },
        MAPPING: json.dumps(mapping.to_json(), ensure_ascii=False),
        **{f"Count {name}": value for name, value in counts.to_json().items()},
        "Decision log": log_head,
    }
    return Page(CAMPAIGN_PAGE, ("Setting", "Value"), list(facts.items()))


def _calling_facts(campaign: Campaign) -> dict[str, Cell]:
    """The rules of calling, as they were in force."""
    calling = campaign.calling
    again = [f"{each.outcome}: {each.calls} after {each.after_s:g} s" for each in calling.retries]
    order = [f"{'-' * key.descending}{key.column}" for key in calling.order]
    return {
        "Calling window": str(calling.window) if calling.window else None,
        "Calls to a number in 24 hours": calling.cap,
        "Called again": ", ".join(again) or None,
        "Next number on": ", ".join(calling.next_number) or None,
        "Not called before": calling.callback_column,
        "Called back by value": calling.callback_value,
        "No more calls by value": calling.opt_out_value,
        "Called in the order of": ", ".join(order) or None,
        **{f"Held where {rule.column} says": ", ".join(rule.says) for rule in calling.hold_where},
        "Paused after failed calls in a row": calling.broken_agent or None,
    }


def _list_facts(campaign: Campaign) -> dict[str, Cell]:
    """The do-not-call lists as they were read, and what a person let pass of them."""
    facts: dict[str, Cell] = {}
    for each in campaign.rules.lists:
        read = f"{each.numbers} numbers from columns {', '.join(each.columns)}"
        regions = f", national numbers as of {', '.join(each.regions)}" if each.regions else ""
        facts[f"Do-not-call list {each.name}"] = read + regions
        if each.skipped:
            facts[f"Unreadable cells skipped in {each.name}"] = each.skipped
    return facts


def _by_row(attempts: Sequence[ToldAttempt]) -> dict[int, list[ToldAttempt]]:
    by_row: dict[int, list[ToldAttempt]] = {}
    for attempt in attempts:
        by_row.setdefault(attempt.row, []).append(attempt)
    return by_row


def _result_cells(
    campaign: Campaign,
    contacts: Contacts,
    index: int,
    earlier: Sequence[ToldAttempt],
    attempts: Sequence[ToldAttempt],
    say: Say,
) -> tuple[Cell, ...]:
    made = [attempt for attempt in (*earlier, *attempts) if not attempt.state.went_back]
    tried = [attempt for attempt in made if attempt.may_have_rung]
    now_made = [attempt for attempt in attempts if not attempt.state.went_back]
    last = (tried or made or (None,))[-1]
    verdict = contacts.verdicts[_position(campaign, last)][index]
    decided = contacts.decided[index]
    reason = tell_held(decided.reason, say) if decided.reason else None
    if any(attempt.may_have_rung for attempt in attempts):
        reason = reason if decided.passing else None
    elif reason is None:
        reason = attempts[-1].reason if attempts else say(Reason("workflow.not_dialed_yet"))
    return (
        contacts.table.rows[index],
        last.e164 if last else None,
        verdict.check.value,
        say(verdict.reason) if verdict.reason else None,
        _decision(campaign, decided.decision.value, tried or now_made),
        reason,
        *(_call_cells(last) if last else (None,) * 4),
        len(made),
        *(
            map(_plain, (last.requested_at, last.started_at, last.ended_at))
            if last
            else (None,) * 3
        ),
        _duration(last) if last else None,
        *((last.summary, last.transcript, last.error) if last else (None,) * 3),
    )


def _decision(campaign: Campaign, decision: str, tried: Sequence[ToldAttempt]) -> str:
    """The decision; of a contact that was dialed `called`, or `unknown` when nobody can tell, or
    `refused` when the service did.

    Practice and tests count for nothing: they say so in each row, and never hide that somebody was
    called.
    """
    word = decision
    if tried and tried[-1].practice == campaign.practice:
        word = _DECISIONS.get(tried[-1].state, "called")
    if not marks_of(campaign):
        return word
    before = campaign.practice and any(
        attempt.may_have_rung and not attempt.practice for attempt in tried
    )
    return f"{_mode(campaign)}: {word}{CALLED_BEFORE if before else ''}"


def _mode(campaign: Campaign) -> str:
    return " ".join(marks_of(campaign)) or LIVE


def _position(campaign: Campaign, attempt: ToldAttempt | None) -> int:
    """Of the number column that an attempt dialed; the first where it is not told."""
    columns = [number.column for number in campaign.mapping.numbers]
    column = attempt.number_column if attempt else None
    return columns.index(column) if column in columns else 0


def _call_cells(attempt: ToldAttempt) -> tuple[Cell, Cell, Cell, Cell]:
    outcome = attempt.outcome.value if attempt.outcome else None
    return (attempt.call_id, attempt.status, attempt.end_reason, outcome)


def _duration(attempt: ToldAttempt) -> Cell:
    return None if attempt.duration_s is None else round(attempt.duration_s, 1)


def _returned_cells(attempts: Sequence[ToldAttempt], names: Sequence[str]) -> Iterator[Cell]:
    values: dict[str, object] = {}
    for attempt in attempts:
        values.update(attempt.returned)
    for name in names:
        value = values.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield value
        else:
            yield None if value is None else json.dumps(value, ensure_ascii=False)


def _outside(headers: Sequence[str]) -> Iterator[int]:
    """The places of the columns whose text came from outside."""
    return (place for place, header in enumerate(headers) if header in FROM_OUTSIDE)


def _moment_cells(moment: datetime | None) -> tuple[Cell, Cell]:
    """A date for the spreadsheet, and beside it the moment as text, whole and beyond doubt."""
    return _plain(moment), moment.isoformat().replace("+00:00", "Z") if moment else None


def _plain(moment: datetime | None) -> datetime | None:
    """Without the zone, which Excel's dates cannot carry; the header says UTC."""
    return moment.replace(tzinfo=None, microsecond=0) if moment else None
