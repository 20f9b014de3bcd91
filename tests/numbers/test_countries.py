"""Countries as people name them."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.numbers import countries, country_of
from dialsheet.numbers.names import NAMES

SPELLINGS = """
    JP: JP jp jpn Japan JAPAN japan 日本 日本国 Nippon
    DE: de DEU Germany Deutschland
    GB: GB GBR UK u.k. Great_Britain united_kingdom The_United_Kingdom England イギリス
    US: us USA U.S.A. U.S. United_States United_States_of_America アメリカ 米国
    CI: CI Côte_d'Ivoire Cote_dIvoire côte_d’ivoire Ivory_Coast
    KR: KR Korea South_Korea 한국 대한민국 韓国
    AT: AT AUT Österreich osterreich Austria
    BA: Bosnia_&_Herzegovina Bosnia_and_Herzegovina
    CZ: Česko Czechia Czech_Republic
    TR: Turkey Türkiye TURKIYE
    RU: Россия Russia Russian_Federation
    CN: China 中国 中國
    TW: Taiwan 台灣 台湾
    HK: Hong_Kong Hong-Kong 香港
    NL: Netherlands The_Netherlands Nederland Holland
    XK: Kosovo Kosova
"""


@pytest.mark.parametrize("line", [line.strip() for line in SPELLINGS.strip().splitlines()])
def test_spellings(line: str) -> None:
    code, _, names = line.partition(":")
    for name in names.split():
        assert country_of(name.replace("_", " ")) == code, name
        assert country_of(f" {name.replace('_', ' ')}\n") == code, name


@pytest.mark.parametrize(
    "text", ["", " ", "?", "Atlantis", "XX", "ZZZ", "81", "+81", "Japan Germany"]
)
def test_no_country(text: str) -> None:
    assert country_of(text) is None


@given(st.text())
def test_any_text(text: str) -> None:
    assert country_of(text) in {None, *NAMES}
    assert country_of(text * 100) in {None, *NAMES}


def test_every_country_has_a_name_of_its_own() -> None:
    assert set(NAMES) == phonenumbers.SUPPORTED_REGIONS
    for code, names in NAMES.items():
        assert country_of(code) == country_of(code.lower()) == code
        for name in names:
            assert country_of(name) == code, name


def test_countries_are_listed_by_name() -> None:
    listed = countries()
    assert {country.code for country in listed} == phonenumbers.SUPPORTED_REGIONS
    names = [country.name for country in listed]
    assert len(set(names)) == len(names)
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert names[-1] == "Zimbabwe"
    japan = next(country for country in listed if country.code == "JP")
    assert (japan.name, japan.calling_code) == ("Japan", 81)
