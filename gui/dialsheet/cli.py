"""The command line. Scripts depend on it: exit status, first lines and JSON are stable."""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dialsheet import __version__, arguments, assets, custody_commands
from dialsheet.arguments import Parser
from dialsheet.console import (
    BAD_USAGE,
    DONE,
    FAULT_OUTSIDE,
    INTERRUPTED,
    NEEDS_PERSON,
    OUR_FAULT,
    print_json,
    print_line,
    say,
    speak_utf8,
)
from dialsheet.display import require_display
from dialsheet.errors import BadInput, Trouble, crash_report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        speak_utf8(stream)
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
    except BrokenPipeError:  # whoever read our output, `head` say, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as bug:  # noqa: BLE001  ours: a report that can be pasted
        for line in f"{crash_report(bug)}{assets.text('cli.bug')}".split("\n"):
            say(line)
        return OUR_FAULT


def _complain(trouble: Trouble) -> None:
    say(f"dialsheet: {assets.explain(trouble).one_line}")


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    if given and (given[0] in _COMMANDS or given[0] in ("-h", "--help", "--version")):
        return _command_parser()
    parser = Parser(prog="dialsheet")
    parser.add_argument("sheet", nargs="?", type=Path)
    parser.set_defaults(command=_window)
    return parser


def _command_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="dialsheet", description=assets.text("cli.description"))
    parser.add_argument("--version", action="version", version=f"dialsheet {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    for name, (build, command) in _COMMANDS.items():
        code = f"cli.help_{name.replace('-', '_')}"
        sub = commands.add_parser(name, help=assets.text(code), description=assets.text(code))
        sub.set_defaults(command=command)
        build(sub)
    return parser


def _window(options: argparse.Namespace) -> int:
    if options.sheet is not None and not options.sheet.exists():
        raise arguments.no_such_sheet(options.sheet, _COMMANDS)
    require_display()
    try:
        from dialsheet import app
    except ImportError as lacking:  # a library that Qt loads from the system
        if "PySide6" not in (lacking.name or "") and ".so" not in str(lacking):
            raise
        raise BadInput("cli.qt_unusable", why=str(lacking)) from None

    return app.show(options.sheet)


def _self_test(_options: argparse.Namespace) -> int:
    from dialsheet import app

    return app.self_test(print_line)


def _check(options: argparse.Namespace) -> int:
    from dialsheet import outside
    from dialsheet.campaign import Rules
    from dialsheet.workflow import check_report, export_rejects, mapping_findings, plan

    sheet = _read(options)
    mapping = _mapping(options, sheet)
    report = check_report(sheet, mapping, options.duplicates, assets.sentence)
    if options.rejects:
        contacts = plan(sheet, mapping, Rules(options.duplicates))
        what = (contacts, mapping.numbers, sheet.source, assets.sentence)
        opener = outside.library_opener()
        export_rejects(options.rejects, *what, opener, options.force)
    if options.json:
        for finding in mapping_findings(sheet, mapping):
            say(assets.sentence(finding))
        print_json(report)
        return DONE
    print_line(
        assets.text(
            "cli.checked",
            column=report["phone_columns"][0],
            file=sheet.source.file,
            sheet=sheet.source.sheet or sheet.source.format,
            header=sheet.source.header_row or 0,
        )
    )
    if mapping.region_column is not None:
        print_line(assets.text("cli.region_column", column=mapping.region_column))
    for finding in report["findings"]:
        print_line(finding["text"])
    for name, value in report["counts"].items():
        print_line(f"{value:>9,}  {assets.text(f'cli.count_{name}')}")
    for contact in report["contacts"]:
        if reason := contact["says_no"] or contact["reason"] or contact["ragged_reason"]:
            print_line(assets.text("cli.problem", row=contact["row"], reason=reason["text"]))
        if twin := contact["duplicate_of"]:
            print_line(assets.text("cli.duplicate", row=contact["row"], twin=twin))
    return DONE


def _run(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from dialsheet import headless, outside, rehearsal
    from dialsheet.campaign import CallingRules, Connection, Dialect, Pace, Rules
    from dialsheet.workflow import RulesFile, read_rules

    if options.test_row is not None and options.test_call is None:
        raise BadInput("cli.half_a_test")
    rules = read_rules(options.rules) if options.rules else RulesFile(CallingRules(), ())
    sheet = _read(options)
    mapping = _mapping(options, sheet)
    connection = Connection(
        name=headless.PRACTICE_NAME if options.practice else options.account,
        practice=options.practice,
        base_url=outside.account_url() if options.practice else options.api_url.rstrip("/"),
        dialect=options.api_version or Dialect.METADATA,
        ringing_timeout_s=options.ringing_timeout,
        max_minutes=options.max_minutes,
    )
    wanted = headless.Wanted(
        replace(mapping, fields=(*options.map, *options.set) or mapping.fields),
        Rules(
            options.duplicates,
            accepted_rules=options.accept_repairs,
            limit=options.limit,
            hidden_rows=options.hidden_rows,
            call_again=options.call_again,
            call_unreached=options.call_unreached,
            ragged_rows=options.ragged_rows is None,
            looked_at=options.ragged_rows or (),
            calling=rules.calling,
            ignore_do_not_call=tuple(options.ignore_do_not_call),
        ),
        connection,
        options.agent,
        options.from_id,
        Pace(options.pace, options.max_live),
        rules.suppression,
        options.unattended,
        None if options.test_call is None else (options.test_call, options.test_row),
        options.skip_unreadable,
    )
    if wanted.test is not None:
        where = (sheet, wanted, options.out, say)
        rehearsed = rehearsal.rehearse(*where, into_copy=options.into_copy, force=options.force)
        return _report_test(rehearsed, options)
    finished = headless.run(
        sheet, wanted, options.out, say, into_copy=options.into_copy, force=options.force
    )
    return _report(finished, options.json)


def _resume(options: argparse.Namespace) -> int:
    from dialsheet import custody, headless

    if options.whole_list:
        custody.end_pilot(options.campaign)
    if options.ignore_do_not_call:
        custody.ignore_do_not_call(options.campaign, options.ignore_do_not_call)
    finished = headless.resume(
        options.campaign,
        options.out,
        say,
        into_copy=options.into_copy,
        unattended=options.unattended,
        force=options.force,
    )
    return _report(finished, options.json)


def _campaigns(options: argparse.Namespace) -> int:
    from dialsheet import custody, headless

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
                "test": each.campaign.test,
            }
            for each in summaries
        ]
        print_json({"campaigns": lines})
    else:
        for each in summaries:
            one, test = each.campaign, "TEST " * each.campaign.test
            told = f"{one.created_at:%Y-%m-%d %H:%M}  {each.state.value:<12}  {test}"
            print_line(f"{one.id}  {told}{one.source.file}")
    custody.require_nothing_lost()
    return DONE


