"""Every code that the code can say has its sentence, and every sentence is said by some code."""

import ast
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from source_tree import RESOURCES, modules

CODE = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
TROUBLES = {"Trouble", "BadInput", "OutsideFault"}  # a title and a next step beside the sentence
SPEAKERS = {*TROUBLES, "Reason", "text", "word"}  # what takes a code as its first argument

PO_FILES = sorted(RESOURCES.glob("translations/*/LC_MESSAGES/*.po"))


@dataclass(frozen=True)
class Spoken:
    """A call with a literal code."""

    place: str
    code: str
    trouble: bool
    params: frozenset[str] | None  # None: not to be told from the source


def by_code(catalog: Catalog) -> dict[str, Message]:
    """The messages of a catalog, by their codes."""
    return {_listed(message.id)[0]: message for message in catalog if message.id}


@cache
def english() -> dict[str, Message]:
    """Every English message, by its code."""
    return {
        code: message
        for path in PO_FILES
        if path.parts[-3] == "en"
        for code, message in by_code(read_po(path.read_bytes().splitlines())).items()
    }


def variants(message: Message) -> list[str]:
    """A message's texts: one, or one for each plural form."""
    return _listed(message.string)


def _listed(texts: str | Sequence[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def codes_of(spoken: Spoken) -> list[str]:
    """The messages that are shown for it."""
    rest = [f"{spoken.code}.title", f"{spoken.code}.next"] if spoken.trouble else []
    return [spoken.code, *rest]


@cache
def all_spoken() -> tuple[Spoken, ...]:
    """Every call with a literal code."""
    return tuple(
        Spoken(f"{path}:{node.lineno}", node.args[0].value, name in TROUBLES, _params(name, node))
        for path, module in modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and (name := _called(node)) in SPEAKERS
        if node.args and isinstance(node.args[0], ast.Constant)
        if isinstance(node.args[0].value, str) and CODE.fullmatch(node.args[0].value)
    )


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _params(name: str, call: ast.Call) -> frozenset[str] | None:
    """The names of the values that a call gives to its message."""
    names: list[str | None] = [keyword.arg for keyword in call.keywords]
    if name == "Reason" and len(call.args) > 1:
        given = call.args[1]
        if not isinstance(given, ast.Dict):
            return None
        names = [key.value if isinstance(key, ast.Constant) else None for key in given.keys]
    return None if None in names else frozenset(name for name in names if name)


def _literals() -> Iterator[str]:
    """Every string in the code, and the beginnings of those that are composed at run time."""
    for module in modules().values():
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _composed_beginnings() -> set[str]:
    """What codes begin with that are composed at run time: `f"ui.outcome_{outcome}"`."""
    return {
        node.values[0].value
        for module in modules().values()
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
        if re.match(r"[a-z_]+\.", str(node.values[0].value))
    }


def test_every_code_has_its_message() -> None:
    known = english()
    mute = [
        f"{spoken.place} {code}"
        for spoken in all_spoken()
        for code in codes_of(spoken)
        if code not in known
    ]
    assert not mute, "\n".join(mute)


def test_every_message_is_said() -> None:
    said, beginnings = set(_literals()), tuple(_composed_beginnings())
    silent = [
        code
        for code in english()
        for base in [re.sub(r"\.(title|next)$", "", code)]
        if not {base, code} & said and not base.startswith(beginnings)
    ]
    assert not silent, "\n".join(silent)


def test_every_placeholder_is_given_its_value() -> None:
    known = english()
    hungry = [
        f"{spoken.place} {code} lacks {sorted(wanted - spoken.params)}"
        for spoken in all_spoken()
        if spoken.params is not None
        for code in codes_of(spoken)
        if code in known
        for wanted in [{_placeholder(text) for text in _pieces(known[code])} - {""}]
        if not wanted <= spoken.params
    ]
    assert not hungry, "\n".join(hungry)


def _pieces(message: Message) -> list[str]:
    return [
        name
        for text in variants(message)
        for _, name, _, _ in string.Formatter().parse(text)
        if name is not None
    ]


def _placeholder(field: str) -> str:
    """`count` of `{count}`, `{count:,}` and `{count.real}`."""
    return re.split(r"[.\[]", field)[0]


@pytest.mark.parametrize("path", PO_FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_catalogs_are_whole(path: Path) -> None:
    catalog = read_po(path.read_bytes().splitlines(), abort_invalid=True)
    for code, message in by_code(catalog).items():
        plural = _listed(message.id)[1:]
        assert code.startswith(f"{path.stem}."), f"{code}: its catalog is named by its beginning"
        assert plural in ([], [code]), f"{code}: the plural has the same code"
        assert all(variants(message)), f"{code}: no text"
        assert not message.fuzzy, f"{code}: fuzzy"


@pytest.mark.parametrize("path", PO_FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_catalogs_are_compiled(path: Path) -> None:
    """What gettext reads is what the `.po` says; `packaging/dev.py` compiles it."""
    with path.with_suffix(".mo").open("rb") as file:
        compiled = by_code(read_mo(file))
    source = by_code(read_po(path.read_bytes().splitlines()))
    assert {code: variants(compiled[code]) for code in compiled} == {
        code: variants(source[code]) for code in source
    }
