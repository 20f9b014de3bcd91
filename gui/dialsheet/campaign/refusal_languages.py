"""Phrases of languages other than English and Japanese by which a cell says that somebody is not to
be called; they say it in headers, too."""

import re
from dataclasses import dataclass


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for several."""
    return re.compile("|".join(patterns))


Needs = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, in the `words` of a cell."""

    pattern: re.Pattern[str]
    needs: Needs  # lower case; one of each group, in the cell as it stands and in its `words`
    may_be_name: bool = False  # in a column of companies and the like

    def may_be_in(self, said: str) -> bool:
        """Whether words have the parts that it needs."""
        return all(any(part in said for part in group) for group in self.needs)


_GERMAN = (
    Phrase(
        any_of(
            r"\bnicht (mehr )?(anrufen|kontaktieren)\b",
            r"(?<!konnte )(?<!konnten )\bnicht (\w+ ){0,2}?(angerufen|kontaktiert) werden\b",
            r"(?<!noch )(?<!bisher )\bkeine?n? (weiteren? )?"
            r"(anrufe?|kontakt|telefonwerbung|werbeanrufe?)\b",
            r"\banrufe? (\w+ )?(unerwunscht|nicht erwunscht|verboten|untersagt)\b",
        ),
        (
            ("nicht", "kein", "wünsch", "wunsch", "verboten", "untersagt"),
            ("anruf", "angeruf", "kontakt", "werbung"),
        ),
    ),
    Phrase(
        any_of(
            r"\b(anruf|telefon|kontakt)sperre\b|\bsperrvermerk\b|\brobinson ?liste?\b",
            r"\blista robinson\b|\b(verstorben|gestorben)",
            r"\bfalsche (telefon|ruf|handy|mobil)? ?nummer\b",
            r"\b(ruf|telefon|handy)?nummer (ist )?(falsch|ungultig)\b",
        ),
        (("sperr", "robinson", "storben", "falsch", "ungültig", "ungultig"),),
    ),
)
_ROMANCE = (
    Phrase(
        any_of(
            r"\bne (pas|plus) (me |la |le |les )?(r?appeler|contacter|deranger|telephoner)\b",
            r"\bne (souhaite|veut|desire|accepte)\w* (pas|plus) (\w+ ){0,3}?"
            r"(appel|rappel|contact|telephon|demarch)\w*|\brefuse (\w+ ){0,2}?appels?\b",
        ),
        (
            ("pas", "plus", "refuse"),
            ("appel", "contact", "ranger", "phoner", "phon", "démarch", "demarch"),
        ),
    ),
    Phrase(
        any_of(
            r"\bno (volver a |vuelvan? a )?(me |le |la )?"
            r"(llam(ar|e|en)|contactar|molestar)(me|le|la)?\b",
            r"\bno (desea|quiere|acepta|autoriza)\w* (\w+ ){0,3}?(llam|contact)\w*",
        ),
        (("no ",), ("llam", "contact", "molestar")),
    ),
    Phrase(
        any_of(
            r"\bnao (me )?(ligar|ligue|contatar|contactar|perturbe)\b",
            r"\bnon (piu )?(chiamarmi|chiamate|(ri)?chiamare|telefonare|contattare"
            r"|disturbare)\b",
            r"\bnon (vuole|desidera|accetta)\w* (\w+ ){0,3}?(chiamat|contattat|telefonat)\w*",
        ),
        (
            ("nao", "não", "nÃo", "non"),
            ("lig", "contat", "contact", "perturbe", "chiam", "telefon", "disturb"),
        ),
    ),
    Phrase(
        any_of(
            r"\bdecede(e|s|es)?\b|\b(faux|mauvais) numero\b|\bliste dopposition\b|\bbloctel\b",
            r"\bfallecid[oa]\b|\bnumero (equivocado|erroneo|errado)\b|\bfalecid[oa]\b",
            r"\bdecedut[oa]\b|\bnumero sbagliato\b",
        ),
        (
            (
                *("decede", "déc", "dÉc", "faux", "mauvais", "opposition", "bloctel", "llecid"),
                *("falecid", "equivoc", "errone", "erróne", "errÓne", "errado", "decedut"),
                "sbagliato",
            ),
        ),
    ),
)
_NORTHERN_AND_EASTERN = (
    Phrase(
        any_of(
            r"\bniet (meer )?(op)?(bellen|gebeld|contacteren|telefoneren|benaderen)\b",
            r"\bbel me niet\b",
            r"\b(ring|kontakta|kontakt|ringa|ringe|kontakte) (ej|inte|ikke)\b",
            r"\b(ej|inte|ikke) (ringa|ringe|ring|kontakta|kontakte|kontaktes|kontaktas)\b",
            r"\bnie (dzwon(ic|cie)?|kontaktowac|telefonowac)\b",
        ),
        (
            (
                *("niet", "nie ", "ej ", "inte ", "ikke ", "ring ej", "inga ej", "akta ej"),
                *("ring inte", "inga inte", "akta inte", "ring ikke", "inge ikke", "takte ikke"),
            ),
            ("bel", "contact", "telef", "benader", "ring", "kontakt", "dzwon"),
        ),
    ),
    Phrase(
        any_of(
            r"\b(verkeerd|fout|feil|fel|forkert) (telefon)?nummer\b|\boverleden\b|\bavliden\b",
            r"\bzmar[lł][ya]?\b",
            r"\b(z[lł]y|b[lł]edny) numer\b",
        ),
        (
            (
                "overleden",
                "avliden",
                "zmar",
                "verkeerd",
                "fout ",
                "feil ",
                "fel ",
                "forkert",
                "numer",
            ),
        ),
    ),
    Phrase(
        any_of(
            r"\bне (надо |нужно )?(звон(ить|ите|и)|беспоко(ить|ите)|перезванивать|связываться)\b",
            r"\bумер(ла)?\b|\bневерныи номер\b",
        ),
        (
            (
                *("вон", "ВОН", "беспоко", "БЕСПОКО", "ванива", "ВАНИВА", "связыва", "СВЯЗЫВА"),
                *("умер", "Умер", "УМЕР", "номер", "НОМЕР"),
            ),
        ),
    ),
)
_EASTERN_ASIAN = (
    Phrase(
        any_of(
            r"(请勿|勿|不要|别|不得|禁止|拒绝|谢绝)(再|给我)?"
            r"(致电|打电话|来电|拨打|联系|联络|通话|电话|骚扰)|拒接|已故|去世|号码错误|错号|空号",
        ),
        (("勿", "不要", "别", "不得", "禁止", "绝", "拒接", "已故", "去世", "号"),),
    ),
    Phrase(
        any_of(
            r"(전화|연락|통화|수신) ?(거부|금지|거절|하지 ?마|하지 ?말|사절|원하지 ?않)",
            r"사망|잘못된 번호|결번",
        ),
        (("전화", "연락", "통화", "수신", "사망", "번호", "결번"),),
    ),
)
LANGUAGES = (*_GERMAN, *_ROMANCE, *_NORTHERN_AND_EASTERN, *_EASTERN_ASIAN)
