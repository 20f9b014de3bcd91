"""The commands of this project, for a machine that has Python 3.11 or newer and nothing of ours.

    python3 packaging/dev.py run [arguments of dialsheet]
    python3 packaging/dev.py test [--quick] [arguments of pytest]
    python3 packaging/dev.py prove [--first SEED] [--seeds COUNT] [name of a proof ...]
    python3 packaging/dev.py bench

`test` is what has to pass before a change goes in; `--quick` leaves out what is marked `slow`, for
an answer within a minute or two. `prove` searches far longer, once for each issue: see `proofs.py`.

Each makes or mends `.venv` in the project's folder first; when nothing changed, that costs a
fraction of a second. Only the standard library is used here. Exit status 3: this machine lacks
something, and the sentence says what to do.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older Python must still be able to say so
    sys.exit("Dialsheet needs Python 3.11 or newer. Install it, then run this command with it.")

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from functools import partial
from pathlib import Path

import proofs
from debian_packages import CJK_FONT, QT_LIBRARIES, TEST_PROGRAMS

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "dialsheet-stamp.json"
SAMPLE = ROOT / "resources" / "dialsheet_resources" / "samples" / "contacts.xlsx"
PRACTICE_SPEED = 30  # a practice call rings for up to 25 s and talks for up to 180 s

# Settings of the caller's shell that would send an installation, or an import, somewhere else.
FOREIGN = (
    *("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV"),
    "PYTHONDONTWRITEBYTECODE",  # the tests start hundreds of processes of ours
)


class Stop(Exception):
    """This machine lacks something; the argument is the sentence that says what to do."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status."""
    commands: dict[str, Callable[[Sequence[str]], int]] = {
        "run": run,
        "test": test,
        "prove": prove,
        "bench": bench,
    }
    command = commands.get(arguments[0]) if arguments else None
    if command is None:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `call` ends its child
    try:
        return command(arguments[1:])
    except Stop as stop:
        say(str(stop))
        return 3
    except KeyboardInterrupt:
        return 130


def run(arguments: Sequence[str]) -> int:
    """Open the window or, where nothing can show one, run a practice campaign to its end."""
    shown = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if shown:
        require_system(qt_libraries())
    prepare()
    if shown or arguments:
        return call([PYTHON, "-m", "dialsheet", *arguments])
    return run_practice()


def run_practice() -> int:
    """A practice campaign over the sample sheet, in under twenty seconds; ends with its result."""
    say(
        "There is no display, so a practice campaign runs over the sample sheet. No telephone"
        f" rings, and its calls pass {PRACTICE_SPEED} times as fast as real ones."
    )
    # A folder of its own each time: the system's folder for temporary files is shared.
    result = Path(tempfile.mkdtemp(prefix="Dialsheet results ")) / f"{SAMPLE.stem} PRACTICE.xlsx"
    command = ["run", str(SAMPLE), "--practice", "--out", str(result)]
    speed = {"DIALSHEET_PRACTICE_SPEED": str(PRACTICE_SPEED)}
    return call([PYTHON, "-m", "dialsheet", *command], speed)


def test(arguments: Sequence[str]) -> int:
    """Every check and every test, or the quick ones. No test is started when a check fails."""
    chosen = [argument for argument in arguments if argument != "--quick"]
    if len(chosen) < len(arguments):
        chosen += ["-m", "not slow"]
    require_system({**qt_libraries(), **test_programs()})
    prepare("test")
    checks: dict[str, list[str | Path]] = {
        "ruff check": [PYTHON, "-m", "ruff", "check", "."],
        "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "mypy": [PYTHON, "-m", "mypy"],
        "import-linter": [SCRIPTS / "lint-imports", "--no-logo"],
    }
    failed = {title: status for title, check in checks.items() if (status := step(title, check))}
    if failed:
        say(f"The tests were not started, because of: {', '.join(failed)}.")
        return next(iter(failed.values()))
    return step("pytest", [PYTHON, "-m", "pytest", "-n", "2", *chosen])


