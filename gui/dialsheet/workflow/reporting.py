"""Plain values for the JSON: what was understood of a sheet, and what the service refused."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dialsheet.campaign import (
    Attempt,
    DuplicatePolicy,
    Mapping,
    Refusal,
    find_duplicates,
    finding,
    last_attempts,
    refused,
)
from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict, VerdictColumn, number_type, time_zones
from dialsheet.sheets import Sheet
from dialsheet.workflow.further_numbers import further_columns, told_numbers
from dialsheet.workflow.planning import check, country_findings, mapping_findings, refusals_of

Say = Callable[[Reason], str]


def check_report(
    sheet: Sheet, mapping: Mapping, duplicates: DuplicatePolicy, say: Say
) -> dict[str, Any]:
    """The report of `dialsheet check`, with each contact's verdict and its reason in words."""
    numbers, verdicts = mapping.numbers, check(sheet, mapping)
    twins = find_duplicates(verdicts, duplicates)
    rows = sheet.table.rows
    refusals = refusals_of(sheet)
    no = refused(sheet.table, refusals, (), ())
    contacts = []
    for index in range(len(sheet.table)):
        cells = [
            _cell(column.column, sheet.table.column(column.column)[index], verdict[index], say)
            for column, verdict in zip(numbers, verdicts, strict=True)
        ]
        first = dict(cells[0])
        del first["column"]
        ragged = sheet.ragged.get(index)
        contacts.append(
            {
                "row": rows[index],
                **first,
                "ragged": ragged is not None,
                "ragged_reason": reason_json(ragged, say),
                "says_no": reason_json(no.get(index), say),
                "duplicate_of": rows[twins[index]] if index in twins else None,
                "more": cells[1:],
            }
        )
    elsewhere = told_numbers(further_columns(sheet.table, mapping, verdicts), mapping)
    source = sheet.source
    return {
        "source": {
            "file": source.path,
            "format": source.format,
            "sheet": source.sheet,
            "stacked": [{"sheet": name, "offset": offset} for name, offset in source.stacked],
            "encoding": source.encoding,
            "delimiter": source.delimiter,
            "header_row": source.header_row,
        },
        "columns": list(sheet.table.headers),
        "rows": len(rows),
        "phone_columns": [column.column for column in numbers],
        "region_column": mapping.region_column,
        "counts": counts(verdicts[0], len(twins), len(sheet.ragged)),
        "findings": [
            *(reason_json(each, say) for each in (*sheet.findings, *elsewhere)),
            *(reason_json(each, say) for each in mapping_findings(sheet, mapping)),
            *(reason_json(finding(column, no.values()), say) for column, no in refusals.items()),
            *(reason_json(each, say) for each in country_findings(sheet.table, mapping, verdicts)),
        ],
        "contacts": contacts,
    }


def counts(verdicts: VerdictColumn, duplicates: int, ragged: int) -> dict[str, int]:
    """How many numbers came to what."""
    found = Counter(verdicts.checks)
    return {
        **{check.value: found[check] for check in Check},
        "duplicate": duplicates,
        "ragged": ragged,
    }


def refusals_report(attempts: Iterable[Attempt]) -> list[dict[str, Any]]:
    """What the service said of the calls that it refused, to contacts that were not called since;
    what says the same is told once, with the number of contacts."""
    found: list[tuple[Refusal, int]] = []
    for attempt in last_attempts(attempts).values():
        refusal = attempt.refusal
        if refusal is None or attempt.state.may_have_rung:
            continue
        for place, (known, count) in enumerate(found):
            if known.says_same(refusal):
                found[place] = (known, count + 1)
                break
        else:
            found.append((refusal, 1))
    return [
        {
            "title": refusal.title,
            "message": refusal.message,
            "request_id": refusal.request_id,
            "count": count,
        }
        for refusal, count in found
    ]


def reason_json(reason: Reason | None, say: Say) -> dict[str, str] | None:
    """A reason as code and sentence."""
    return None if reason is None else {"code": reason.code, "text": say(reason)}


def _cell(column: str, raw: str, verdict: Verdict, say: Say) -> dict[str, Any]:
    zones: Sequence[str] = time_zones(verdict.e164) if verdict.e164 else ()
    return {
        "column": column,
        "raw": raw,
        "e164": verdict.e164,
        "check": verdict.check.value,
        "reason": reason_json(verdict.reason, say),
        "rule": verdict.rule,
        "country": verdict.region,
        "type": number_type(verdict.e164) if verdict.e164 else None,
        "zones": list(zones),
    }
