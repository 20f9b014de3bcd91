"""The telephone numbers that a workbook's cells are linked to: `tel:` and its like."""

import re
from array import array
from html import unescape
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

from dialsheet.columns import Table, TextColumn
from dialsheet.errors import BadInput
from dialsheet.sheets.contents import DAMAGE

_PARTS = re.compile(r"xl/worksheets/(_rels/.+\.rels|[^/]+\.xml)|content\.xml")
_LINK = re.compile(rb"\b(?:tel|callto|sms|whatsapp):[^\"'<>&\s]+", re.I)
_ZIP = b"PK"


def linked_numbers(data: bytes, file: str) -> Table | None:
    """The links of a workbook as a table of one column; None: there are none.

    Those of workbooks that are no archives (.xls) are not seen. Raises `BadInput`.
    """
    if not data.startswith(_ZIP):
        return None
    found: dict[str, None] = {}
    try:
        with ZipFile(BytesIO(data)) as archive:
            for name in filter(_PARTS.fullmatch, archive.namelist()):
                links = _LINK.findall(archive.read(name))
                found.update(
                    (unquote(unescape(each.decode(errors="replace"))), None) for each in links
                )
    except DAMAGE:
        raise BadInput("sheets.damaged_workbook", file=file) from None
    if not found:
        return None
    return Table(("Phone",), array("q", range(1, len(found) + 1)), (TextColumn.of(list(found)),))