def prove(arguments: Sequence[str]) -> int:
    """Run all proofs, or those that are named; the exit status is 1 when one found a wrong."""
    wanted = proofs.read(arguments)
    require_system({**qt_libraries(), **test_programs()})
    prepare("test")
    return proofs.run(wanted, lambda title, command: step(title, [PYTHON, *command], TESTS))


def bench(_arguments: Sequence[str]) -> int:
    """Every benchmark in turn: ours, the peer's and the ratio, from the same run."""
    prepare("test")
    found = sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py"))
    statuses = [step(script.stem, [PYTHON, script]) for script in found]
    return next(filter(None, statuses), 0)


# The environment: `.venv`, and a stamp in it that says what it was made from.


@dataclass(frozen=True)
class Stamp:
    """What an environment was made from."""

    place: str  # environments cannot be moved
    python: str
    project: str  # digest of what the dependencies follow from
    sources: str  # digest of what a build turns into something else
    extras: tuple[str, ...]


class Work(Enum):
    """What an environment needs before it can be used."""

    NOTHING = 0
    REFRESH = 1  # the translations or the version changed: a build, without dependencies
    INSTALL = 2
    REBUILD = 3  # absent, half-made, moved, or of another Python


def work_to_do(found: Stamp | None, wanted: Stamp, compiled: bool = True) -> Work:
    """What is needed to get from the stamp that was found to the one that is wanted.

    `compiled` tells whether every translation has its compiled file.
    """
    if found is None or (found.place, found.python) != (wanted.place, wanted.python):
        return Work.REBUILD
    if found.project != wanted.project or not set(wanted.extras) <= set(found.extras):
        return Work.INSTALL
    if found.sources != wanted.sources or not compiled:
        return Work.REFRESH
    return Work.NOTHING


def prepare(*extras: str) -> None:
    """Make or mend the environment, with these extras of ours."""
    translations = sorted((ROOT / "resources").rglob("*.po"))
    wanted = Stamp(
        str(VENV),
        f"{sys.version} in {sys.base_prefix}",
        digest([ROOT / "pyproject.toml", ROOT / "packaging" / "build_hook.py"]),
        digest([ROOT / "gui" / "dialsheet" / "__init__.py", *translations]),
        extras,
    )
    found = read_stamp()
    work = work_to_do(found, wanted, all(po.with_suffix(".mo").exists() for po in translations))
    if work is Work.NOTHING:
        return
    if work is Work.REFRESH:
        install("--no-deps", "--editable", ".")
    else:
        STAMP.unlink(missing_ok=True)  # an interrupted installation is not trusted
        if work is Work.REBUILD:
            make_environment()
        say("Installing what Dialsheet needs into .venv. The first time takes some minutes.")
        with (ROOT / "pyproject.toml").open("rb") as file:
            install(*tomllib.load(file)["build-system"]["requires"])
        install("--editable", f".[{','.join(extras)}]" if extras else ".")
    kept = () if work is Work.REBUILD or found is None else found.extras
    STAMP.write_text(json.dumps(asdict(wanted) | {"extras": sorted({*kept, *extras})}))


