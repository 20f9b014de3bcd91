"""How a number is written into a cell: alone, with an extension, with words, with a second one."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dialsheet.numbers.interpret import interpret
from dialsheet.numbers.plan import Line
from dialsheet.numbers.rules import Problem, Rule

_NUMBER = re.compile(r"[( ]*\+?[( ]*[0-9][0-9 ().-]*")
_AREA_SLASH = re.compile(r"(?P<area>[( ]*\+?[0-9 ()-]+?) ?/ ?(?P<rest>[0-9][0-9 ().-]*)")
_DIAL_CODE = re.compile(r"[ (]*[*#]")
_EXTENSION = re.compile(
    r"""(?P<number>.*?[0-9)][ ,;(]*)
        (?: ext(?:ension|n)? | (?<![a-z]) x | \# | ,, | 内線 | 分机 | 轉 | доб | anexo | poste
          | durchwahl | ramal | int(?:erno?)? | toestel | anknytning )
        [ :.=]* [0-9]{1,7} [ )\#]*""",
    re.X | re.I | re.S,
)
_VANITY = re.compile(r"[( ]*\+?[( ]*(?:[0-9][ ().-]*){3,}[a-z][a-z0-9 ().-]*", re.I)
_WORD = re.compile(r"[a-z]{3,}", re.I)
_DIAL_PAD = {
    ord(letter): str(digit)
    for digit, letters in enumerate(("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"), 2)
    for letter in letters
}
_FEWEST = 7  # digits of a number that stands among words
_MOST = 15
_MOST_RUNS = 5

