"""Reads a worksheet in a process of its own: damage in an old binary workbook can make the
library allocate without measure, which ends the process that it happens in.
"""

import os
from collections.abc import Callable, Iterator
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection

from dialsheet.errors import BadInput, Trouble
from dialsheet.sheets.worksheet import Worksheet

_BATCH = 1000  # records sent at a time

Reader = Callable[[bytes, str, str, str | None], Worksheet]


def read_apart(
    reader: Reader, data: bytes, file: str, file_format: str, chosen: str | None
) -> Worksheet:
    """What `reader`, a function of a module, makes of the arguments. Raises `BadInput`."""
    messages = _messages(reader, (data, file, file_format, chosen))
    worksheet = next(messages)
    if not isinstance(worksheet, Worksheet):
        raise TypeError(worksheet)
    worksheet.records = _all_records(messages, worksheet)
    return worksheet


def _all_records(messages: Iterator[object], worksheet: Worksheet) -> Iterator[list[bytes]]:
    """The records; at their end the worksheet is told what was learned of them."""
    for message in messages:
        if isinstance(message, set):
            worksheet.of_numbers |= message
        else:
            yield from _records(message)


def _records(batch: object) -> Iterator[list[bytes]]:
    if not isinstance(batch, list):
        raise TypeError(type(batch))
    yield from batch


def _messages(reader: Reader, arguments: tuple[bytes, str, str, str | None]) -> Iterator[object]:
    """The worksheet without its records, then these in batches."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(sender, reader, arguments), daemon=True)
    process.start()
    sender.close()
    try:
        while (message := receiver.recv()) is not None:
            if isinstance(message, Trouble):
                raise message
            yield message
    except (EOFError, OSError):  # it died
        raise BadInput("sheets.damaged_workbook", file=arguments[1]) from None
    finally:
        receiver.close()
        process.kill()
        process.join()
        process.close()


def _serve(
    sender: Connection, reader: Reader, arguments: tuple[bytes, str, str, str | None]
) -> None:
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device; its last words hold no news
        os.dup2(nowhere.fileno(), 2)
    try:
        worksheet = reader(*arguments)
        records, worksheet.records = worksheet.records, iter(())
        sender.send(worksheet)
        while batch := list(islice(records, _BATCH)):
            sender.send(batch)
        sender.send(worksheet.of_numbers)
        sender.send(None)
    except Trouble as trouble:
        sender.send(trouble)
    except BrokenPipeError:
        pass  # nobody waits for the rest
