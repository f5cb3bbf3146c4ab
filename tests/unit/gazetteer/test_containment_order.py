"""Containment is a partial order, whatever the places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikewatch.seeds.gazetteer import Entry, Gazetteer, load

GAZETTEER = load()
PLACES = tuple(GAZETTEER)
places = st.sampled_from(PLACES)


@st.composite
def chains(draw: st.DrawFn) -> tuple[Entry, Entry, Entry]:
    """Three places, often one inside the other: three strangers would rarely test anything."""
    first = draw(places)
    around = [first]
    while around[-1].parent is not None:
        around.append(GAZETTEER.entry(around[-1].parent))
    pick = st.one_of(st.sampled_from(around), places)
    return first, draw(pick), draw(pick)


@given(places)
def test_a_place_lies_in_itself_and_in_its_country(place: Entry) -> None:
    assert GAZETTEER.contained(place, place)
    if place.country and place.kind != "water":
        assert GAZETTEER.contained(place, GAZETTEER.region(place.country))


@given(chains())
def test_two_places_that_hold_each_other_are_one(chain: tuple[Entry, Entry, Entry]) -> None:
    one, other, _ = chain
    if GAZETTEER.contained(one, other) and GAZETTEER.contained(other, one):
        assert one == other


@given(chains())
def test_what_lies_in_a_part_lies_in_the_whole(chain: tuple[Entry, Entry, Entry]) -> None:
    inner, middle, outer = chain
    if GAZETTEER.contained(inner, middle) and GAZETTEER.contained(middle, outer):
        assert GAZETTEER.contained(inner, outer)


@given(places)
def test_a_settlement_lies_in_its_region(place: Entry) -> None:
    if place.region is not None and place.kind in {"settlement", "district", "city_district", "facility"}:
        assert GAZETTEER.contained(place, GAZETTEER.region(place.region))


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ("Saltivka", "Kharkiv", True),
        ("Saltivka", "Kharkiv region", True),
        ("Chuhuiv", "Chuhuiv district", True),
        ("Chuhuiv", "Kharkiv", False),
        ("Kharkiv", "Saltivka", False),
        ("Kyiv", "Kyiv region", False),
        ("Kerch Bridge", "Crimea", True),
        ("Engels", "Saratov region", True),
    ],
)
def test_who_holds_whom(gazetteer: Gazetteer, inner: str, outer: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert gazetteer.contained(gazetteer.lookup(inner)[0], gazetteer.lookup(outer)[0]) is expected
