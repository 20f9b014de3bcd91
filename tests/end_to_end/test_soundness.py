"""A library that lost something or is damaged, a lock that is gone, a service that is ended: each
is told in a sentence."""

import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from patience import PATIENCE_S
from programs import dialsheet, practice_service, start_dialsheet

FAST = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}
PEOPLE = "Name,Phone\nAnn,+12125550101\nBen,+12125550102\n"


def test_a_library_is_examined(tmp_path: Path, dialsheet_home: Path) -> None:
    sheet, result = tmp_path / "people.csv", tmp_path / "result.csv"
    sheet.write_text(PEOPLE, encoding="utf-8")
    empty = dialsheet("doctor")
    assert (empty.status, len(empty.out.splitlines())) == (0, 4), empty.err
    before = (dialsheet_home / "library.sqlite3").read_bytes()
    with practice_service("--speed", "400") as service:
        run = ("run", sheet, "--out", result, "--api-url", service.url, "--pace", "0", "--json")
        campaign = dialsheet(*run, **FAST).json["campaign"]
        whole = (dialsheet_home / "library.sqlite3").read_bytes()
        assert dialsheet("doctor").status == 0
        (dialsheet_home / "library.sqlite3").write_bytes(before)  # what a lost log leaves
        for arguments in (("doctor",), ("campaigns",), ("resume", campaign), run):
            told = dialsheet(*arguments, **FAST)
            assert told.status == 3, (arguments, told)
            assert campaign in told.out + told.err, arguments
            assert "backup" in told.out + told.err, arguments
        assert len(service.calls()) == 2
        damaged = bytearray(whole)
        damaged[damaged.index(b"+12125550102")] ^= 1
        (dialsheet_home / "library.sqlite3").write_bytes(damaged)
        found = dialsheet("doctor")
        assert (found.status, "nobody is called" in found.out.casefold()) == (3, True), found.out
        assert dialsheet("resume", campaign, **FAST).status == 3
        assert len(service.calls()) == 2


def test_a_lock_file_that_is_deleted_lets_nobody_else_dial(
    tmp_path: Path, dialsheet_home: Path
) -> None:
    sheet, result = tmp_path / "people.csv", tmp_path / "result.csv"
    sheet.write_text(PEOPLE, encoding="utf-8")
    with practice_service("--speed", "0.01") as service:
        run = ("run", sheet, "--out", result, "--api-url", service.url, "--pace", "0", "--json")
        dialing = start_dialsheet(*run, **FAST)
        try:
            assert dialing.stderr
            campaign = next(
                line.removeprefix("campaign: ").strip()
                for line in dialing.stderr
                if line.startswith("campaign: ")
            )
            while not service.calls():  # that one dials by now
                assert dialing.poll() is None
            for lock in dialsheet_home.glob("*.lock"):
                lock.unlink()
            other = dialsheet("resume", campaign, "--out", result, **FAST)
            assert (other.status, "Another Dialsheet" in other.err) == (3, True), other.err
            dialing.send_signal(signal.SIGINT)
            _, err = dialing.communicate(timeout=PATIENCE_S)
            assert (dialing.returncode, "Traceback" in err) == (130, False), err
        finally:
            dialing.kill()
            dialing.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_practice_service_that_is_ended_while_it_answers_says_so(number: signal.Signals) -> None:
    with practice_service("--fault", "timeout-before=1") as service:
        where = urlsplit(service.url)
        order = b"POST /agents/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
        with socket.create_connection((where.hostname, where.port)) as asking:
            asking.sendall(order)
            assert len(service.calls()) == 0  # that one is being answered by now
            service.process.send_signal(number)
            _, err = service.process.communicate(timeout=PATIENCE_S)
    assert service.process.returncode == 0
    assert err.splitlines() == [
        "The practice service ended while it answered; requests that were left without an answer:"
        " 1. No telephone rang."
    ]
