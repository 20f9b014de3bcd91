"""Phrases by which a cell says, whatever its column is called, that somebody is not to be called.

Each phrase names parts of words of which it needs one from each group: a column of a million notes
is searched for these first, as bytes.
"""

import re
import unicodedata
from functools import lru_cache

from dialsheet.campaign.refusal_languages import LANGUAGES, Needs, Phrase, any_of

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


_OTHER_CHANNELS = re.compile(
    r"mail|newsletter|\bsms\b|\bmms\b|\btexts?\b|\btexting\b|whats ?app|\bfax|\bpost(al)?\b"
    r"|\bletters?\b|\bpush\b|이메일|문자|短信|邮件|メール|メルマガ|\bdm|ダイレクトメ|郵送|郵便|はがき|ハガキ|ファックス"
)
CALLS = re.compile(
    r"\bcall|\bphone|\btelephon|telefon|\btel\b|\bdial|\bvoice|\bmobile\b|\bcell\b|anruf|appel"
    r"|llama|liga[rc]|telemarket|telesales|chiam|\bbellen|gebeld|ringning|звон|телефон|dzwon"
    r"|電話|架電|コール|発信|通話|电话|致电|来电|전화|통화"
)


def speaks_of_others_only(said: str) -> bool:
    """Whether words speak of mail, messages and the like, and not of calls."""
    return bool(_OTHER_CHANNELS.search(said)) and not CALLS.search(said)


