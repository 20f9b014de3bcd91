"""The commands that look after sheets and campaigns without dialing."""

import argparse
from typing import Any

from dialsheet import assets
from dialsheet.console import DONE, FAULT_OUTSIDE, NEEDS_PERSON, print_json, print_line, say
from dialsheet.errors import BadInput, Param, Reason


def review(options: argparse.Namespace) -> int:
    """A person settles an unknown attempt; without `--row`, all are shown with their evidence."""
    from dialsheet import custody
    from dialsheet.workflow import review_report

    if (options.row is None) != (options.finding is None):
        raise BadInput("cli.half_a_review")
    came_to = custody.review(options.campaign, options.row, *(options.finding or (None,)))
    report = review_report(came_to.campaign, came_to.settled, came_to.unknown, assets.sentence)
    if options.json:
        print_json(report)
    else:
        if settled := report["settled"]:
            print_line(assets.text("cli.settled", row=settled["row"], state=settled["state"]))
        for each in report["unknown"]:
            why = each["error"] or each["reason"]["text"]
            print_line(
                assets.text(
                    "cli.unknown",
                    row=each["row"],
                    number=each["number"],
                    at=each["sent_at"] or each["intended_at"],
                    why=why,
                )
            )
            for call in each["candidates"]:
                print_line(assets.text("cli.candidate", **{k: v or "–" for k, v in call.items()}))
    return NEEDS_PERSON if came_to.unknown else DONE


def add(options: argparse.Namespace) -> int:
    """Add the contacts of one more sheet to a campaign."""
    from collections import Counter

    from dialsheet import custody

    campaign, addition = custody.add(options.campaign, options.sheet, choices_of(options), say)
    decided = Counter(each.decision.value for each in addition.contacts.decided)
    counts = {name: decided[name] for name in ("ready", "held", "skipped")}
    first = addition.contacts.table.rows[0]
    if options.json:
        told = {"campaign": campaign.id, "first_row": first, "contacts": len(addition.contacts)}
        print_json({**told, "counts": counts})
    else:
        print_line(assets.text("cli.added", count=len(addition.contacts), row=first, **counts))
        print_line(assets.text("cli.to_go_on", command=f"dialsheet resume {campaign.id}"))
    return DONE


def choices_of(options: argparse.Namespace) -> Any:
    """How a sheet is to be understood, as the arguments of `reading_options` say."""
    from dialsheet.workflow import Choices

    sheet, *more_sheets = options.sheet_names or [None]
    return Choices(
        sheet,
        tuple(more_sheets),
        options.encoding,
        options.delimiter,
        options.quote,
        options.escape,
        options.header_row,
        options.first_row,
        options.last_row,
    )


def convert(options: argparse.Namespace) -> int:
    """Write what was understood of a sheet."""
    from contextlib import closing

    from dialsheet import outside
    from dialsheet.sheets import read_sheet, write_csv
    from dialsheet.workflow import OwnFiles

    table = read_sheet(options.sheet, choices_of(options)).table
    if options.out.exists() and options.out.samefile(options.sheet):
        raise BadInput("workflow.target_is_source", path=str(options.out))
    with closing(outside.library_opener()()) as library:
        written = OwnFiles(library, "convert", options.force)
        write_csv(options.out, table.headers, zip(*table.columns, strict=True), written)
    return DONE


def call_back(options: argparse.Namespace) -> int:
    """Name the time of one more call to a contact, or take it back."""
    from dialsheet import custody

    campaign = custody.call_back(options.campaign, options.row, options.at)
    if options.at is None:
        print_line(assets.text("cli.call_back_cancelled", row=options.row))
    else:
        at = f"{options.at.astimezone():%Y-%m-%d %H:%M %Z}"
        command = f"dialsheet resume {campaign.id}"
        print_line(assets.text("cli.called_back", row=options.row, at=at, command=command))
    return DONE


def audit(options: argparse.Namespace) -> int:
    """Verify the decision log."""
    from dialsheet import custody

    audit = custody.audit(options.campaign)
    told: dict[str, Param] = {"entries": audit.entries, "head": audit.head}
    sentence = assets.sentence(audit.fault or Reason("cli.log_intact", told))
    if options.json:
        intact = audit.fault is None
        print_json({"campaign": audit.campaign.id, "intact": intact, **told, "text": sentence})
    else:
        print_line(sentence)
    return NEEDS_PERSON if audit.fault else DONE


def doctor(_options: argparse.Namespace) -> int:
    """Examine the whole library, and print a line for each check."""
    from dialsheet import custody

    found = custody.examine()
    for check, fault in found.items():
        print_line(assets.advice(fault) if fault else assets.text(f"cli.sound_{check}"))
    return FAULT_OUTSIDE if any(found.values()) else DONE


def hand_over(options: argparse.Namespace) -> int:
    """Give a campaign to another desktop."""
    from dialsheet import custody

    campaign = custody.hand_over(options.campaign, options.file)
    print_line(assets.text("cli.handed_over", campaign=campaign.id, file=str(options.file)))
    return DONE


def take_over(options: argparse.Namespace) -> int:
    """Take a campaign over from another desktop."""
    from dialsheet import custody

    taken = custody.take_over(options.file, options.api_url)
    print_line(assets.text("cli.taken_over", campaign=taken.campaign.id))
    if taken.strangers:
        print_line(assets.text("cli.met_strangers", count=taken.strangers))
    if taken.unknown:
        print_line(assets.text("cli.left_unknown", count=taken.unknown))
    return NEEDS_PERSON if taken.strangers or taken.unknown else DONE
