"""Small sheets, and the column with the numbers to call that a person would name in each."""

import random
from dataclasses import dataclass, field

DICE = random.Random(3)
PHONES = ["+1 212 555 0142", "+1 415 555 0101", "+44 7700 900123", "+1 206 555 0177"]


def digits(pattern: str, count: int = 60) -> list[str]:
    """`pattern` with a digit for each `#`, so many times."""
    return ["".join(DICE.choice("0123456789") if c == "#" else c for c in pattern)
            for _ in range(count)]  # fmt: skip


def some(cells: list[str], every: int, first: int = 0) -> list[str]:
    """The same with every so manyth cell filled, and nothing in the others."""
    return [cell if at % every == first else "" for at, cell in enumerate(cells)]


US = digits("+1 212 456 ####")
US_2 = digits("+1 415 456 ####")
US_BARE = digits("212456####")
GB = digits("07700 900###")
DE = digits("0170 #######")
JP = digits("090-1###-####")
NAMES = [f"Name {at % 7}" for at in range(60)]
ORDERS = [str(4_155_550_000 + 7 * at) for at in range(60)]
RANDOM_IDS = digits("4155######")
DATES = [f"2026-11-{1 + at % 28:02}" for at in range(60)]
AMOUNTS = digits("####.##")
ZIPS = digits("9####")
COUNTED = [str(at) for at in range(1, 61)]
NOTHING = [""] * 60
LATE = [*[""] * 700, *US]


@dataclass
class Guess:
    """A sheet, and the column that should be guessed; None: none."""

    what: str
    columns: dict[str, list[str]]
    column: str | None
    region: str | None = "US"
    lengths: int = field(init=False)

    def __post_init__(self) -> None:
        (self.lengths,) = {len(cells) for cells in self.columns.values()}


