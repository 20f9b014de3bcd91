"""Checks a second beside a plain loop over `phonenumbers`, and agreement with it, number by number.

`bench_numbers.py speed` leaves the agreement out, which takes some minutes.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from dialsheet.numbers import Check, VerdictColumn, check_column, check_number

CELLS = 100_000
PEER_CELLS = 20_000
TIMES_AS_FAST = 10.0
FOR_EACH_CODE = 9_500  # numbers; there are more than 210 calling codes
LONGEST = 16  # characters of an E.164 number
LONG_CELL_MS, ONE_CELL_MS = 5.0, 1.0

DICE = random.Random(1)


def digits(count: int) -> str:
    """So many random digits."""
    return f"{DICE.randrange(10**count):0{count}}"


# name -> the country that was chosen, and how a number is made
SETS: dict[str, tuple[str | None, Callable[[], str]]] = {
    "E.164, US": (None, lambda: f"+1415{DICE.randint(200, 999)}{digits(4)}"),
    "E.164, Germany": (None, lambda: f"+4930{DICE.randint(200, 999)}{digits(5)}"),
    "E.164, Japan": (None, lambda: f"+8190{DICE.randint(1000, 9999)}{digits(4)}"),
    "national, US": ("US", lambda: f"415{DICE.randint(200, 999)}{digits(4)}"),
    "national, Germany": ("DE", lambda: f"030{DICE.randint(200, 999)}{digits(5)}"),
    "national, Japan": ("JP", lambda: f"090{DICE.randint(1000, 9999)}{digits(4)}"),
    "national, Britain": ("GB", lambda: f"0207{digits(7)}"),
}


def peer(cells: Sequence[str], region: str | None) -> list[tuple[bool, bool, str | None]]:
    """Valid, possible and the E.164 form of each cell, by a plain loop."""
    return [peer_verdict(cell, region) for cell in cells]


def peer_verdict(cell: str, region: str | None) -> tuple[bool, bool, str | None]:
    try:
        number = phonenumbers.parse(cell, region)
    except NumberParseException:
        return False, False, None
    valid = phonenumbers.is_valid_number(number)
    possible = phonenumbers.is_possible_number(number)
    return valid, possible, phonenumbers.format_number(number, PhoneNumberFormat.E164)


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median time of processor that `work` takes."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return sorted(taken)[times // 2]


def measure_speed() -> int:
    """Ours and the peer's, in turn; how many goals were missed."""
    missed = 0
    for name, (region, make) in SETS.items():
        cells = [make() for _ in range(CELLS)]
        check_column(cells[:100], region)
        peer(cells[:100], region)
        ours = CELLS / seconds(lambda c=cells, r=region: check_column(c, r))  # type: ignore[misc]
        some = cells[:PEER_CELLS]
        theirs = PEER_CELLS / seconds(lambda c=some, r=region: peer(c, r))  # type: ignore[misc]
        is_missed = ours < TIMES_AS_FAST * theirs
        missed += is_missed
        say(
            f"{name:18} ours {ours:9,.0f}/s   peer {theirs:7,.0f}/s"
            f"   {ours / theirs:5.1f} times (goal {TIMES_AS_FAST:.0f})",
            is_missed,
        )
    return missed


def measure_cells() -> int:
    """One cell that is edited, and cells of 10,000 characters; how many goals were missed."""
    long_cells = ["1" * 10_000, "+1 " * 3333, "x1" * 5000, "(" * 10_000, "12/" * 3333, " 1" * 5000]
    edited = ["+14155552671", "090-1234-5678", "Tel 03-1234-5678 Mobile 090-1234-5678"]
    missed = 0
    for name, cells, most in (("10,000 characters", long_cells, LONG_CELL_MS),
                              ("one cell, edited", edited, ONE_CELL_MS)):  # fmt: skip
        slowest = max(
            seconds(lambda c=cell: check_number(c, "JP"), times=21) * 1000  # type: ignore[misc]
            for cell in cells
        )
        missed += slowest > most
        say(f"{name:18} {slowest:.3f} ms (goal {most:g} ms)", slowest > most)
    return missed


def generated() -> Iterator[list[str]]:
    """For each calling code: examples with digits changed, and digits at random."""
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        seeds = [
            phonenumbers.national_significant_number(number)
            for region in regions
            for kind in phonenumbers.PhoneNumberType.values()
            if (number := phonenumbers.example_number_for_type(region, kind))
        ] or [digits(8)]
        cells = [cell for seed in seeds if len(cell := f"+{code}{seed}") <= LONGEST]
        while len(cells) < FOR_EACH_CODE:
            seed = DICE.choice(seeds)
            kept = DICE.randint(0, len(seed))
            changed = seed[:kept] + digits(max(1, len(seed) - kept + DICE.choice((-1, 0, 0, 0, 1))))
            if len(cell := f"+{code}{changed}") <= LONGEST:
                cells.append(cell)
        yield cells


def disagreements(cells: Sequence[str], verdicts: VerdictColumn) -> Iterator[str]:
    """Cells of which `phonenumbers` says something else."""
    for cell, verdict, (valid, possible, e164) in zip(
        cells, verdicts, peer(cells, None), strict=True
    ):
        held = verdict.rule == "premium-rate" and verdict.e164 == cell
        agrees = (verdict.check is Check.VALID or held) == (valid and e164 == cell)
        agrees &= not valid or verdict.e164 == e164
        agrees &= verdict.check is not Check.UNLISTED or (possible and not valid)
        if not agrees:
            yield cell


def measure_agreement() -> int:
    """Every generated number, beside the authority; how many were judged otherwise."""
    told = otherwise = valid = 0
    for cells in generated():
        verdicts = check_column(cells, None)
        told += len(cells)
        valid += sum(check is Check.VALID for check in verdicts.checks)
        for cell in disagreements(cells, verdicts):
            otherwise += 1
            say(f"phonenumbers says otherwise of {cell}: {check_number(cell, None)}", True)
    say(f"agreement          {told:,} numbers ({valid:,} valid), {otherwise} judged otherwise",
        otherwise > 0)  # fmt: skip
    return otherwise


def say(line: str, is_missed: bool) -> None:
    sys.stdout.write(line + ("   MISSED\n" if is_missed else "\n"))
    sys.stdout.flush()


def main() -> int:
    """Status 1 when a goal is missed."""
    missed = measure_speed() + measure_cells()
    if "speed" not in sys.argv[1:]:
        missed += measure_agreement()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
