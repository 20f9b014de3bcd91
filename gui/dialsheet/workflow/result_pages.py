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
from dialsheet.sheets import (
    ATTEMPT_COLUMNS,
    FORMAT,
    RESULT_COLUMNS,
    RESULT_HEADERS,
    Cell,
    Page,
    headers_of_values,
)
from dialsheet.workflow.result_columns import (
    ADOPTED,
    ATTEMPTS_PAGE,
    CALLED_BEFORE,
    CAMPAIGN_PAGE,
    COLUMNS,
    FORMAT_SETTING,
    LIVE,
    MAPPING,
    MODE,
    REFUSED,
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
    own = contacts.table.headers  # may have names of ours: columns are told by their place
    returned = value_headers(own, adopted, attempts)

    def rows() -> Iterator[Sequence[Cell]]:
        table = contacts.table
        for index, original in enumerate(zip(*table.columns, strict=True)):
            row = table.rows[index]
            earlier, mine = before.get(row, []), now.get(row, [])
            cells = _result_cells(campaign, contacts, index, earlier, mine, say)
            yield (
                *original,
                *(cells[column.value] for column in RESULT_COLUMNS),
                *_returned_cells([*earlier, *mine], tuple(returned)),
            )

    outside = [*(column.outside for column in RESULT_COLUMNS), *(True for _ in returned)]
    return Page(
        "Results",
        (*own, *RESULT_HEADERS, *returned.values()),
        rows(),
        outside=frozenset(at for at, foreign in enumerate(outside, len(own)) if foreign),
    )


def value_headers(
    own: Sequence[str], adopted: Sequence[ToldAttempt], attempts: Sequence[ToldAttempt]
) -> dict[str, str]:
    """The header of each value that agents gave back, by its name; `own` are the sheet's."""
    told = (name for attempt in (*adopted, *attempts) for name in attempt.returned)
    return headers_of_values(dict.fromkeys(told), own)


def attempts_page(
    campaign: Campaign, adopted: Sequence[ToldAttempt], attempts: Sequence[ToldAttempt], say: Say
) -> Page:
    """One row an attempt: those that came with the sheet, then the campaign's own."""
    ordinals: dict[int, int] = {}

    def cells(attempt: ToldAttempt, origin: str | None, mode: str) -> tuple[Cell, ...]:
        ordinals[attempt.row] = ordinals.get(attempt.row, 0) + 1
        told: dict[str, Cell] = {
            **_call_cells(attempt),
            "row": attempt.row,
            "ordinal": ordinals[attempt.row],
            "mode": mode,
            "origin": origin,
            "ref": attempt.ref,
            "number_column": attempt.number_column,
            "state": attempt.state.value,
            "reason": attempt.reason,
            "ended_by": say(ended) if (ended := ended_by(attempt.end_reason)) else None,
            "requested_at_iso": _iso(attempt.requested_at),
            "started_at_iso": _iso(attempt.started_at),
            "ended_at_iso": _iso(attempt.ended_at),
            "returned": _json(dict(attempt.returned)) if attempt.returned else None,
            "sent": attempt.sent,
        }
        return tuple(told[column.value] for column in ATTEMPT_COLUMNS)

    def rows() -> Iterator[Sequence[Cell]]:
        yield from (cells(attempt, ADOPTED, LIVE) for attempt in adopted)
        yield from (cells(attempt, None, _mode(campaign)) for attempt in attempts)

    return Page(
        ATTEMPTS_PAGE,
        tuple(column.header for column in ATTEMPT_COLUMNS),
        rows(),
        frozenset(at for at, column in enumerate(ATTEMPT_COLUMNS) if column.outside),
    )


def campaign_page(
    campaign: Campaign,
    counts: Counts,
    adopted: int,
    added: Sequence[Added],
    log_head: str,
    values: Mapping[str, str],
) -> Page:
    """Settings, mapping, counts, rules, who and when, and the head of the decision log.

    `values` are the headers of what agents gave back.
    """
    connection, source, mapping = campaign.connection, campaign.source, campaign.mapping
    facts: Mapping[str, Cell] = {
        "Campaign": campaign.id,
        FORMAT_SETTING: FORMAT,
        MODE: _mode(campaign),
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
        MAPPING: _json(mapping.to_json()),
        COLUMNS: _json([*RESULT_HEADERS, *values.values()]),
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
) -> dict[str, Cell]:
    """The cells of the result columns, by their `value`."""
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
    cells: dict[str, Cell] = dict.fromkeys(column.value for column in RESULT_COLUMNS)
    return {
        **cells,
        **(_call_cells(last) if last else {}),
        "row": contacts.table.rows[index],
        "check": verdict.check.value,
        "check_reason": say(verdict.reason) if verdict.reason else None,
        "decision": _decision(campaign, decided.decision.value, tried or now_made),
        "decision_reason": reason,
        "attempts": len(made),
    }


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


def _call_cells(attempt: ToldAttempt) -> dict[str, Cell]:
    """What both pages tell of an attempt, by the `value` of the columns."""
    return {
        "e164": attempt.e164,
        "call_id": attempt.call_id,
        "status": attempt.status,
        "end_reason": attempt.end_reason,
        "outcome": attempt.outcome.value if attempt.outcome else None,
        "requested_at": _plain(attempt.requested_at),
        "started_at": _plain(attempt.started_at),
        "ended_at": _plain(attempt.ended_at),
        "duration_s": _duration(attempt),
        "summary": attempt.summary,
        "transcript": attempt.transcript,
        "error": attempt.error,
    }


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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _iso(moment: datetime | None) -> Cell:
    """The moment as text, whole and beyond doubt, beside the date for the spreadsheet."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _plain(moment: datetime | None) -> datetime | None:
    """Without the zone, which Excel's dates cannot carry; the header says UTC."""
    return moment.replace(tzinfo=None, microsecond=0) if moment else None
