"""Files are written whole or not at all."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialsheet import assets
from dialsheet.errors import BadInput, OutsideFault, Reason, Trouble
from dialsheet.sheets import Page, ResultBook, write_csv, write_result
from dialsheet.sheets.whole_file import Written, replacing
from sheets.own import Everything, These


class Interrupted(Exception):
    pass


def rows_until(error: BaseException) -> Iterator[list[str]]:
    yield from (["Ann"] for _ in range(5000))
    raise error


@pytest.mark.parametrize("name", ["result.xlsx", "result.csv"])
@pytest.mark.parametrize("error", [Interrupted(), KeyboardInterrupt()])
def test_a_stop_in_the_middle_leaves_the_old_file(
    name: str, error: BaseException, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text("the old one")
    book = ResultBook((Page("Results", ("Name",), rows_until(error)),))
    with pytest.raises(type(error)):
        write_result(path, book, written=Everything())
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


def refused(path: Path) -> Trouble:
    with pytest.raises(Trouble) as raised:
        write_csv(path, ["Name"], [["Ann"]])
    explanation = assets.explain(raised.value)
    assert str(path) in explanation.sentence
    assert "Nothing was lost" in explanation.sentence
    return raised.value


def test_a_write_protected_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    path.write_text("the old one")
    path.chmod(0o444)
    trouble = refused(path)
    assert isinstance(trouble, BadInput)
    free = tmp_path / "result (2).csv"
    told = {"path": str(path), "free": str(free)}
    assert trouble.reason == Reason("sheets.target_locked", told)
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]
    free.write_text("taken")
    assert refused(path).reason.params["free"] == str(tmp_path / "result (3).csv")
    free.chmod(0o444)
    assert refused(free).reason.params["free"] == str(tmp_path / "result (3).csv")


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    path.mkdir()
    assert refused(path).reason.code == "sheets.target_not_writable"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "no" / "result.csv").reason.code == "sheets.target_not_writable"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_no_fault_of_the_user(number: int, tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    path.write_text("the old one")
    with pytest.raises(OutsideFault) as raised:
        write_csv(path, ["Name"], rows_until(OSError(number, os.strerror(number))), Everything())
    assert raised.value.reason == Reason("sheets.disk_full", {"path": str(path)})
    assert "Nothing was lost" in assets.explain(raised.value).sentence
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_beside_the_target_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    with replacing(path) as file:
        file.write(b"new")
        assert not path.exists()
        assert len(list(tmp_path.iterdir())) == 1
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    path.write_text("old")
    path.chmod(0o640)
    write_csv(path, ["Name"], [["Ann"]], Everything())
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_text() == "Name\nAnn\n"


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    target, link = tmp_path / "kept" / "result.csv", tmp_path / "link.csv"
    target.parent.mkdir()
    link.symlink_to(target)
    write_csv(link, ["Name"], [["Ann"]])
    assert link.is_symlink()
    assert target.read_text() == "Name\nAnn\n"


def test_it_is_on_the_disk_before_it_takes_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, link = os.fsync, os.link

    def synced(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def linked(file: Path, target: Path) -> None:
        steps.append("name")
        link(file, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", linked)
    write_csv(tmp_path / "result.csv", ["Name"], [["Ann"]])
    assert steps == ["file", "name", "folder"]


def test_what_nobody_wrote_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "precious.csv"
    for content in (b"years of work", b""):
        path.write_bytes(content)
        for written in (None, These(b"ours")):
            with pytest.raises(BadInput) as raised:
                write_csv(path, ["Name"], [["Ann"]], written)
            told = {"path": str(path), "free": str(tmp_path / "precious (2).csv")}
            assert raised.value.reason == Reason("sheets.target_foreign", told)
            assert path.read_bytes() == content
            assert list(tmp_path.iterdir()) == [path]


def test_what_we_wrote_is_replaced_until_somebody_changes_it(tmp_path: Path) -> None:
    path, ours = tmp_path / "result.csv", These()
    for name in ("Ann", "Bob", "Cy"):
        write_csv(path, ["Name"], [[name]], ours)
        assert path.read_bytes() == f"Name\r\n{name}\r\n".encode()
    path.write_bytes(path.read_bytes() + b"a note\r\n")
    with pytest.raises(BadInput):
        write_csv(path, ["Name"], [["Dee"]], ours)
    assert path.read_bytes().endswith(b"a note\r\n")
    assert list(tmp_path.iterdir()) == [path]


class Meanwhile(These):
    """Somebody saves a file of their own at the last moment before ours takes the name."""

    def note(self, path: Path, sha256: str, standing: str | None) -> None:
        super().note(path, sha256, standing)
        other = path.with_name("other")
        other.write_bytes(b"theirs")
        other.replace(path)


@pytest.mark.parametrize("before", [None, b"ours"])
def test_what_comes_there_at_the_last_moment_is_not_lost(
    before: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "result.csv"
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(BadInput) as raised:
        write_csv(path, ["Name"], [["Ann"]], Meanwhile(b"ours"))
    assert raised.value.reason.code == "sheets.target_foreign"
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("target", ["/dev/null", "pipe"])
def test_a_device_or_a_pipe_is_no_target(target: str, tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    if target == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(target)
    written: Written = Everything()
    with pytest.raises(BadInput) as raised:
        write_csv(path, ["Name"], [["Ann"]], written)
    assert raised.value.reason.code == "sheets.target_not_writable"
    assert not path.is_file()


def test_a_disk_without_links_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    path, ours = tmp_path / "result.csv", These()
    write_csv(path, ["Name"], [["Ann"]], ours)
    write_csv(path, ["Name"], [["Bob"]], ours)
    assert path.read_bytes() == b"Name\r\nBob\r\n"
    with pytest.raises(BadInput):
        write_csv(path, ["Name"], [["Cy"]], Meanwhile(path.read_bytes()))
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]
