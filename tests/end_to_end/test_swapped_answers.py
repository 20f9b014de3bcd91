"""Two creates get each other's answers: no row ends with the call, or the data, of another."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from programs import dialsheet, practice_service
from swapping_proxy import Swap, ids_alone, swapping_proxy, whole_entries

KEY = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}
PEOPLE = [f"+1212555010{nth}" for nth in range(8)]
HIDDEN = ("--fault", "list-without-row-data=1")


@pytest.mark.parametrize(
    ("dialect", "swap", "fault"),
    [
        ("2026-03-01", whole_entries, ()),
        ("2026-08-14", ids_alone, ()),
        ("2026-03-01", ids_alone, HIDDEN),
        ("2026-08-14", whole_entries, HIDDEN),
    ],
)
def test_each_row_ends_with_its_own_call(
    tmp_path: Path, dialsheet_home: Path, dialect: str, swap: Swap, fault: tuple[str, ...]
) -> None:
    rows, calls = run(tmp_path, dialsheet_home, dialect, swap, fault, ends=0)
    assert rows == {number: ("ended", call_id) for call_id, number in calls.items()}
    assert len(calls) == len(PEOPLE)


@pytest.mark.parametrize("swap", [whole_entries, ids_alone])
def test_where_nothing_tells_whose_a_call_is_its_row_is_unknown(
    tmp_path: Path, dialsheet_home: Path, swap: Swap
) -> None:
    rows, calls = run(tmp_path, dialsheet_home, "2026-03-01", swap, HIDDEN, ends=1)
    assert len(calls) == len(PEOPLE)
    assert rows == dict.fromkeys(PEOPLE, ("unknown", None))


def run(
    folder: Path,
    home: Path,
    dialect: str,
    swap: Swap,
    fault: tuple[str, ...],
    *,
    ends: int,
) -> tuple[dict[str, tuple[str, str | None]], dict[str, str]]:
    """State and call of each number in the library, and the numbers of the calls, once a run ended
    with that exit status. With 1, nothing that the service says tells row data."""
    sheet = folder / "people.csv"
    people = "".join(f"Person {phone[-1]},{phone}\n" for phone in PEOPLE)
    sheet.write_text(f"Name,Phone\n{people}", encoding="utf-8")
    with (
        practice_service("--speed", "400", *fault) as service,
        swapping_proxy(service.url, swap, hides=ends == 1) as url,
    ):
        out = ("--out", folder / "result.xlsx", "--json")
        ended = dialsheet(
            *("run", sheet, *out, "--api-url", url, "--api-version", dialect),
            *("--pace", "0", "--max-live", "8"),
            **KEY,
        )
        campaign = ended.json["campaign"]
        while ended.status != ends:  # on a slow machine, a run ends before all are found
            assert ended.status == 1, ended.err
            ended = dialsheet("resume", campaign, *out, **KEY)
        calls = {call["id"]: call["telephony_params"]["to"] for call in service.calls()}
    assert dialsheet("audit", campaign).status == 0
    with closing(sqlite3.connect(home / "library.sqlite3")) as raw:
        rows = raw.execute("SELECT e164, state, call_id, to_number FROM attempt").fetchall()
    assert all(to in (None, e164) for e164, _, _, to in rows)
    return {e164: (state, call_id) for e164, state, call_id, _ in rows}, calls