OTHER_LANGUAGES = tuple(phrase.pattern.pattern for phrase in LANGUAGES)
_CALL_FORMS = r"(calls?|called|calling|phone|phoned|telephone|ring|dial|contact(ed|ing)?|solicit)"
_BETWEEN = (
    r"(ever|again|to|be|any|get|receive|want|wants|further|more|phone|sales|marketing|me|him|her"
    r"|them|us|this|answer|cold) "
)
_HOURS = (  # a call is wanted, at another hour
    r" (him |her |them |me |back )?(before|after) (\d{1,2}( (00|15|30|45))? ?([ap]m|uhr|h|oclock)"
    r"|\d{1,2}( (00|15|30|45))?(?= *(and|or|,|$))|noon|lunch|breakfast|school|work)\b"
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
    *("停止", "不要", "対象外", "ない", "遠慮", "控え"),
)
_SOMEBODY_ELSES = r"(?:some(?:one|body) elses|another persons|other persons)"
_KIND = r"(?:phone |telephone |mobile |cell |contact )?"
_PHRASES = (
    Phrase(
        any_of(
            r"\b(do not?|dont|donot|doesnt want|not want|not wish|not to|not be|please stop"
            rf"|asked to stop|no longer wants|refuse[sd]?|against) ({_BETWEEN})*{_CALL_FORMS}\b"
            rf"(?! (the )?(door ?)?bell|{_HOURS})",
            r"\bdo not disturb\b|\bnever (be )?(call|phone|contact|ring)\b",
            r"\bstop (calling|calls)\b",
        ),
        ((*_NOT, "do no"), _CALL),
    ),
    Phrase(
        re.compile(
            r"\bno (more |further |phone |cold |sales |marketing |unsolicited )*(calls|calling"
            r"|telemarketing)\b(?! (made|received|yet|answered|logged|so far|before|after))"
        ),
        (("no",), ("calls", "calling", "telemarketing")),
    ),
    Phrase(
        any_of(
            r"^wrong$|\bwrong (number|no|nr|num|nbr|person|phone|telephone|party|tel)\b(?! of)",
            rf"\b(wrong|bad|incorrect|invalid|disconnected|{_SOMEBODY_ELSES}) {_KIND}number\b"
            r"(?! of)",
            r"\bnumber (is )?wrong\b",
            r"(^|\b(phone|telephone|mobile|cell|contact|the|this|his|her|their) )number (is |was )?"
            r"(bad|invalid|incorrect|disconnected|(not|out of|no longer in|not in) service)\b",
        ),
        (("wrong", "bad", "correct", "valid", "connected", "service", "else"),),
    ),
    Phrase(
        any_of(
            r"\bnot (my|his|hers?|theirs?|the right|the correct|(this|the) \w+s) (phone )?number\b",
            r"\bnumber (\w+ ){0,2}?(belongs to|is of|of|for) "
            r"(someone|somebody|another|a different)\b",
        ),
        (("number",), ("not", "someone", "somebody", "another", "different")),
    ),
    Phrase(
        re.compile(
            r"\bdeceased\b|\bpassed away\b|^died\b(?! (of|from) laugh)|\bis dead\b"
            r"|\b(has|person|client|customer|he|she|owner|patient|contact) died\b"
            r"|\bcease (and )?desist\b"
        ),
        (("deceased", "passed", "died", "dead", "desist"),),
    ),
    Phrase(
        re.compile(
            r"\bunsubscribed (from|of) (all|any|every|the|our|phone|sales| )*"
            r"(calls?|calling|telephone|communications?|everything)\b"
        ),
        (("unsubscribed",),),
    ),
    Phrase(
        re.compile(r"\b(removed?|taken?|take|took) (\w+ ){0,4}?(from|off) (\w+ ){0,3}?lists?\b"),
        (("remove", "take", "took"), ("from", "off"), ("list",)),
    ),
    Phrase(
        any_of(
            r"(^|\bplease |\bto )(remove|delete|erase) (me|us|him|her|them)\b(?! from (the )?wait)",
            r"\b(remove|delete|erase) (my|his|her|their|this) (phone |mobile )?(number|data|details"
            r"|record|name|info\w*)\b",
            r"\b(asks?|asked|asking|wants?|wanted|wish(es|ed)?|request(s|ed)?|demand(s|ed)?|like[sd]?)"
            r" (us |me )?(to be|being|to get|to have been) (removed|deleted|erased|taken off"
            r"|unlisted)\b",
            r"\b(gdpr|data|dsgvo) (\w+ )?(erasure|deletion|removal)\b"
            r"|\b(erasure|deletion) request\b|\bright to be forgotten\b",
        ),
        (("remov", "delet", "eras", "taken off", "unlist", "forgotten"),),
    ),
    Phrase(
        any_of(
            r"\b(not?|never|no longer|doesnt|dont|didnt|without|requested no|asked for no)"
            r" (\w+ )?(wish(es|ed)?|want(s|ed)?|like|desires?|agree[sd]?|consent(s|ed)?|prefers?)"
            rf" (\w+ ){{0,3}}?{_CALL_FORMS}\b",
        ),
        (
            ("no", "n't", "n\u2019t", "dont", "never", "without"),
            _CALL,
            ("wish", "want", "like", "desire", "agree", "consent", "prefer"),
        ),
    ),
    Phrase(
        any_of(
            r"\bno (more |further |future |other |additional |phone |sales |marketing |telephone )+"
            r"(contacts?|phone contact)\b(?! (made|yet|details|info\w*|numbers?|names?|persons?))",
        ),
        (
            ("no ",),
            ("contact",),
            ("more", "further", "future", "other", "addition", "phone", "sales", "marketing"),
        ),
    ),
    Phrase(
        re.compile(
            r"\bc?tps (registered|listed|match(ed)?|hit|flag(ged)?|yes)\b"
            r"|\b(on|in|registered with|registered on|listed on) (the )?c?tps\b"
        ),
        (("tps",),),
        may_be_name=True,
    ),
    Phrase(
        re.compile(r"\b(donot(call|contact|phone)|dont(call|phone)|nocalls?|nocontact|nophone)\b"),
        (("donot", "dont", "nocall", "nocontact", "nophone"),),
    ),
    Phrase(
        any_of(
            r"\b(withdr(aw|ew|awn)|revoke[sd]?|refused|denied|declined|no|without) (\w+ ){0,3}?"
            r"consent\b(?! (needed|required|necessary|form))",
            r"\bconsent (\w+ ){0,2}?(withdrawn|revoked|refused|denied)\b",
        ),
        (("consent",),),
    ),
    *LANGUAGES,
    Phrase(
        re.compile(
            r"(架電|電話|連絡|コール|発信|通話|勧誘|tel)(の|は|を|も)? ?(ng|禁止|(?<!可)不可|拒否"
            r"|[おご御]?断り|しない(で|こと|よう)|[か掛]けない(で|こと|よう)|希望しない|停止|不要|対象外"
            r"|[おご御]?(遠慮|控え))(?!なし|無)"
        ),
        (_CALL_JAPANESE, _NOT_JAPANESE),
    ),
    Phrase(
        any_of(
            r"死亡(?!保険|保障|時|率|事故)|逝去|死去|永眠|他界|亡くな|物故|故人|別人|人違い"
            r"|間違い電話|違う番号|営業お断り|[か掛]け(て(こ|来))?ないで|他人の(電話)?番号",
            r"現在使われて(おりません|いません|いない)|番号は使われて",
            r"番号 ?(違い|間違い|相違|誤り)|(?<!受信)拒否(?!なし|無|しない|権)",
        ),
        (
            (
                *("死亡", "逝去", "死去", "永眠", "他界"),
                *("亡くな", "物故", "故人", "別人", "人違い"),
                *("けないで", "けてこないで", "けて来ないで", "間違い電話", "違う番号", "使われて"),
                *("営業お断り", "番号", "拒否"),
            ),
        ),
    ),
    Phrase(
        any_of(
            r"\b(dnc[lr]?|ndnc|d n c)\b"
            r"(?! (scrub|check|clean|clear|remov|free|ok|passed|verified|no\b|false|n\b))"
        ),
        (("dnc", "d.n.c", "d n c", "d-n-c"),),
        may_be_name=True,
    ),
    Phrase(
        re.compile(
            r"\b(?<!about )opt(ed|s)? ?outs?\b(?! (links?|pages?|options?|forms?|texts?)\b)"
            r"|オプトアウト"
        ),
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
