"""Named objects: what they are and which town they stand in."""

import pytest

from strikewatch.seeds.gazetteer import TARGETS, Gazetteer


@pytest.mark.parametrize(
    ("said", "town", "target"),
    [
        ("Zaporizhzhia nuclear power plant", "Enerhodar", "nuclear"),
        ("ZNPP", "Enerhodar", "nuclear"),
        ("Kursk NPP", "Kurchatov", "nuclear"),
        ("Kerch Bridge", "Kerch", "transport"),
        ("Crimean Bridge", "Kerch", "transport"),
        ("Tuapse refinery", "Tuapse", "oil"),
        ("Novokuibyshevsk refinery", "Novokuybyshevsk", "oil"),
        ("Syzran oil refinery", "Syzran", "oil"),
        ("Pivdennyi port", "Pivdenne", "port"),
        ("Izmail port", "Izmail", "port"),
        ("Ust-Luga port", "Ust-Luga", "port"),
        ("Hodeidah port", "Hodeidah", "port"),
        ("Natanz nuclear facility", "Natanz", "nuclear"),
        ("Fordow", "Qom", "nuclear"),
        ("Hmeimim", "Jablah", "military"),
        ("Engels air base", "Engels", "military"),
        ("Mozdok airbase", "Mozdok", "military"),
        ("Morozovsk airfield", "Morozovsk", "military"),
        ("Belbek air base", "Sevastopol", "military"),
        ("Azovstal", "Mariupol", "industrial"),
    ],
)
def test_an_object_stands_in_its_town(gazetteer: Gazetteer, said: str, town: str, target: str) -> None:
    found = gazetteer.lookup(said)[0]
    assert found.kind == "facility"
    assert found.target == target
    assert found.parent is not None
    assert gazetteer.entry(found.parent).name == town


def test_every_object_has_a_town_and_a_target(gazetteer: Gazetteer) -> None:
    facilities = [place for place in gazetteer if place.kind == "facility"]
    assert len(facilities) > 400
    for place in facilities:
        assert place.target in TARGETS
        assert place.parent is not None
        town = gazetteer.entry(place.parent)
        assert (town.kind, town.country, town.region) == ("settlement", place.country, place.region)


def test_only_objects_have_a_target(gazetteer: Gazetteer) -> None:
    assert {place.kind for place in gazetteer if place.target} == {"facility"}
