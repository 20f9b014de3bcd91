"""Type and time zones of a number."""

from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from dialsheet.numbers import number_type, time_zones

KINDS = {
    PhoneNumberType.FIXED_LINE: {"fixed", "fixed_or_mobile"},
    PhoneNumberType.MOBILE: {"mobile", "fixed_or_mobile"},
    PhoneNumberType.TOLL_FREE: {"toll_free"},
    PhoneNumberType.PREMIUM_RATE: {"premium"},
    PhoneNumberType.SHARED_COST: {"shared_cost"},
    PhoneNumberType.VOIP: {"voip"},
    PhoneNumberType.PERSONAL_NUMBER: {"personal"},
    PhoneNumberType.PAGER: {"pager"},
    PhoneNumberType.UAN: {"uan"},
    PhoneNumberType.VOICEMAIL: {"voicemail"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_types(kind: int) -> None:
    regions = ["GB", "US", "JP", "DE", "IT", "CH", "AU", "FR"]
    examples = [phonenumbers.example_number_for_type(region, kind) for region in regions]
    told = {number_type(phonenumbers.format_number(each, 0)) for each in examples if each}
    assert told
    assert told <= KINDS[kind]


@pytest.mark.parametrize(
    ("e164", "kind"),
    [
        ("+819012345678", "mobile"),
        ("+81312345678", "fixed"),
        ("+14155552671", "fixed_or_mobile"),
        ("+11234567890", "unknown"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_type(e164: str, kind: str) -> None:
    assert number_type(e164) == kind


@pytest.mark.parametrize(
    ("e164", "zones"),
    [
        ("+81312345678", ("Asia/Tokyo",)),
        ("+819012345678", ("Asia/Tokyo",)),
        ("+14155552671", ("America/Los_Angeles",)),
        ("+442079460958", ("Europe/London",)),
        ("+80012345678", ()),
        ("+11234567890", ()),
        ("nonsense", ()),
    ],
)
def test_zones(e164: str, zones: tuple[str, ...]) -> None:
    assert time_zones(e164) == zones


def test_a_number_that_may_ring_in_several_zones() -> None:
    zones = time_zones("+18005551234")
    assert {"America/New_York", "America/Los_Angeles"} <= set(zones)


def test_every_zone_is_one_that_python_knows() -> None:
    for region in phonenumbers.SUPPORTED_REGIONS:
        for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE):
            number = phonenumbers.example_number_for_type(region, kind)
            if number is not None:
                for zone in time_zones(phonenumbers.format_number(number, 0)):
                    ZoneInfo(zone)
