"""What each command of the command line takes, and what its arguments mean."""

import argparse
import difflib
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from dialsheet.campaign import Dialect, DuplicatePolicy, Field, FieldType
from dialsheet.campaign.bounds import bounded_time
from dialsheet.errors import BadInput
from dialsheet.numbers import RULES, country_of

_MARKS = {"tab": "\t", "\\t": "\t", "space": " ", "none": ""}
_LONGEST_COUNT = 9  # digits


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise BadInput("cli.usage", message=message, command=self.prog)


def sheet_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", type=Path, metavar="SHEET")
    reading_options(parser)
    parser.add_argument("--region", type=_region, metavar="CC")
    parser.add_argument("--region-column", metavar="NAME")
    parser.add_argument(
        "--duplicates",
        type=_duplicates,
        default=DuplicatePolicy.FIRST,
        metavar="|".join(DuplicatePolicy),
    )
    parser.add_argument(
        "--phone-column", action="append", default=[], metavar="NAME", dest="phone_columns"
    )


def reading_options(parser: argparse.ArgumentParser) -> None:
    """How the file is to be understood, where detection is to be overruled."""
    parser.add_argument("--sheet", action="append", default=[], dest="sheet_names", metavar="NAME")
    parser.add_argument("--encoding", metavar="NAME")
    parser.add_argument("--delimiter", type=_mark, metavar="CHARACTERS")
    parser.add_argument("--quote", type=_mark, metavar="CHARACTER")
    parser.add_argument("--escape", type=_mark, metavar="CHARACTER")
    parser.add_argument("--header-row", type=_count, metavar="N")
    parser.add_argument("--first-row", type=_at_least_one, metavar="N")
    parser.add_argument("--last-row", type=_at_least_one, metavar="N")


def check_options(parser: argparse.ArgumentParser) -> None:
    sheet_options(parser)
    parser.add_argument("--rejects", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true")
    _replacing(parser)


def convert_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", type=Path, metavar="SHEET")
    parser.add_argument("out", type=Path, metavar="OUT.csv")
    reading_options(parser)
    _replacing(parser)


def run_options(parser: argparse.ArgumentParser) -> None:
    sheet_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="RESULT.xlsx")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--practice", action="store_true")
    where.add_argument("--api-url", metavar="URL")
    parser.add_argument("--account", default="Cartesia", metavar="NAME")
    parser.add_argument("--agent", metavar="ID")
    parser.add_argument("--from", dest="from_id", metavar="ID")
    parser.add_argument("--pace", type=float, default=1.0, metavar="N")
    parser.add_argument("--max-live", type=int, default=8, metavar="N")
    parser.add_argument("--ringing-timeout", type=int, default=60, metavar="S")
    parser.add_argument("--max-minutes", type=int, default=10, metavar="N")
    parser.add_argument(
        "--map", action="append", default=[], type=_mapped, metavar="field[:type]=Column"
    )
    parser.add_argument("--set", action="append", default=[], type=_constant, metavar="field=value")
    parser.add_argument("--accept-repairs", type=_rules, default=(), metavar="RULE,...")
    parser.add_argument("--hidden-rows", action="store_true")
    before = parser.add_mutually_exclusive_group()
    before.add_argument("--call-again", action="store_true")
    before.add_argument("--call-unreached", action="store_true")
    parser.add_argument("--ragged-rows", type=_rows, default=(), metavar="all|N,...")
    _ignoring(parser)
    parser.add_argument("--limit", type=_at_least_one, metavar="N")
    parser.add_argument("--rules", type=Path, metavar="FILE")
    parser.add_argument("--skip-unreadable", action="store_true")
    parser.add_argument("--test-call", metavar="NUMBER")
    parser.add_argument("--test-row", type=_at_least_one, metavar="N")
    parser.add_argument("--unattended", action="store_true")
    parser.add_argument("--into-copy", action="store_true")
    parser.add_argument("--api-version", type=_dialect, metavar="V")
    parser.add_argument("--json", action="store_true")
    _replacing(parser)


def resume_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", metavar="CAMPAIGN")
    parser.add_argument("--whole-list", action="store_true")
    _ignoring(parser)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--unattended", action="store_true")
    parser.add_argument("--into-copy", action="store_true")
    parser.add_argument("--json", action="store_true")
    _replacing(parser)


def _replacing(parser: argparse.ArgumentParser) -> None:
    """Files that the program did not write, or that were changed since, are replaced as well."""
    parser.add_argument("--force", action="store_true")


def _ignoring(parser: argparse.ArgumentParser) -> None:
    """Columns that say not to call, and a person overrules them."""
    parser.add_argument("--ignore-do-not-call", action="append", default=[], metavar="COLUMN")


def campaigns_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", metavar="CAMPAIGN")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--like-source", action="store_true")
    parser.add_argument("--replace-unwritable", action="store_true")
    parser.add_argument("--into-copy", action="store_true")
    _replacing(parser)


