"""What the name of a column says about telephone numbers, in the languages that we know."""

import re
import unicodedata
from enum import Enum

_PHONE = re.compile(  # a word of a header
    r"""(?!phonet) \w* (?:phone|t[eé]l[eé]phon|telef) \w*
      | tels? | tel(?:no|nr|num|number|nummer|epon) | telp | telpon | tlf[nr]? | tfn[or]? | ph
      | (?:mobil|mobiel|móvil|movil|celular|cellular|telem[oó]ve|puhelin|matkapuhelin|kom[oó]rk) \w*
      | handy (?:s|nr|nummer|numbers?|no)? | mob | gsm | msisdn | cells? | cel | cellno | portables?
      | \w*rufnummer\w* | festnetz\w* | landlines? | whatsapp\w* | tel番号""",
    re.X,
)
_PHONE_SIGNS = (  # anywhere in a header: these scripts put no space between words, or bend them
    *(
        "電話",
        "电话",
        "携帯",
        "手机",
        "手機",
        "联系方式",
        "連絡先",
        "전화",
        "휴대",
        "핸드폰",
        "연락처",
    ),
    *("телефон", "мобильн", "мобільн", "сотов", "τηλεφων", "τηλέφων", "κινητ"),
    *("هاتف", "جوال", "موبايل", "تلفن", "טלפון", "נייד", "โทร", "มือถือ", "điệnthoại"),
    *("फोन", "मोबाइल", "contactno", "contactnum", "tonumber", "dialnumber"),
)
_OF_OTHERS = re.compile(
    r"assistants? | emergency | spouse | wife | husband | partners? | next | kin | manager | boss"
    r"| supervisor | secretary | notfall\w* | urgence | emergencia | referr\w*",
    re.X,
)
_NEVER = re.compile(  # what nobody can talk to; the ID of a telephone
    r"""(?:tele|home|work|business|office|company|other)?fax(?:es|nummer|numbers?|nr|no|番号|号)?
      | t[eé]l[eé]copi\w* | pagers? | beepers? | telex | isdn | tty | tdd
      | ids?""",
    re.X,
)
_NEVER_SIGNS = ("ファックス", "ファクス", "传真", "傳真", "팩스", "факс", "φαξ", "فاكس", "פקס")
_THING = re.compile(  # what else is counted or numbered; beside a word for telephones it is none
    r"""[ug]?uid | sku | ean | upc | isbn | barcode | iban | bic | ssn | nin | vat | tin | abn | npi
      | imei | serial | orders? | invoices? | accounts? | acct | polic(?:y|ies) | contracts?
      | tickets? | cases? | claims? | references? | ref | transactions? | passport | licen[cs]e
      | codes? | tax
      | date | datum | fecha | birth\w* | dob | amount | betrag | montant | importe | price | preis
      | total | balance | saldo | qty | quantity | lat | latitude | lon | lng | longitude | year
      | ext | extn | extensions? | durchwahl | postcodes? | zip | zipcode | plz
      | postleitzahl | postale? | cap | cep | pin
      | (?:kunden|rechnungs|bestell|auftrags|vertrags|konto|steuer|artikel|geburts|personal|vorgangs
        |mitglieds|beleg) \w*
      | commande | facture | siret | siren | pedido | factura | cuenta | dni | nif | cif | c[eé]dula
      | rfc | cpf | cnpj | ordine | fattura | заказ\w* | сч[её]т\w* | инн | дата | сумма | индекс
      | договор\w* | снилс | паспорт\w* | код""",
    re.X,
)
_THING_SIGNS = (
    *("注文", "伝票", "番地", "顧客番号", "会員番号", "社員番号", "口座", "請求", "年月日", "日付"),
    *("内線", "內線", "分機", "郵便", "邮编", "邮政", "우편"),
    *(
        "金額",
        "コード",
        "订单",
        "身份证",
        "编号",
        "金额",
        "日期",
        "账号",
        "주문",
        "주민",
        "계좌",
        "금액",
    ),
)
_NUMBERED = re.compile(  # whose number is none of a telephone
    r"""customer | client | member | employee | staff | student | patient | user | house | building
      | room | unit | card | credit | bank | routing | flight | tracking | receipt | batch | lot
      | registration | vehicle | plate | item | part | product | store | record | row | line
      | cust | emp""",
    re.X,
)
_COUNTED = re.compile(r"numbers?|no|nr|num")
_KINDS = (
    (re.compile(r"mobile|cell|携帯|handy|móvil|celular|portable"), "mobile"),
    (re.compile(r"home|自宅"), "home"),
    (re.compile(r"work|office|business|会社|勤務"), "work"),
)


class Naming(Enum):
    """What a column's name says of its cells."""

    PHONE = "phone"
    OF_OTHERS = "of others"  # of a telephone that somebody else answers
    SILENT = "silent"  # nothing
    OTHER = "other"  # that they are something else, or nothing to talk to


def naming(header: str) -> Naming:
    """What a header says."""
    words, squeezed = _words(header), plain(header)
    if any(map(_NEVER.fullmatch, words)) or _holds(squeezed, _NEVER_SIGNS):
        return Naming.OTHER
    if any(map(_PHONE.fullmatch, words)) or _holds(squeezed, _PHONE_SIGNS):
        return Naming.OF_OTHERS if any(map(_OF_OTHERS.fullmatch, words)) else Naming.PHONE
    if any(map(_THING.fullmatch, words)) or _holds(squeezed, _THING_SIGNS):
        return Naming.OTHER
    is_numbered = any(map(_NUMBERED.fullmatch, words)) and any(map(_COUNTED.fullmatch, words))
    return Naming.OTHER if is_numbered else Naming.SILENT


def guess_kind(header: str) -> str:
    """`mobile`, `home` or `work`, when the header says so; else empty."""
    name = plain(header)
    return next((kind for pattern, kind in _KINDS if pattern.search(name)), "")


def plain(header: str) -> str:
    """A header without case, spaces and signs, in composed letters of usual width."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())


def _words(header: str) -> list[str]:
    """`MobilePhone_2` -> `mobile`, `phone`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", header))
    return re.findall(r"[^\W\d_]+", spaced.casefold())


def _holds(squeezed: str, signs: tuple[str, ...]) -> bool:
    return any(plain(sign) in squeezed for sign in signs)