def _export(options: argparse.Namespace) -> int:
    from dialsheet import headless
    from dialsheet.workflow import TextChoice

    text = TextChoice(options.like_source, options.replace_unwritable, options.force)
    exported = headless.export(
        options.campaign, options.out, say, text, into_copy=options.into_copy
    )
    for note in exported.notes:
        say(assets.sentence(note))
    print_line(str(exported.path))
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
        concurrency=options.concurrency,
        key=options.key,
        tell_unanswered=lambda count: say(assets.text("cli.practice_unanswered", count=count)),
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
    print_line(assets.text("cli.key_kept", account=options.name, keyring=secrets.kept_by))
    return DONE


def _read(options: argparse.Namespace) -> Any:
    from dialsheet.workflow import read

    return read(options.sheet, custody_commands.choices_of(options))


def _mapping(options: argparse.Namespace, sheet: Any) -> Any:
    """Number columns and countries: as asked for, as a result sheet has them, or guessed."""
    from dialsheet.campaign import Mapping
    from dialsheet.workflow import (
        local_region,
        number_columns,
        refuse_problems,
        remembered_mapping,
        sure_region_column,
    )

    known = remembered_mapping(sheet)
    region = options.region or (known.region if known else None) or local_region()
    column = options.region_column
    if column is None and options.region is None:
        column = known.region_column if known else sure_region_column(sheet.table)
    numbers = () if options.phone_columns or not known else known.numbers
    mapping = Mapping(
        numbers or number_columns(sheet.table, region, options.phone_columns),
        region,
        known.fields if known else (),
        column,
    )
    refuse_problems(mapping, sheet.table)
    return mapping


