"""The project's own files, as tests about them see them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUI = ROOT / "gui" / "dialsheet"
RESOURCES = ROOT / "resources" / "dialsheet_resources"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is under version control, relative to `ROOT`."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]  # also another user's clone
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    names = listed.stdout.split("\0")
    return tuple(Path(name) for name in names if name and (ROOT / name).is_file())


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax tree of each module of Dialsheet, by its path relative to `GUI`."""
    return {
        path.relative_to(GUI).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(GUI.rglob("*.py"))
    }
