"""The words of a verdict: the repair rules and the problems, each named once.

A message code is `numbers.` and the word, with underscores.
"""

from enum import StrEnum


class Rule(StrEnum):
    """What a careful colleague would do to a cell so that it can be called."""

    # Certain: dialed without asking. The first one that applies is named in the verdict.
    COUNTRY = "country"  # the chosen country's code in front of a national number
    IDD_PREFIX = "idd-prefix"  # 00, 011, 010 or the country's own way to dial abroad
    TRUNK_ZERO = "trunk-zero"  # +44 (0)20 ...
    URI = "uri"  # tel: and the like
    DECIMAL_ZERO = "decimal-zero"  # .0 left by a spreadsheet
    APOSTROPHE = "apostrophe"  # a mark that keeps a cell as text: '090..., ="090..."
    OTHER_DIGITS = "other-digits"  # full-width, Arabic-Indic and other digits
    INVISIBLE = "invisible"  # zero-width and non-breaking characters

    # Proposed: a person decides.
    LOST_PLUS = "lost-plus"
    LOST_ZERO = "lost-zero"  # a leading zero that belongs to the number, as in Italy
    STRAY_PLUS = "stray-plus"  # + before a national number
    NATIONAL_PREFIX = "national-prefix"  # +52 1 55..., +7 8 495...
    TWO_READINGS = "two-readings"  # a national number without its zero, or an eaten plus
    LETTERS = "letters"  # of a dial pad: 1-800-FLOWERS
    SCIENTIFIC = "scientific"  # 8.19012345678E+11, with every digit there
    THOUSANDS = "thousands"  # 9,012,345,678
    LABEL = "label"  # "Tel: ..."
    TEXT = "text"  # other words beside the number: they may say not to call it
    EXTENSION = "extension"
    TWO_NUMBERS = "two-numbers"
    PREMIUM_RATE = "premium-rate"
    COUNTRY_CONTRADICTS = "country-contradicts"  # the row names another country than the number's

    # Said: a person typed the number, or let it through.
    PERSON = "person"


CERTAIN = (
    Rule.COUNTRY,
    Rule.IDD_PREFIX,
    Rule.TRUNK_ZERO,
    Rule.URI,
    Rule.DECIMAL_ZERO,
    Rule.APOSTROPHE,
    Rule.OTHER_DIGITS,
    Rule.INVISIBLE,
)

PERSON = Rule.PERSON.value

# Not repairs but warnings: who accepts all repairs at once has not read these.
WARNINGS = (Rule.TEXT, Rule.PREMIUM_RATE, Rule.COUNTRY_CONTRADICTS)

RULES: tuple[str, ...] = tuple(rule.value for rule in Rule if rule is not Rule.PERSON)


class Problem(StrEnum):
    """Why there is nothing to call, or nothing yet."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    WRONG_LENGTH = "wrong_length"  # between two lengths that the country has
    AREA_CODE_MISSING = "area_code_missing"
    NOT_IN_COUNTRY = "not_in_country"
    UNKNOWN_CALLING_CODE = "unknown_calling_code"
    NO_COUNTRY = "no_country"  # a national number, and no country chosen for it
    UNKNOWN_COUNTRY = "unknown_country"  # the country column says what no country is called
    UNLISTED = "unlisted"
    EMERGENCY = "emergency"
    SHORT_CODE = "short_code"
    NO_DIGITS = "no_digits"
    LETTERS = "letters_in_number"
    CHARACTERS = "characters"
    TOO_MUCH_TEXT = "too_much_text"
    LOST_DIGITS = "lost_digits"  # scientific notation
    NEGATIVE = "negative"
    DATE = "date"
    DIAL_CODE = "dial_code"  # *67..., #31#...
    ERROR_CELL = "error_cell"  # #N/A...
    FAX = "fax"