def review_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", metavar="CAMPAIGN")
    parser.add_argument("--row", type=_at_least_one, metavar="N")
    parser.add_argument("--as", type=_finding, dest="finding", metavar="placed:CALL-ID|not-placed")
    parser.add_argument("--json", action="store_true")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", metavar="CAMPAIGN")
    parser.add_argument("sheet", type=Path, metavar="SHEET")
    reading_options(parser)
    parser.add_argument("--json", action="store_true")


def call_back_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", metavar="CAMPAIGN")
    parser.add_argument("--row", type=_at_least_one, required=True, metavar="N")
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--at", type=_moment, metavar="ISO-TIME")
    when.add_argument("--cancel", action="store_true")


def audit_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", metavar="CAMPAIGN")
    parser.add_argument("--json", action="store_true")


def hand_over_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", metavar="CAMPAIGN")
    parser.add_argument("file", type=Path, metavar="FILE")


def take_over_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--api-url", metavar="URL")


def practice_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--speed", type=float, default=1.0, metavar="X")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=RATE")
    parser.add_argument("--key", metavar="KEY")
    parser.add_argument("--concurrency", type=int, default=60, metavar="N")
    parser.add_argument("--state", type=Path, metavar="FILE")
    parser.add_argument("--log", type=Path, metavar="FILE")


def key_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["set"])
    parser.add_argument("name", metavar="NAME")


def no_options(_parser: argparse.ArgumentParser) -> None:
    pass


# What the arguments mean


def no_such_sheet(sheet: Path, commands: Iterable[str]) -> BadInput:
    """What it is that is not there: a sheet, or a command that was spelled otherwise."""
    near = difflib.get_close_matches(str(sheet).casefold(), commands, n=1)
    if near and sheet.parent == Path() and not sheet.suffix:
        return BadInput("cli.no_such_command", given=str(sheet), near=near[0])
    return BadInput("cli.no_such_sheet", path=str(sheet))


def _region(text: str) -> str:
    if (region := country_of(text)) is None:
        raise BadInput("cli.no_such_country", value=text)
    return region


def _mark(text: str) -> str:
    """A character, or its name where a shell makes it hard to type."""
    return _MARKS.get(text.casefold(), text)


def _count(text: str) -> int:
    if not (text.isdecimal() and len(text) <= _LONGEST_COUNT):
        raise BadInput("cli.not_a_count", value=text)
    return int(text)


def _rows(text: str) -> tuple[int, ...] | None:
    """Rows by their numbers; None: all of them."""
    return None if text == "all" else tuple(_at_least_one(part) for part in text.split(","))


def _at_least_one(text: str) -> int:
    if (count := _count(text)) < 1:
        raise BadInput("cli.not_a_count", value=text)
    return count


def _mapped(text: str) -> Field:
    match = re.fullmatch(r"([^=:]+)(?::(\w+))?=(.+)", text, re.DOTALL)
    types = {"text": "text", "number": "number", "boolean": "boolean", "bool": "boolean"}
    if match is None or (match[2] or "text") not in types:
        raise BadInput("cli.bad_map", value=text)
    return Field(match[1].strip(), FieldType(types[match[2] or "text"]), column=match[3])


def _constant(text: str) -> Field:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise BadInput("cli.bad_set", value=text)
    return Field(name.strip(), constant=value)


def _moment(text: str) -> datetime:
    """An aware time; one without a zone is that of this machine."""
    try:
        moment = bounded_time(datetime.fromisoformat(text).astimezone())
    except (ValueError, OverflowError, OSError):
        moment = None
    if moment is None:
        raise BadInput("cli.not_a_time", value=text)
    return moment


def _finding(text: str) -> tuple[str | None]:
    """What a person found: the call's ID, or None for a call that was not placed."""
    placed, colon, call_id = text.partition(":")
    if text == "not-placed":
        return (None,)
    if placed != "placed" or not colon or not call_id.strip():
        raise BadInput("cli.bad_finding", value=text)
    return (call_id.strip(),)


def _rules(text: str) -> tuple[str, ...]:
    rules = tuple(filter(None, (part.strip() for part in text.split(","))))
    for rule in rules:
        if rule not in RULES:
            raise BadInput("cli.no_such_rule", value=rule, rules=", ".join(RULES))
    return rules


def _duplicates(text: str) -> DuplicatePolicy:
    try:
        return DuplicatePolicy(text)
    except ValueError:
        raise BadInput(
            "cli.no_such_policy", value=text, policies=", ".join(DuplicatePolicy)
        ) from None


def _dialect(text: str) -> Dialect:
    try:
        return Dialect(text)
    except ValueError:
        raise BadInput("cli.no_such_version", value=text, versions=", ".join(Dialect)) from None