_FAX = re.compile("fax|ファックス|ファクス|ファクシミリ|传真|傳真|팩스|факс|télécopie|telecopie")
_LABEL = re.compile(
    r"""\b(?: (?:tele)?phone | tel | cell | mobile | mob | home | work | office | direct
      | main | number | business | private | personal | whatsapp | ph | hp | [mtpchw]
      | telefon (?:nummer)? | tlf | tfn | handy (?:nummer)? | mobil (?:telefon)? | privat | büro
      | téléphone | tél | portable | fixe | domicile | bureau
      | teléfono | móvil | celular | casa | trabajo | oficina | telefone | telemóvel
      | telefono | cellulare | ufficio | telefoon | mobiel | thuis | werk
      | телефон | тел | моб | мобильный | дом | раб | сот )
      (?: \ (?: no | nr | number ) )? \b
      | (?: 携帯 | 固定 )? 電話 (?: 番号 )? | 携帯 (?: 番号 )? | 自宅 | 会社 | 勤務先 | 代表
      | 直通 | 本人 | 連絡先 | 固定 | スマホ | ケータイ
      | 电话 (?: 号码 )? | 手机 (?: 号码 | 号 )? | 座机 | 電話號碼 | 手機 (?: 號碼 )?
      | 전화 (?: 번호 )? | 휴대폰 | 휴대전화 | 핸드폰
      | هاتف | جوال | موبايل | โทรศัพท์ | โทร | มือถือ""",
    re.X,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell's text says: the best line, and the others that it may mean."""

    line: Line
    others: tuple[Line, ...] = ()

    def by(self, rule: Rule) -> "Reading":
        """The same reading, with one more rule."""
        return Reading(self.line.by(rule), self.others)

    @property
    def possible(self) -> bool:
        """Whether there is a number at all."""
        return self.line.possible


def read(text: str, region: str | None) -> Reading:
    """Read a cleaned cell's text."""
    if _NUMBER.fullmatch(text):
        alone = _number(text, region)
        return alone if alone.possible else _side_by_side(text, region) or alone
    if not any(char.isdigit() for char in text):
        return _nothing(Problem.NO_DIGITS)
    if _DIAL_CODE.match(text):
        return _nothing(Problem.DIAL_CODE)
    if (match := _AREA_SLASH.fullmatch(text)) and _is_area(match["area"]):
        return _number(match["area"] + match["rest"], region)
    if match := _EXTENSION.fullmatch(text):
        return read(match["number"].rstrip(" ,;("), region).by(Rule.EXTENSION)
    if "*" in text:
        return _nothing(Problem.DIAL_CODE)
    return _among_words(text, region)


def _number(text: str, region: str | None) -> Reading:
    digits = "".join(char for char in text if char.isdigit())
    line, *others = interpret(digits, plus="+" in text, region=region)
    return Reading(line, tuple(others))


def _nothing(problem: Problem) -> Reading:
    return Reading(Line(problem=problem))


def _is_area(text: str) -> bool:
    """Whether what stands before a slash is an area code, and not a number by itself."""
    return _count(text) <= (7 if "+" in text else 6)


def _count(text: str) -> int:
    """How many digits there are."""
    return sum(map(str.isdigit, text))


def _side_by_side(text: str, region: str | None) -> Reading | None:
    """Two numbers with nothing but a space between them."""
    gaps = list(re.finditer(" +", text.strip()))
    for gap in gaps:
        parts = text[: gap.start()], text[gap.end() :]
        if len(gaps) > 1 and any(part.lstrip()[:1] not in ("+", "0", "(") for part in parts):
            continue  # groups of digits: where does the second number begin?
        if all(_FEWEST <= _count(part) <= _MOST for part in parts):
            first, second = (_number(part, region) for part in parts)
            if first.line.listed and second.line.listed:
                return Reading(first.line.by(Rule.TWO_NUMBERS), (second.line,))
    return None


def _among_words(text: str, region: str | None) -> Reading:
    runs = list(_runs(text))
    if sum(_count(run) >= _FEWEST for _, run in runs) > _MOST_RUNS:
        return _nothing(Problem.TOO_MUCH_TEXT)
    found: list[tuple[str, Reading]] = []  # the words before it, and the number
    rest = ""  # words and digits that stand before no number
    labelled = _only_labels(" ".join(words for words, _ in runs))
    for words, run in runs:
        reading = _run(run, region, labelled)
        if reading is None:
            rest += f" {words} {run}"
        else:
            found.append((words, reading))
    if not found:
        return _vanity(text, region) or _nothing(_what_disturbs(text))
    if any(map(str.isalpha, found[0][0])):  # words stand before what they name
        found = [(words, reading) for words, reading in found if not _is_fax(words)]
    if not found or (len(found) == 1 and _is_fax(found[0][0] + rest)):
        return _nothing(Problem.FAX)
    rest += " ".join(words for words, _ in found)
    readings = [reading for _, reading in found]
    lines = [line for reading in readings for line in (reading.line, *reading.others)]
    rules = [] if _only_labels(rest) else [Rule.TEXT]
    if len(readings) > 1:
        rules.append(Rule.TWO_NUMBERS)
    return Reading(lines[0].by(*(rules or [Rule.LABEL])), tuple(lines[1:]))


def _run(run: str, region: str | None, labelled: bool) -> Reading | None:
    """The number in a stretch of digits among words; one that the plan knows, or well labelled."""
    if _count(run) < _FEWEST:
        return None
    reading = _number(run, region)
    if reading.line.listed or (labelled and reading.possible):
        return reading
    return _side_by_side(run, region)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Each stretch of number-like characters with what stands before it; the end with nothing."""
    end = 0
    for match in _NUMBER.finditer(text):
        yield text[end : match.start()], match[0]
        end = match.end()
    yield text[end:], ""


def _is_fax(words: str) -> bool:
    """Whether words name a fax and no telephone."""
    words, faxes = _FAX.subn("", _spelled(words))
    return faxes > 0 and not _LABEL.search(words)


def _only_labels(words: str) -> bool:
    """Whether words only name a telephone; others may say that it must not be called."""
    return not any(map(str.isalnum, _LABEL.sub("", _spelled(words))))


def _spelled(words: str) -> str:
    words = unicodedata.normalize("NFKC", words).casefold()
    return " ".join(re.findall(r"\w+", words))


def _vanity(text: str, region: str | None) -> Reading | None:
    """Words that are dialed on the letters of a dial pad."""
    if not (_VANITY.fullmatch(text) and _WORD.search(text)):
        return None
    reading = _number(text.lower().translate(_DIAL_PAD), region)
    return reading.by(Rule.LETTERS) if reading.line.listed else None


def _what_disturbs(text: str) -> Problem:
    return Problem.LETTERS if any(map(str.isalpha, text)) else Problem.CHARACTERS