def read_stamp() -> Stamp | None:
    """The stamp of a whole environment, or None."""
    try:
        stamp = Stamp(**json.loads(STAMP.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return stamp if PYTHON.exists() else None


def digest(files: Iterable[Path]) -> str:
    """One hash over the names and the bytes of files."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(ROOT)}\0{file.stat().st_size}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def make_environment() -> None:
    """A fresh `.venv` of the Python that runs this file, in the place of any other."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        say("Making .venv again: it is not whole, or was made elsewhere or by another Python.")
        try:
            shutil.rmtree(VENV)
        except OSError as error:
            raise Stop(
                f"{VENV} is in use ({error}). Close what runs from it, then try again."
            ) from error
    venv_package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    require_system({venv_package: ("ensurepip", has_ensurepip)})
    base = getattr(sys, "_base_executable", sys.executable)  # not the Python of a `.venv`
    quietly(
        [base, "-m", "venv", VENV],
        "The environment .venv could not be made. Read the lines above, then run this again.",
    )


def has_ensurepip() -> bool:
    """Whether Python can put pip into an environment; Debian packs that apart."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def install(*what: str) -> None:
    """Install with the environment's own pip, which says nothing unless it fails."""
    quietly(
        [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--no-build-isolation", *what],
        "The packages that Dialsheet needs could not be installed. Check the network connection"
        " and the free disk space, then run the same command again.",
    )


# The system: libraries and programs that come from the distribution.

Part = tuple[str, Callable[[], bool]]  # what is looked for, and whether it is there


def qt_libraries() -> dict[str, Part]:
    """The libraries that Qt needs on Linux, by Debian's package name."""
    if not sys.platform.startswith("linux"):
        return {}
    return {
        package: (library, partial(can_load, library)) for package, library in QT_LIBRARIES.items()
    }


def test_programs() -> dict[str, Part]:
    """What the tests start or show on Linux, by Debian's package name."""
    if not sys.platform.startswith("linux"):
        return {}
    programs: dict[str, Part] = {
        package: (program, partial(is_installed, program))
        for package, program in TEST_PROGRAMS.items()
    }
    if is_debian():
        programs["fonts-noto-cjk"] = ("Noto Sans CJK", CJK_FONT.exists)
    return programs


def require_system(parts: Mapping[str, Part]) -> None:
    """See that all parts are there, installing them where we may; else `Stop`."""
    missing = [package for package, (_, is_there) in parts.items() if not is_there()]
    if not missing:
        return
    if not is_debian():
        names = ", ".join(parts[package][0] for package in missing)
        raise Stop(f"This system lacks {names}. Install these, then run the same command again.")
    commands = [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends"]]
    commands[1] += missing
    spelled = " && ".join(f"sudo {' '.join(command)}" for command in commands)
    sentence = f"System packages are missing. Install them with `{spelled}`, then run this again."
    if os.geteuid() != 0:
        raise Stop(sentence)
    say(f"Installing system packages: {' '.join(missing)}.")
    for command in commands:
        quietly(command, sentence, {"DEBIAN_FRONTEND": "noninteractive"})
    if absent := [package for package in missing if not parts[package][1]()]:
        raise Stop(f"Installed, yet not found: {', '.join(absent)}. Look for them by hand.")


def is_debian() -> bool:
    """Debian, Ubuntu and what is made from them."""
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def can_load(library: str) -> bool:
    """Whether the dynamic linker finds a library: just what Qt will ask of it."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def is_installed(program: str) -> bool:
    """Whether a program can be started by its name."""
    return shutil.which(program) is not None


# Child processes.


def step(title: str, command: Sequence[str | Path], folder: Path = ROOT) -> int:
    """Run one step of a command under a heading, in a folder where it finds its modules."""
    print(f"\n== {title} ==", flush=True)
    more = {} if folder == ROOT else {"PYTHONPATH": str(folder)}
    return call(command, more, cwd=folder)


def call(
    command: Sequence[str | Path], more: Mapping[str, str] | None = None, cwd: Path | None = None
) -> int:
    """Run a command to its end; returns its exit status."""
    with subprocess.Popen(command, env=environment(more), cwd=cwd) as child:
        try:
            while True:
                try:
                    status = child.wait()
                except KeyboardInterrupt:  # reached the child too, which ends when it is ready
                    continue
                return status if status >= 0 else 128 - status
        finally:
            if child.poll() is None:
                child.terminate()


def quietly(
    command: Sequence[str | Path], sentence: str, more: Mapping[str, str] | None = None
) -> None:
    """Run a command whose output matters only when it fails; then `Stop` with `sentence`."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout.decode(errors="replace"))
        raise Stop(sentence)


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The caller's environment without what would lead a child astray."""
    own = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**own, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **(more or {})}


def say(sentence: str) -> None:
    """Tell the person at the terminal; standard output stays the command's own."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
