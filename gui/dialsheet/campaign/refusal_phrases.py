"""Phrases by which a cell says, whatever its column is called, that somebody is not to be called.

Each phrase names parts of words of which it needs one from each group: a column of a million notes
is searched for these first, as bytes.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ADDRESS = re.compile(r"\S*@\S+|https?://\S+|www\.\S+")
_APOSTROPHES = re.compile("['\u2019\u2018\u00b4`]")


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """The words of a header or a cell in lower case, one blank between two, without accents, marks
    and addresses."""
    plain = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", text))
    folded = unicodedata.normalize("NFKD", _CAMEL.sub(" ", plain).casefold())
    folded = unicodedata.normalize("NFC", _ACCENTS.sub("", folded))
    return " ".join(re.findall(r"[^\W_]+", _APOSTROPHES.sub("", folded)))


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for several."""
    return re.compile("|".join(patterns))


_OTHER_CHANNELS = re.compile(
    r"mail|newsletter|\bsms\b|\bmms\b|\btexts?\b|\btexting\b|whats ?app|\bfax|\bpost(al)?\b"
    r"|\bletters?\b|\bpush\b|メール|メルマガ|\bdm|ダイレクトメ|郵送|郵便|はがき|ハガキ|ファックス"
)
CALLS = re.compile(
    r"\bcall|\bphone|\btelephon|telefon|\btel\b|\bdial|\bvoice|\bmobile\b|\bcell\b|anruf|appel"
    r"|llama|liga[rc]|電話|架電|コール|発信|通話"
)


def speaks_of_others_only(said: str) -> bool:
    """Whether words speak of mail, messages and the like, and not of calls."""
    return bool(_OTHER_CHANNELS.search(said)) and not CALLS.search(said)


Needs = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    pattern: re.Pattern[str]
    needs: Needs  # lower case; one of each group, in the cell as it stands and in its `words`
    may_be_name: bool = False  # in a column of companies and the like

    def may_be_in(self, said: str) -> bool:
        return all(any(part in said for part in group) for group in self.needs)


