"""The command line. Scripts depend on it: exit status, first lines and JSON are stable.

0 done; 1 done, but something is unknown or needs a person; 2 bad usage or input; 3 stopped by a
fault outside; 130 interrupted.
"""

import argparse
import json
import multiprocessing
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

from dialsheet import __version__, assets
from dialsheet.errors import BadInput, Trouble

DONE, NEEDS_PERSON, BAD_USAGE, FAULT_OUTSIDE, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = _parser(given).parse_args(given)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except BadInput as trouble:
        _complain(trouble)
        return BAD_USAGE
    except Trouble as trouble:
        _complain(trouble)
        return FAULT_OUTSIDE
    except KeyboardInterrupt:
        return INTERRUPTED


def _complain(trouble: Trouble) -> None:
    print(f"dialsheet: {assets.explain(trouble).one_line}", file=sys.stderr)  # noqa: T201


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _speak_utf8(stream: TextIO) -> None:
    """Names of every script are printed, whatever the terminal's locale says."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise BadInput("cli.usage", message=message, command=self.prog)


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    if given and (given[0] in _COMMANDS or given[0] in ("-h", "--help", "--version")):
        return _command_parser()
    parser = _Parser(prog="dialsheet")
    parser.add_argument("sheet", nargs="?", type=Path)
    parser.set_defaults(command=_window)
    return parser


def _command_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="dialsheet", description=assets.text("cli.description"))
    parser.add_argument("--version", action="version", version=f"dialsheet {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for name, (build, command) in _COMMANDS.items():
        code = f"cli.help_{name.replace('-', '_')}"
        sub = commands.add_parser(name, help=assets.text(code), description=assets.text(code))
        sub.set_defaults(command=command)
        build(sub)
    return parser


def _sheet_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", type=Path, metavar="SHEET")
    parser.add_argument("--sheet", dest="sheet_name", metavar="NAME")
    parser.add_argument("--region", type=_region, metavar="CC")
    parser.add_argument(
        "--phone-column", action="append", default=[], metavar="NAME", dest="phone_columns"
    )


def _check_options(parser: argparse.ArgumentParser) -> None:
    _sheet_options(parser)
    parser.add_argument("--json", action="store_true")


def _convert_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", type=Path, metavar="SHEET")
    parser.add_argument("out", type=Path, metavar="OUT.csv")
    parser.add_argument("--sheet", dest="sheet_name", metavar="NAME")


def _run_options(parser: argparse.ArgumentParser) -> None:
    _sheet_options(parser)
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
    parser.add_argument("--limit", type=int, metavar="N")
    parser.add_argument("--api-version", type=_dialect, metavar="V")
    parser.add_argument("--json", action="store_true")


def _resume_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", metavar="CAMPAIGN")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", action="store_true")


def _campaigns_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", metavar="CAMPAIGN")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")


def _practice_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--speed", type=float, default=1.0, metavar="X")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=RATE")
    parser.add_argument("--state", type=Path, metavar="FILE")
    parser.add_argument("--log", type=Path, metavar="FILE")


def _key_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["set"])
    parser.add_argument("name", metavar="NAME")


def _no_options(_parser: argparse.ArgumentParser) -> None:
    pass


# What the arguments mean


def _region(text: str) -> str:
    from dialsheet.numbers import country_of

    if (region := country_of(text)) is None:
        raise BadInput("cli.no_such_country", value=text)
    return region


def _mapped(text: str) -> Any:
    from dialsheet.campaign import Field, FieldType

    match = re.fullmatch(r"([^=:]+)(?::(\w+))?=(.+)", text, re.DOTALL)
    types = {"text": "text", "number": "number", "boolean": "boolean", "bool": "boolean"}
    if match is None or (match[2] or "text") not in types:
        raise BadInput("cli.bad_map", value=text)
    return Field(match[1].strip(), FieldType(types[match[2] or "text"]), column=match[3])


def _constant(text: str) -> Any:
    from dialsheet.campaign import Field

    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise BadInput("cli.bad_set", value=text)
    return Field(name.strip(), constant=value)


def _rules(text: str) -> tuple[str, ...]:
    from dialsheet.numbers import RULES

    rules = tuple(filter(None, (part.strip() for part in text.split(","))))
    for rule in rules:
        if rule not in RULES:
            raise BadInput("cli.no_such_rule", value=rule, rules=", ".join(RULES))
    return rules


def _dialect(text: str) -> Any:
    from dialsheet.campaign import Dialect

    try:
        return Dialect(text)
    except ValueError:
        raise BadInput("cli.no_such_version", value=text, versions=", ".join(Dialect)) from None


# The commands


def _window(options: argparse.Namespace) -> int:
    from dialsheet import app

    return app.show(options.sheet)


def _self_test(_options: argparse.Namespace) -> int:
    from dialsheet import app

    return app.self_test(_print)


def _check(options: argparse.Namespace) -> int:
    from dialsheet.workflow import check_report, number_columns

    sheet = _read(options)
    region = _region_of(options)
    numbers = number_columns(sheet.table, region, options.phone_columns)
    report = check_report(sheet, numbers, region, assets.sentence)
    if options.json:
        _print_json(report)
        return DONE
    for name, value in report["counts"].items():
        _print(f"{value:>9,}  {assets.text(f'cli.count_{name}')}")
    for contact in report["contacts"]:
        if reason := contact["reason"] or contact["ragged_reason"]:
            _print(assets.text("cli.problem", row=contact["row"], reason=reason["text"]))
    return DONE


def _convert(options: argparse.Namespace) -> int:
    from dialsheet.sheets import write_csv

    table = _read(options).table
    write_csv(options.out, table.headers, zip(*table.columns, strict=True))
    return DONE


def _run(options: argparse.Namespace) -> int:
    from dialsheet import headless, outside
    from dialsheet.campaign import Connection, Dialect, Mapping, Pace, Rules
    from dialsheet.workflow import number_columns

    sheet = _read(options)
    region = _region_of(options)
    numbers = number_columns(sheet.table, region, options.phone_columns)
    connection = Connection(
        name=headless.PRACTICE_NAME if options.practice else options.account,
        practice=options.practice,
        base_url=outside.account_url() if options.practice else options.api_url.rstrip("/"),
        dialect=options.api_version or Dialect.METADATA,
        ringing_timeout_s=options.ringing_timeout,
        max_minutes=options.max_minutes,
    )
    wanted = headless.Wanted(
        Mapping(numbers, region, (*options.map, *options.set)),
        Rules(accepted_rules=options.accept_repairs, limit=options.limit),
        connection,
        options.agent,
        options.from_id,
        Pace(options.pace, options.max_live),
    )
    return _report(headless.run(sheet, wanted, options.out, _say), options.json)


def _resume(options: argparse.Namespace) -> int:
    from dialsheet import headless

    return _report(headless.resume(options.campaign, options.out, _say), options.json)


def _campaigns(options: argparse.Namespace) -> int:
    from dialsheet import headless

    summaries = headless.campaigns()
    if options.json:
        lines = [
            {
                "id": each.campaign.id,
                "sheet": each.campaign.source.file,
                "created_at": each.campaign.created_at.isoformat(),
                "state": each.state.value,
                "counts": each.counts.to_json(),
                "practice": each.campaign.practice,
            }
            for each in summaries
        ]
        _print_json({"campaigns": lines})
        return DONE
    for each in summaries:
        made = f"{each.campaign.created_at:%Y-%m-%d %H:%M}"
        _print(f"{each.campaign.id}  {made}  {each.state.value:<12}  {each.campaign.source.file}")
    return DONE


def _export(options: argparse.Namespace) -> int:
    from dialsheet import headless

    _print(str(headless.export(options.campaign, options.out).path))
    return DONE


def _practice_service(options: argparse.Namespace) -> int:
    from dialsheet.cartesia.practice import serve

    return serve(
        options.port,
        seed=options.seed,
        speed=options.speed,
        state=options.state,
        log=options.log,
        faults=options.fault,
    )


def _key(options: argparse.Namespace) -> int:
    from dialsheet.credentials import open_secrets

    key = sys.stdin.readline().strip()
    if not key:
        raise BadInput("cli.empty_key")
    secrets = open_secrets()
    if secrets.kept_by is None:
        raise BadInput("cli.no_keyring")
    secrets.set(options.name, key)
    _print(assets.text("cli.key_kept", account=options.name, keyring=secrets.kept_by))
    return DONE


def _read(options: argparse.Namespace) -> Any:
    from dialsheet.sheets import Choices, read_sheet

    return read_sheet(options.sheet, Choices(sheet=options.sheet_name))


def _region_of(options: argparse.Namespace) -> str | None:
    from dialsheet.workflow import local_region

    region: str | None = options.region
    return region or local_region()


def _report(finished: Any, as_json: bool) -> int:
    """Print what a run came to; its exit status."""
    counts = finished.exported.counts.to_json()
    if as_json:
        _print_json(
            {
                "campaign": finished.campaign.id,
                "result": str(finished.exported.path),
                "counts": counts,
            }
        )
    else:
        for name, value in counts.items():
            if value:
                _print(f"{value:>9,}  {assets.text(f'cli.count_{name}')}")
        _print(str(finished.exported.path))
    if finished.report.reason.code != "dialing.finished":
        _say(f"dialsheet: {assets.sentence(finished.report.reason)}")
    if finished.interrupted:
        return INTERRUPTED
    if finished.report.fault_outside:
        return FAULT_OUTSIDE
    return DONE if finished.report.finished else NEEDS_PERSON


def _print_json(value: object) -> None:
    _print(json.dumps(value, ensure_ascii=False))


_COMMANDS: dict[
    str,
    tuple[Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]],
] = {
    "check": (_check_options, _check),
    "convert": (_convert_options, _convert),
    "run": (_run_options, _run),
    "resume": (_resume_options, _resume),
    "campaigns": (_campaigns_options, _campaigns),
    "export": (_export_options, _export),
    "practice-service": (_practice_options, _practice_service),
    "key": (_key_options, _key),
    "self-test": (_no_options, _self_test),
}
