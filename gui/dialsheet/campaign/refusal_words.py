"""Words by which a sheet says that somebody is not to be called: in headers and in cells.

English and Japanese, and the commonest words in other languages. A column of nothing but yes and
no whose header has a word for calls is a question about calls, whatever else its header says. In
doubt a column that speaks of not calling means it: who is held by mistake is called once a person
says so.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from dialsheet.campaign.refusal_languages import Needs, any_of
from dialsheet.campaign.refusal_phrases import (
    CALLS,
    OTHER_LANGUAGES,
    refuses,
    speaks_of_others_only,
    words,
)
from dialsheet.columns import is_error


class Speaks(Enum):
    """What a header makes of its cells."""

    OF_NOT_CALLING = "of_not_calling"  # `Do Not Call`: every cell that does not deny it says no
    OF_PERMISSION = "of_permission"  # `Consent`: a cell that denies it says no
    OF_STANDING = "of_standing"  # `Status`: words of refusal say no
    OF_A_LIST = "of_a_list"  # `DNC check`: whatever is not known to be all clear says no
    OF_CALLS = "of_calls"  # `By phone`: as of permission, where nearly all cells are yes or no
    OF_LEAVING_OUT = "of_leaving_out"  # `Skip`: a yes says no, where nearly all are yes or no
    OF_OTHERS = "of_others"  # anything: only what can mean nothing else says no


# Headers

_NO_FLAG = re.compile(r"\b(url|urls|link|links|template)\b")
_COMPARED = re.compile(r"\b(checked|check|scrub(bed)?|clean(ed)?|cleared|verified|compared)\b")
_YES_OR_NO = re.compile(r"\b(yes no|y n|true false)\b")
_NUMBER_OF = re.compile(r"\bno\.|\bno of\b|№|#", re.IGNORECASE)

_OF_NOT_CALLING = any_of(
    r"\b(do not|dont|donot|not to|cannot|can not|cant|must not|should not|shouldnt|may not|stop)"
    r"( \w+){0,3}? (call|phone|telephone|tel|dial|ring|contact|disturb|solicit|telemarket)\w*\b",
    r"\bnever (be )?(call|phone|contact|dial|ring)\b",
    r"\bno (more |further |future |phone |cold |sales |marketing |outbound )*"
    r"(calls?|calling|contact|telemarketing)\b",
    r"\b(calls?|phone|contact) (blocked|block|refused|refusal|barred|forbidden|restricted"
    r"|stopped)\b",
    r"\b(block|blocked|refused?|exclude|excluded)( \w+){0,2}? (calls?|calling)\b",
    r"\b(not|un) ?(callable|contactable)\b",
    r"\b(dnc[lr]?|ndnc|dnd|c?tps|robinson)\b",
    r"\bopt(ed|s|ing)? ?outs?\b|\bunsub(scribed?|s)?\b|\bsuppress(ed|ion)?\b",
    r"\b(black|block|deny) ?list(ed)?\b|^(is )?(blocked|excluded?)$",
    r"\b(no|without|withdrawn|withdrew|revoked?|refused?|denied|declined)( \w+){0,2}?"
    r" (consent|permission)\b",
    r"\b(consent|permission)( \w+){0,2}? (withdrawn|withdrawal|revoked|revocation|refused|denied"
    r"|declined)\b",
    r"\b(litigator|litigious|nix)\b|\bdo ?not include\b|\bdont include\b",
    r"\bexclude(d)? from (the |this )?(campaigns?|calls?|calling|dialing|outreach|contact)\b",
    r"^(is )?(deceased|dead|died|wrong (number|person|phone|no))( (date|flag|indicator|on))?$",
    r"\b(date of death|death date|deceased date)\b",
    r"^(do ?not|dont|never)(call|phone|contact|dial|ring)|^(is)?no(phone)?calls?(flag)?$",
    r"^(is|has)?(dnc|optout|optedout)(flag|status|list|date|yn)?$",
    *OTHER_LANGUAGES,
    r"\bwerbesperre\b|\bwiderspruch\b|\bwiderrufen\b|\bdesinscrit\b",
    r"(架電|電話|連絡|コール|発信|通話|勧誘|接触|コンタクト|tel)(の|は|を|先)?"
    r"(ng|禁止|(?<!可)不可|拒否|停止|お断り|不要|希望しない|しない|除外|対象外|ブロック)",
    r"営業(ng|禁止|拒否|お断り)|オプトアウト|ブラックリスト|^(ng|拒否|禁止)$"
    r"|(^ng|拒否|禁止)(フラグ|リスト|区分|有無|者)",
    r"死亡(?!保険|保障|時|率)|逝去|物故|番号(違い|間違い|相違|誤り)",
)
_OF_PERMISSION = any_of(
    r"\b(consent(s|ed)?|permission|permitted|opt(ed|s)? ?in|optin|tcpa|gdpr)\b",
    r"\b(may|can|ok|okay|should|to|please|happy|willing)( \w+){0,2}?"
    r" (call|phone|telephone|ring|contact|dial)(ed)?\b",
    r"\b(allow|allows|accept|accepts|want|wants|permit|permits|agree[sd]?|receives?)( \w+){0,3}?"
    r" (calls?|called|calling|contacted)\b",
    r"\b(calls?|calling|phone|telephone|contact|voice)( \w+)?? (ok|okay|allowed|permitted|accepted"
    r"|approved|possible|wanted|welcome|preference|agreed|authori[sz]ed)\b",
    r"^(is |can be )?(callable|contactable|dialable|call|contact|call (me|them)|contact (me|them)"
    r"|call this (person|contact|customer|lead))$",
    r"\b(toestemming|consenso|zgoda|samtykke|samtycke|согласие)\b|동의|허용",
    r"\b(einwilligung|einverstandnis|einverstanden|zustimmung|darf angerufen werden)\b",
    r"\banrufe? (erlaubt|ok|gestattet|erwunscht)\b|\bconsentement\b|\bappels? autorises?\b",
    r"\bconsentim[ie]+nto\b|\bpermiso\b|\bse puede llamar\b|\bacepta llamadas\b",
    r"\bpermissao\b|\bpode ligar\b|\baceita liga\w+\b",
    r"(架電|電話|連絡|コール|発信|通話|勧誘|コンタクト|tel)(の|は|を)?"
    r"(可否|可不可|可|許可|許諾|承諾|同意|ok|希望|了承|してよいか|してもよいか)",
    r"同意|承諾|許諾|^可否$|オプトイン|^(架電|電話|コール|発信)対象$",
    r"\bsubscribed to (\w+ )?calls\b",
)
_DATED = re.compile(r"\b(date|when|day)\b|日時")
_NO_PERMISSION = re.compile(
    r"\b(id|ids|version|ip|count|score|attempts?|times?|when|hours?|day|date|reason|number|who|name"
    r"|after|before|level|role|group|source|(?<!contact )(?<!contacted )by)\b|時間|日時|番号|理由"
)
_OTHER_CONSENT = re.compile(
    r"\b(photos?|video|image|media|treatment|medical|surgery|cookies?|credit|shar(e|ing)"
    r"|third party|record(ing)?|background|travel|trip|parental|terms)\b|写真|撮影|手術|規約|録音"
)
_QUALITY = (
    r"(call|calls|calling|contact|phone|telephone|lead|customer|client|person|member|subscriber"
    r"|subscription|consent|permission|opt|optin|marketing|gdpr|tcpa|dialer|prospect|record|current"
    r"|last|latest|communication)"
)
_OF_STANDING = any_of(
    rf"({_QUALITY} )*(status|disposition|outcome|result|preferences?|flags?|remarks?|notes?"
    r"|comments?|tags?|labels?)",
    r"(架電|電話|連絡|対応|コール|顧客|現在の?)?"
    r"(ステータス|状態|状況|結果|区分|備考|メモ|コメント|履歴)",
)
_ASKS_YES_OR_NO = re.compile(rf"({_QUALITY} )*status|ステータス")
_ATTEMPTS = re.compile(r"disposition|outcome|result|結果|履歴")  # `No contact`: nobody answered
_PREFERENCES = re.compile(r"\bpreferences?$")
# Headers with a word for calls that ask about something else.
_NOT_OF_CALLS = re.compile(
    r"\b(called|answered|reached|left|made|done|completed?|recorded|recording|verified|attempt\w*"
    r"|dialed|back|callbacks?|returned|scheduled|booked|last|first|second|next|previous|history|types?"
    r"|provider|carrier|model|apps?|owner|device|time|times|date|duration|number|name|id|center"
    r"|not yet|valid|requested|logged|agent|queue|result|attended|pending|due|follow up|who|list)\b"
    r"|^(has|have|with|own) (a )?(mobile|phone|cell|telephone|landline)$"
    r"|回数|済|時|日|結果|者|担当|履歴"
)
_LEAVING_OUT = re.compile(
    r"(is |to |to be )?(skip(ped)?|removed?|ignored?|omit(ted)?|leave out|drop(ped)?|not included)"
    r"( (this|row|contact|record|customer|lead|from (the )?(list|campaign)))*"
    r"|スキップ|除外(フラグ|対象)?"
)
_MANY_CALLS = re.compile(r"\b(calls|anrufe|appels|llamadas)\b|コール数|架電数")  # or their count
_NAMES = re.compile(
    r"\b(compan(y|ies)|organi[sz]ation|employer|business|firm|brand|account|product|address|street"
    r"|city|town|website|url|domain)\b|会社|法人|企業|住所|商品"
)


@lru_cache(maxsize=1024)
def speaks(header: str) -> Speaks:
    """What a header makes of its cells."""
    said = _YES_OR_NO.sub(" ", words(header)).strip()
    if _NO_FLAG.search(said) or speaks_of_others_only(said):
        return Speaks.OF_OTHERS
    if _OF_NOT_CALLING.search(said) and not (_NUMBER_OF.search(header) and " no " in f" {said} "):
        if not _COMPARED.search(said):
            return Speaks.OF_NOT_CALLING
        return Speaks.OF_OTHERS if _BY_WHOM.search(said) else Speaks.OF_A_LIST
    if _OF_STANDING.fullmatch(said):
        return Speaks.OF_STANDING
    asks = _OF_PERMISSION.search(said) is not None
    if asks and (CALLS.search(said) or not _OTHER_CONSENT.search(said)):
        if not _NO_PERMISSION.search(said):
            return Speaks.OF_PERMISSION
        if _DATED.search(said):  # a date, or no in its place
            return Speaks.OF_CALLS
    if _LEAVING_OUT.fullmatch(said):
        return Speaks.OF_LEAVING_OUT
    if CALLS.search(said) and not _NOT_OF_CALLS.search(said):
        return Speaks.OF_CALLS
    return Speaks.OF_OTHERS


# Cells

_NOTHING = re.compile(r"[\s\-\u2013\u2014_./\\()\[\]{}|'\"\u2610\u25a1]*")
_ZERO = re.compile(r"0+([.,]0+)?")
_NOS = frozenset(
    (
        *("no", "n", "nope", "false", "f", "off", "nein", "falsch", "non", "faux", "falso", "nao"),
        *("nee", "nej", "nei", "ei", "нет", "nie", "아니오", "아니요", "不", "不可以"),
        *("いいえ", "無", "なし", "無し", "ない", "否", "偽", "ノー"),
    )
)
_DENIALS = _NOS | {
    *("ok", "okay", "call", "callable", "call ok", "ok to call", "can call", "may call", "can be"),
    *("allow", "allowed", "clear", "clean", "fine", "none", "na", "n a", "null", "nil", "nan"),
    *("unset", "subscribed", "opted in", "opt in", "in", "可", "可能", "架電可", "電話可", "許可"),
    *("問題なし", "該当なし", "非該当", "解除", "同意", "同意あり"),
}
_CROSSES = frozenset("×✕✖✗✘❌╳")
_CIRCLES = frozenset("○◯〇⭕◎o")
_YESES = _CIRCLES | frozenset(
    (
        *("yes", "y", "true", "t", "1", "1.0", "✓", "✔", "☑", "✅", "ok", "ja", "wahr", "oui"),
        *("vrai", "si", "sí", "sì", "vero", "verdadero", "sim", "tak", "да", "예", "네", "是"),
        *("はい", "可", "有", "あり"),
    )
)
_NO_ANSWER = frozenset(
    ("none", "na", "n a", "null", "nil", "nan", "unset", "なし", "無し", "該当なし")
)
_REFUSED = (
    r"dnc|dnd|litigators?|removed?|excluded?|dead|decd|tps|ctps|cease( and)? desist|bad number"
    r"|invalid number|tot|退会(済み?|者|希望)?|refused?|refuses|refusal|declined?"
    r"|declines|withdrawn|withdrew|revoked|opt(ed)? ?out"
    r"|unsubscribed?|do not contact|not interested|stop|blocked|black ?listed|block ?listed"
    r"|suppressed|widerrufen|abgelehnt|desinscrit|rechazado|recusado"
    r"|objects?|objected|objection|widerspruch|widersprochen|opposee?|opposition|oposicion|se opone"
    r"|拒否|不可|ng|禁止|辞退|撤回|お断り|断り|解約拒否"
)
_STANDING_OF_NO = re.compile(
    rf"({_REFUSED})( (on|by|at|all|further|customer|client|phone|calls?|contact|consent|permission"
    r"|\d+))*"
)
# Each of these words has one of these parts, but those that are short. Lower case, as in a cell.
STANDING_NEEDS: Needs = (
    (
        *("refus", "declin", "withdr", "revoked", "out", "unsub", "contact", "interested", "stop"),
        *("block", "list", "suppress", "widerruf", "abgelehnt", "sinscrit", "rechazado", "object"),
        *("widerspr", "oppos", "oposi", "opone"),
        *("recusado", "拒否", "不可", "禁止", "辞退", "撤回", "断り", "dnc", "dnd", "litigator"),
        *("remove", "exclude", "dead", "dec", "tps", "cease", "number", "退会", "no"),
    ),
)
SHORT = 16  # bytes: `no`, いいえ, `ng`
_NO_CONTACT = re.compile(r"(no|without) (\w+ )?(contacts?|calls?|calling|phone|telephone)")
_PARTS = re.compile(r"[,;|/\n、；]")
_ALL_CLEAR = re.compile(
    r"((no|not|none|never|zero|without|0) .*|.*\b(clear(ed)?|clean(ed)?|pass(ed)?|ok|okay|done"
    r"|complete[d]?|checked|scrubbed|verified|valid|good|allowed|callable|pending|safe)\b.*|[\d ]+)"
)
_NOT_CLEAR = re.compile(r"\b(on|hit|match\w*|found|listed|registered|fail\w*|litigator)\b")
_OF_A_RESULT = re.compile(r"\b(result|status|outcome|hit|match|flag)\b")
_BY_WHOM = re.compile(r"\b(by|who|vendor|provider|source|file|id|version|ref|reference)$")
_ONLY = re.compile(
    r"\b(only|just|nur|uniquement|seulement|solo|solamente|somente|alleen)\b|のみ|だけ"
)
_FIRMLY_NO = re.compile(
    r"\s*(no|n|nope|nein|non|nao|нет|いいえ)\s*[-\u2013\u2014:,;./(!、。（]", re.IGNORECASE
)
_NO_PERMISSION_GIVEN = re.compile(
    rf"({_REFUSED}|dont|do not|not|denied|deny|rejected|none|out|never|expired|missing|fehlt"
    r"|fehlend|keine?|liegt nicht vor|manca|ontbreekt|brak|不同意|非同意|未同意|同意しない"
    r"|同意なし|許可しない|希望しない|不要|対象外)\b.*"
)
_NO_AND_MORE = re.compile(r"(no|not|never|nein|nao|kein|keine) (?P<more>.+)")
_NO_REFUSAL = re.compile(
    r"(preferences?|restrictions?|limits?|objections?|problem|issues?|opt ?out|dnc|yet|sure"
    r"|asked( yet| before| so far)?$|applicable|known|required|contacted|needed|available|specified"
    r"|recorded|set|answer|angaben?)\b.*"
)


@dataclass(frozen=True, slots=True)
class About:
    """What else a header says of its cells."""

    generic: bool = False  # it does not name calls: a cell that names mail alone is not meant
    yes_or_no: bool = False  # a plain no counts under a header that speaks of a standing
    attempts: bool = False  # it speaks of how calls went
    preferences: bool = False  # it speaks of how somebody wants to be reached
    result: bool = False  # a yes says that somebody was found on a list

    @classmethod
    def of(cls, header: str) -> "About":
        """That of a header."""
        said = words(header)
        return cls(
            not CALLS.search(said),
            _ASKS_YES_OR_NO.fullmatch(said) is not None,
            _ATTEMPTS.search(said) is not None,
            _PREFERENCES.search(said) is not None,
            _OF_A_RESULT.search(said) is not None,
        )


PLAIN = About()
_ERRORS_HOLD = (Speaks.OF_NOT_CALLING, Speaks.OF_PERMISSION, Speaks.OF_A_LIST)


def may_be_names(header: str) -> bool:
    """Whether a column has names of companies, places and the like."""
    return bool(_NAMES.search(words(header)))


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().casefold()


def says_nothing(cell: str) -> bool:
    """Whether a cell is empty, or has no more than a dash."""
    return _NOTHING.fullmatch(_plain(cell)) is not None


def is_yes(cell: str) -> bool:
    """Whether a cell is a plain yes."""
    return _plain(cell) in _YESES


def is_cross(cell: str) -> bool:
    """Whether a cell is the letter x, which is a yes to some and a no to others."""
    return _plain(cell) == "x"


def says_no(cell: str, header: Speaks, *, about: "About" = PLAIN) -> bool:
    """Whether a cell under a header that speaks of calls says that there should be none."""
    said, plain = words(cell), _plain(cell)
    if says_nothing(cell):
        return False
    if is_error(cell):
        return header in _ERRORS_HOLD
    of_others = speaks_of_others_only(said)
    if of_others and _ONLY.search(said) and (header is Speaks.OF_PERMISSION or about.preferences):
        return True
    if about.generic and of_others:
        return False
    if refuses(cell):
        return True
    said = said.removeprefix("x ")
    is_no = said in _NOS or _ZERO.fullmatch(plain) is not None
    more = _NO_AND_MORE.fullmatch(said)
    match header:
        case Speaks.OF_NOT_CALLING:
            return not (is_no or said in _DENIALS or (more and not CALLS.search(said)))
        case Speaks.OF_PERMISSION:
            firmly = more is not None and _FIRMLY_NO.match(cell) is not None
            denied = more is not None and not _NO_REFUSAL.fullmatch(more["more"])
            given = more is None and _NO_PERMISSION_GIVEN.fullmatch(said) is not None
            return is_no or plain in _CROSSES or firmly or denied or given
        case Speaks.OF_STANDING:
            if about.yes_or_no and said in ("no", "n", "いいえ", "nein", "nao"):
                return True
            parts = (said, *map(words, _PARTS.split(cell)))
            return any(map(_STANDING_OF_NO.fullmatch, parts)) or (
                not about.attempts and any(map(_NO_CONTACT.fullmatch, parts))
            )
        case Speaks.OF_A_LIST:
            if said in _YESES or plain in _YESES:
                return about.result
            is_clear = is_no or said in _DENIALS or _ALL_CLEAR.fullmatch(said) is not None
            return not is_clear or (more is None and _NOT_CLEAR.search(said) is not None)
    return False


def answers(cell: str) -> bool | None:
    """Whether a cell answers a question with yes or no; None: it says nothing."""
    said, plain = words(cell), _plain(cell)
    if says_nothing(cell) or said in _NO_ANSWER:
        return None
    if plain in _YESES or plain in _CROSSES or plain == "x" or said in _DENIALS:
        return True
    return says_no(cell, Speaks.OF_PERMISSION)


def may_count(header: str) -> bool:
    """Whether 0 and 1 under a header that names calls may be how many there were."""
    return _MANY_CALLS.search(words(header)) is not None