GUESSES = [
    Guess("mobile full, home one in five", {"home": some(US_2, 5), "mobile": US}, "mobile"),
    Guess("the same, counted out", {"home": some(US_2, 5), "mobile": [
        f"+1 212 456 {at:04}" for at in range(60)]}, "mobile"),
    Guess("the same, bare and counted out", {"home": some(US, 5), "mobile": [
        str(2124560000 + at) for at in range(60)]}, "mobile"),
    Guess("the same, no country chosen", {"mobile": GB, "home": some(US, 5)}, "mobile", None),
    Guess("the same, another country", {"mobile": GB, "home": some(US, 5)}, "mobile", "US"),
    Guess("the same, zeros lost", {
        "mobile": digits("7700900###"), "home": some(US, 5)}, "mobile", "US"),
    Guess("home full, mobile one in five", {"Mobile": some(US, 5), "Home": US_2}, "Home"),
    Guess("two as full: the first", {"Home phone": US, "Mobile phone": US_2}, "Home phone"),
    Guess("numbered", {"phone1": some(US, 2), "phone2": US_2, "phone3": some(US, 3)}, "phone2"),
    Guess("the second nearly empty", {"phone1": US, "phone2": some(US_2, 9)}, "phone1"),
    Guess("fax is fuller", {"Fax": US, "Phone": some(US_2, 2)}, "Phone"),
    Guess("nothing but a fax", {"Name": NAMES, "Fax number": US}, None),
    Guess("a home fax and a pager", {"Home Fax": US, "Pager": US, "Cell": some(US_2, 3)}, "Cell"),
    Guess("phone, fax, orders, dates, amounts, zip codes", {
        "Order": ORDERS, "Date": DATES, "Amount": AMOUNTS, "ZIP": ZIPS, "Fax": US_2,
        "Tel.": US}, "Tel."),
    Guess("order numbers like numbers", {"Order no": RANDOM_IDS, "Phone": some(US, 2)}, "Phone"),
    Guess("nothing but order numbers", {"Order no": RANDOM_IDS, "Name": NAMES}, None),
    Guess("customer IDs that are fuller", {
        "Customer number": US_BARE, "Contact": some(US_BARE, 2)}, "Contact"),
    Guess("account", {"Account": US_BARE, "Telephone": some(US, 4)}, "Telephone"),
    Guess("account phone", {"Account phone": US, "Name": NAMES}, "Account phone"),
    Guess("candidate is no date", {"Candidate phone": US, "Name": NAMES}, "Candidate phone"),
    Guess("updated is no date", {"Phone (updated)": US, "Updated": DATES}, "Phone (updated)"),
    Guess("cancelled is no cell", {"Cancelled": ZIPS, "Reach": US}, "Reach"),
    Guess("Halifax is no fax", {"Halifax phone": US, "Name": NAMES}, "Halifax phone"),
    Guess("camel case", {"customerId": US_BARE, "mobilePhone": some(US, 3)}, "mobilePhone"),
    Guess("underscores", {"cust_no": US_BARE, "phone_no": some(US, 3)}, "phone_no"),
    Guess("a type and a value", {"Phone 1 - Type": NAMES, "Phone 1 - Value": US},
          "Phone 1 - Value"),
    Guess("phone ID", {"Phone ID": US_BARE, "Phone": some(US, 3)}, "Phone"),
    Guess("somebody else's", {"Emergency phone": US, "Mobile": some(US_2, 2, 1)},
          "Emergency phone"),
    Guess("somebody else's, nearly as full", {
        "Emergency phone": US, "Mobile": [*US_2[:50], *[""] * 10]}, "Mobile"),
    Guess("number of the row", {"Number": COUNTED, "Reach at": US}, "Reach at"),
    Guess("a column called number", {"Name": NAMES, "Number": US}, "Number"),
    Guess("no headers", {"Column 1": NAMES, "Column 2": US, "Column 3": DATES}, "Column 2"),
    Guess("no headers, orders", {"Column 1": ORDERS, "Column 2": some(US, 2)}, "Column 2"),
    Guess("few rows", {"A": ["Ann"], "B": ["+12124560123"], "C": ["94107"]}, "B"),
    Guess("one row, empty mobile", {"Mobile": [""], "Home": ["+12124560123"]}, "Home"),
    Guess("no rows", {"Name": [], "Phone": [], "Mobile": []}, "Phone"),
    Guess("all empty", {"Name": NOTHING, "Phone": NOTHING}, "Phone"),
    Guess("the named one is empty", {"Phone": NOTHING, "Contact": US}, "Contact"),
    Guess("the named one says nothing", {"Phone": ["n/a"] * 60, "Contact": US}, "Contact"),
    Guess("700 rows empty, then numbers", {
        "Name": ["x"] * 760, "Mobile": LATE, "Amount": ["1.5"] * 760}, "Mobile"),
    Guess("every other row", {
        "Name": ["x"] * 1200, "Home": some(US_2 * 20, 2, 1), "Mobile": US * 20}, "Mobile"),
    Guess("in turn", {"Mobile": some(US * 50, 2), "Home": some(US_2 * 50, 3, 1)}, "Mobile"),
    Guess("a few among thousands", {
        "Name": ["x"] * 9000, "Phone": [*[""] * 8990, *US[:10]]}, "Phone"),
    Guess("numbers without a name beat a sparse name", {
        "Phone": some(US_2, 6), "Reach": US}, "Reach"),
    Guess("German", {"Kundennummer": US_BARE, "Rufnummer": DE, "PLZ": ZIPS}, "Rufnummer", "DE"),
    Guess("German mobile", {"Festnetz": some(DE, 4), "Handynr.": DE}, "Handynr.", "DE"),
    Guess("Japanese", {"会員番号": RANDOM_IDS, "ＦＡＸ": JP, "携帯": JP}, "携帯", "JP"),
    Guess("Japanese, postcodes", {"郵便番号": digits("###-####"), "連絡先TEL": JP},
          "連絡先TEL", "JP"),
    Guess("Chinese", {"订单号": RANDOM_IDS, "手机号码": digits("139########")}, "手机号码", "CN"),
    Guess("Korean", {"팩스": digits("02-2###-####"), "휴대폰": digits("010-2###-####")},
          "휴대폰", "KR"),
    Guess("French", {"Télécopie": digits("01 40 ## ## ##"), "Tél. portable": digits(
        "06 12 ## ## ##")}, "Tél. portable", "FR"),
    Guess("Spanish", {"Pedido": RANDOM_IDS, "Móvil": digits("612 ### ###")}, "Móvil", "ES"),
    Guess("Portuguese", {"CPF": digits("###########"), "Celular": digits("(11) 9####-####")},
          "Celular", "BR"),
    Guess("Russian", {"ИНН": digits("77########"), "Мобильный": digits("+7 912 ###-##-##")},
          "Мобильный", "RU"),
    Guess("Turkish", {"Sipariş": ORDERS, "Cep telefonu": digits("0532 ### ## ##")},
          "Cep telefonu", "TR"),
    Guess("Arabic", {"الاسم": NAMES, "رقم الهاتف": digits("050 ### ####")}, "رقم الهاتف", "SA"),
    Guess("each row's country", {
        "Country": ["GB", "DE", "JP"] * 20, "Mobile": [GB[0], DE[0], JP[0]] * 20,
        "Home": some(US, 4)}, "Mobile", None),
]  # fmt: skip