def _report(finished: Any, as_json: bool) -> int:
    """Print what a run came to; its exit status."""
    counts = finished.exported.counts.to_json()
    if as_json:
        print_json(
            {
                "campaign": finished.campaign.id,
                "result": str(finished.exported.path),
                "counts": counts,
                "state": finished.state.value,
                "refusals": finished.refusals,
            }
        )
    else:
        for name, value in counts.items():
            if value:
                print_line(f"{value:>9,}  {assets.text(f'cli.count_{name}')}")
        print_line(str(finished.exported.path))
    for note in finished.exported.notes:
        say(assets.sentence(note))
    if finished.report.reason.code != "dialing.finished":
        say(f"dialsheet: {assets.advice(finished.report.reason)}")
    if finished.report.pilot_over:
        say(assets.text("cli.end_pilot", campaign=finished.campaign.id))
    if finished.interrupted:
        return INTERRUPTED
    if finished.report.fault_outside:
        return FAULT_OUTSIDE
    report = finished.report
    by_itself = report.pilot_over or report.reason.code == "dialing.finished"
    nobody_left = report.progress.total and not finished.exported.counts.held
    return DONE if report.finished and by_itself and nobody_left else NEEDS_PERSON


def _report_test(rehearsed: Any, options: argparse.Namespace) -> int:
    """Print what a test call came to, and how to go on; the exit status."""
    outcome, attempt = rehearsed.outcome, rehearsed.attempt
    reason = rehearsed.held or rehearsed.report.reason
    if outcome is not None:
        say(assets.text("cli.test_call_came_to", outcome=assets.text(f"cli.count_{outcome}")))
    else:
        say(assets.text("cli.test_call_without_end", why=assets.sentence(reason)))
    again = f'dialsheet resume {rehearsed.campaign.id} --out "{options.out}"'
    say(assets.text("cli.test_call_next", command=again + " --into-copy" * options.into_copy))
    if options.json:
        test = {
            "campaign": rehearsed.test.id,
            "row": attempt.row if attempt else None,
            "call_id": attempt.call.id if attempt and attempt.call else None,
            "outcome": outcome,
        }
        told = {"campaign": rehearsed.campaign.id, "result": None}
        print_json({**told, "counts": rehearsed.counts.to_json(), "test_call": test})
    if rehearsed.interrupted:
        return INTERRUPTED
    if rehearsed.report.fault_outside:
        return FAULT_OUTSIDE
    return DONE if outcome == "completed" else NEEDS_PERSON


_COMMANDS: dict[
    str,
    tuple[Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]],
] = {
    "check": (arguments.check_options, _check),
    "convert": (arguments.convert_options, custody_commands.convert),
    "run": (arguments.run_options, _run),
    "resume": (arguments.resume_options, _resume),
    "campaigns": (arguments.campaigns_options, _campaigns),
    "export": (arguments.export_options, _export),
    "review": (arguments.review_options, custody_commands.review),
    "add": (arguments.add_options, custody_commands.add),
    "call-back": (arguments.call_back_options, custody_commands.call_back),
    "audit": (arguments.audit_options, custody_commands.audit),
    "doctor": (arguments.no_options, custody_commands.doctor),
    "hand-over": (arguments.hand_over_options, custody_commands.hand_over),
    "take-over": (arguments.take_over_options, custody_commands.take_over),
    "practice-service": (arguments.practice_options, _practice_service),
    "key": (arguments.key_options, _key),
    "self-test": (arguments.no_options, _self_test),
}