OTHER_LANGUAGES = (
    r"\bnicht (mehr )?(anrufen|kontaktieren)\b",
    r"\bkeine? (anrufe?|kontakt|telefonwerbung|werbeanrufe?)\b",
    r"\b(anruf|telefon|kontakt)sperre\b|\bsperrvermerk\b|\brobinson ?liste?\b|\blista robinson\b",
    r"\bverstorben|\bfalsche (telefon ?)?nummer\b",
    r"\bne (pas|plus) (me |la |le |les )?(appeler|contacter|deranger|telephoner)\b|\bbloctel\b",
    r"\bdecede(e|s|es)?\b|\b(faux|mauvais) numero\b|\bliste dopposition\b",
    r"\bno (me |le |la )?(llamar|llame|llamen|contactar|molestar)\b|\bfallecid[oa]\b",
    r"\bnumero (equivocado|erroneo|errado)\b",
    r"\bnao (me )?(ligar|ligue|contatar|contactar|perturbe)\b|\bfalecid[oa]\b",
)
_CALL_FORMS = r"(calls?|called|calling|phone|phoned|telephone|ring|dial|contact(ed|ing)?|solicit)"
_BETWEEN = (
    r"(ever|again|to|be|any|get|receive|want|wants|further|more|phone|sales|marketing|me|him|her"
    r"|them|us|this|answer|cold) "
)
_NOT = (
    *("not", "n't", "n\u2019t", "n\u2018t", "n\u00b4t", "n`t", "dont", "doesnt", "never", "stop"),
    *("refuse", "against", "longer"),
)
_CALL = ("call", "phon", "ring", "dial", "contact", "solicit", "disturb")
_CALL_JAPANESE = (
    *("架電", "電話", "連絡", "コール", "ｺｰﾙ", "発信", "通話", "勧誘", "tel", "ｔｅｌ", "ＴＥＬ"),
)
_NOT_JAPANESE = (
    *("ng", "ｎｇ", "ＮＧ", "禁止", "不可", "拒否", "断り", "しないで", "かけないで", "希望しない"),
    *("停止", "不要", "対象外"),
)
_PHRASES = (
    _Phrase(
        any_of(
            r"\b(do not?|dont|donot|doesnt want|not want|not wish|not to|not be|please stop"
            rf"|asked to stop|no longer wants|refuse[sd]?|against) ({_BETWEEN})*{_CALL_FORMS}\b"
            r"(?! (the )?(door ?)?bell)",
            r"\bdo not disturb\b|\bnever (be )?(call|phone|contact|ring)\b",
            r"\bstop (calling|calls)\b",
        ),
        ((*_NOT, "do no"), _CALL),
    ),
    _Phrase(
        re.compile(
            r"\bno (more |further |phone |cold |sales |marketing |unsolicited )*(calls|calling"
            r"|telemarketing)\b(?! (made|received|yet|answered|logged|so far|before|after))"
        ),
        (("no",), ("calls", "calling", "telemarketing")),
    ),
    _Phrase(
        any_of(
            r"^wrong$|\bwrong (number|no|nr|num|nbr|person|phone|telephone|party|tel)\b(?! of)",
            r"\bnumber (is )?wrong\b|\bincorrect (phone )?number\b",
        ),
        (("wrong", "incorrect"),),
    ),
    _Phrase(re.compile(r"\bnot (his|her|their|the right) number\b"), (("not",), ("number",))),
    _Phrase(
        re.compile(
            r"\bdeceased\b|\bpassed away\b|^died\b|\bis dead\b|\bcease and desist\b"
            r"|\b(has|person|client|customer|he|she|owner|patient|contact) died\b"
        ),
        (("deceased", "passed", "died", "dead", "desist"),),
    ),
    _Phrase(
        re.compile(
            r"\bunsubscribed (from|of) (all|any|every|the|our|phone|sales| )*"
            r"(calls?|calling|telephone|communications?|everything)\b"
        ),
        (("unsubscribed",),),
    ),
    _Phrase(
        re.compile(r"\b(removed?|taken?|take|took) (\w+ ){0,4}?(from|off) (\w+ ){0,3}?lists?\b"),
        (("remove", "take", "took"), ("from", "off"), ("list",)),
    ),
    _Phrase(
        any_of(
            r"\b(withdr(aw|ew|awn)|revoke[sd]?|refused|denied|declined|no|without) (\w+ ){0,3}?"
            r"consent\b(?! (needed|required|necessary|form))",
            r"\bconsent (\w+ ){0,2}?(withdrawn|revoked|refused|denied)\b",
        ),
        (("consent",),),
    ),
    _Phrase(
        any_of(*OTHER_LANGUAGES),
        (
            (
                *("anrufen", "kontakt", "anruf", "werbung", "sperr", "robinson", "verstorben"),
                *("falsche", "appeler", "contact", "ranger", "phoner", "bloctel", "decede"),
                *("d\u00e9c", "d\u00c9c", "faux", "mauvais", "opposition", "llam", "molestar"),
                *("fallecid", "falecid", "equivoc", "errone", "err\u00f3ne", "err\u00d3ne"),
                *("errado", "ligar", "ligue", "contatar", "perturbe"),
            ),
        ),
    ),
    _Phrase(
        re.compile(
            r"(架電|電話|連絡|コール|発信|通話|勧誘|tel)(の|は|を|も)? ?(ng|禁止|(?<!可)不可|拒否"
            r"|お断り|しないで|かけないで|希望しない|停止|不要|対象外)(?!なし|無)"
        ),
        (_CALL_JAPANESE, _NOT_JAPANESE),
    ),
    _Phrase(
        any_of(
            r"死亡(?!保険|保障|時|率|事故)|逝去|他界|亡くな|物故|故人|別人|かけないで|間違い電話|違う番号|営業お断り",
            r"番号 ?(違い|間違い|相違|誤り)|(?<!受信)拒否(?!なし|無|しない|権)",
        ),
        (
            (
                *(
                    "死亡",
                    "逝去",
                    "他界",
                    "亡くな",
                    "物故",
                    "故人",
                    "別人",
                    "かけないで",
                    "間違い電話",
                    "違う番号",
                ),
                *("営業お断り", "番号", "拒否"),
            ),
        ),
    ),
    _Phrase(
        any_of(
            r"\b(dnc[lr]?|ndnc|d n c)\b"
            r"(?! (scrub|check|clean|clear|remov|free|ok|passed|verified|no\b|false|n\b))"
        ),
        (("dnc", "d.n.c", "d n c", "d-n-c"),),
        may_be_name=True,
    ),
    _Phrase(
        re.compile(r"\bopt(ed|s)? ?out\b(?! (links?|page|option|form|text)\b)|オプトアウト"),
        (("opt", "オプト"), ("out", "アウト")),
        may_be_name=True,
    ),
)
NEEDS: tuple[Needs, ...] = tuple(dict.fromkeys(phrase.needs for phrase in _PHRASES))

_DENIED = re.compile(
    r"\b(not|never|non|no|isnt|hasnt|didnt|cannot|can|may|could|option to)( \w+)?$"
)
_REACH = 4  # words after a refusal in which it may be said of mail alone


@lru_cache(maxsize=65536)
def refuses(cell: str, *, among_names: bool = False) -> bool:
    """Whether a cell says by itself, whatever its column is called, that there should be no call.

    `among_names`: of a column of companies, addresses and the like, where DNC may be a name.
    """
    said = words(cell)
    return any(
        _is_meant(said, found)
        for phrase in _PHRASES
        if not (among_names and phrase.may_be_name) and phrase.may_be_in(said)
        for found in phrase.pattern.finditer(said)
    )


def _is_meant(said: str, found: re.Match[str]) -> bool:
    """Whether a refusal is not denied, and not one of mail alone."""
    before, after = said[: found.start()].rstrip(), said[found.end() :]
    if _DENIED.search(before) and not found[0].startswith(("do not", "dont", "never")):
        return False
    if re.search(r"(メール|メルマガ|\bdm|fax|郵送)\S{0,4}$", before):
        return False
    near = " ".join(after.split()[:_REACH])
    around = f"{found[0]} {near}"
    if re.search(r"\b(wait(ing)?|guest|wish|price) ?lists?$", found[0]):
        return False
    if found[0].startswith(("do not contact", "dont contact")) or not CALLS.search(found[0]):
        return not speaks_of_others_only(around)
    return True
