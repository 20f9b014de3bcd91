"""Every code that this room can say has its sentence, its title and its next step."""

import ast
import re
from pathlib import Path

from dialsheet import cartesia
from dialsheet.assets import has_text


def test_every_code_has_its_texts() -> None:
    (folder,) = cartesia.__path__
    codes = {
        node.value
        for path in Path(folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"cartesia\.[a-z0-9_]+", node.value)
    }
    assert len(codes) > 20
    wanted = {f"{code}{kind}" for code in codes for kind in ("", ".title", ".next")}
    assert not {text for text in wanted if not has_text(text)}
