"""Whatever a hand-over file holds, it is taken in whole, or refused in a sentence."""

import contextlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialsheet import assets
from dialsheet.campaign import KeyHeader
from dialsheet.errors import Trouble
from dialsheet.store import open_library
from store.desk import Desk
from store.test_handing_over import handed_over

EDGES = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.binary(max_size=20)
    | st.text(max_size=5)
    | st.sampled_from(
        [
            *("", "{}", "[]", "null", "[" * 5000, "9" * 5000, '{"code": 1}', '{"a": 1e999}'),
            *("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999-14:00", "2026-02-30"),
            *("../../escape", "https://elsewhere.example", '[{"code": "x", "params": {}}]'),
        ]
    )
)


@pytest.fixture(scope="module")
def archive(new_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with some history, as it was handed over."""
    folder = tmp_path_factory.mktemp("handed over")
    sheet = folder / "people.csv"
    sheet.write_text("Phone\n+14155550101\n", encoding="utf-8")
    home = shutil.copytree(new_library, folder / "home")
    with closing(open_library(home)) as library:
        return handed_over(Desk(home, library, sheet), folder)[1]


@pytest.fixture(scope="module")
def cells(archive: Path) -> list[tuple[str, str, int]]:
    """Each column of each table that has rows, and how many."""
    with closing(sqlite3.connect(archive)) as raw:
        tables = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return [
            (table, column, count)
            for (table,) in tables
            if not table.startswith("sqlite")
            for (count,) in raw.execute(f'SELECT count(*) FROM "{table}"').fetchall()
            if count
            for _, column, *_ in raw.execute(f'PRAGMA table_info("{table}")')
        ]


def take_in(archive: Path, home: Path) -> None:
    """What comes in can be read in all its parts; nothing but a trouble keeps it out."""
    with closing(open_library(home)) as library:
        try:
            its = library.bring_in(archive)
        except Trouble:
            assert library.campaigns() == ()
            return
        campaign = library.campaign(its)
        assert campaign.connection.proxy == ""
        assert campaign.connection.key_header is KeyHeader.BEARER
        contacts = library.contacts(its)
        assert len(contacts) == 3
        for each in contacts.decided:
            assert each.reason is None or assets.sentence(each.reason)
        assert library.attempts(its)
        assert list(library.events(its))
        assert library.source_path(its).is_file()
        assert [each.campaign for each in library.campaigns()] == [campaign]
    assert not list(home.glob("tmp*")), "nothing half taken in stays"


many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


@many
@given(data=st.data())
def test_any_value_in_any_place(
    data: st.DataObject,
    tmp_path: Path,
    new_library: Path,
    archive: Path,
    cells: list[tuple[str, str, int]],
) -> None:
    altered = shutil.copyfile(archive, tmp_path / "altered")
    table, column, count = data.draw(st.sampled_from(cells))
    row, value = data.draw(st.integers(0, count - 1)), data.draw(EDGES)
    with closing(sqlite3.connect(altered)) as raw, raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = triggers.fetchall()
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        place = f'SELECT rowid FROM "{table}" LIMIT 1 OFFSET {row}'
        with contextlib.suppress(sqlite3.IntegrityError, sqlite3.OperationalError, UnicodeError):
            raw.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ({place})', [value])
        for _, guard in guards:
            raw.execute(guard)
    with TemporaryDirectory(dir=tmp_path) as there:
        take_in(altered, shutil.copytree(new_library, Path(there) / "home"))


@many
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=40)), max_size=3
    ),
    kept=st.floats(0, 1),
)
def test_any_bytes_in_any_place(
    tmp_path: Path,
    new_library: Path,
    archive: Path,
    changes: list[tuple[float, bytes]],
    kept: float,
) -> None:
    content = bytearray(archive.read_bytes())
    for place, piece in changes:
        start = int(place * len(content))
        content[start : start + len(piece)] = piece
    altered = tmp_path / "altered"
    altered.write_bytes(content[: int(kept * len(content))] if kept < 0.9 else content)
    with TemporaryDirectory(dir=tmp_path) as there:
        take_in(altered, shutil.copytree(new_library, Path(there) / "home"))
