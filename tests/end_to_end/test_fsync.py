"""What the kernel sees: an intent is on the disk before its request is given to the socket."""

import os
import re
import subprocess
from pathlib import Path

from patience import PATIENCE_S
from programs import DIALSHEET, practice_service

WAL = "library.sqlite3-wal"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
STRACE = (
    *("strace", "-f", "--seccomp-bpf", "-y", "-s", "65536", "-e", "signal=none"),
    *("-e", "trace=write,pwrite64,sendto,sendmsg,fsync,fdatasync"),
)


def test_an_fsync_lies_between_the_intent_and_the_request(tmp_path: Path) -> None:
    sheet, trace = tmp_path / "people.csv", tmp_path / "trace"
    sheet.write_text(
        "Name,Phone\nAnn,+12125550101\nBen,+12125550102\nCy,+12125550103\n", encoding="utf-8"
    )
    with practice_service("--speed", "400") as service:
        run = ("run", sheet, "--out", tmp_path / "result.xlsx", "--api-url", service.url)
        subprocess.run(
            [*STRACE, "-o", str(trace), *DIALSHEET, *map(str, run), "--pace", "0"],
            env={**os.environ, "CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"},
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
        assert len(service.calls()) == 3
    sent: set[str] = set()
    written: set[str] = set()  # attempts that the library's file was told of
    synced: set[str] = set()  # and that were on the disk
    for line in trace.read_text("utf-8", "surrogateescape").splitlines():
        call = line.partition(" ")[2].lstrip()
        if call.startswith(("fsync(", "fdatasync(")) and WAL in call:
            synced |= written
        elif call.startswith(("write(", "pwrite64(")) and WAL in call:
            written |= set(re.findall(rf"\.\d+\.({UUID})", call))
        elif call.startswith(("write(", "sendto(", "sendmsg(")) and "outbound_calls" in call:
            (attempt,) = re.findall(rf"\.\d+\.({UUID})", call)
            assert attempt in written, "the request left before its intent was written"
            assert attempt in synced, "the request left before its intent was on the disk"
            sent.add(attempt)
    assert len(sent) == 3
