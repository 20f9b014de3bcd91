"""What the numbering plan tells of an E.164 number besides whether it exists: type and zones."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType, timezone

_TYPES = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}


def number_type(e164: str) -> str:
    """mobile, fixed, fixed_or_mobile, toll_free, premium, shared_cost, voip, personal, pager,
    uan (one number for a whole company), voicemail; or unknown."""
    number = _parsed(e164)
    return _TYPES.get(phonenumbers.number_type(number), "unknown") if number else "unknown"


def time_zones(e164: str) -> tuple[str, ...]:
    """The IANA time zones that the number may be in; () when that is not known."""
    number = _parsed(e164)
    zones = timezone.time_zones_for_number(number) if number else ()
    return tuple(zone for zone in zones if zone != timezone.UNKNOWN_TIMEZONE)


def _parsed(e164: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(e164)
    except NumberParseException:
        return None
