"""Regions, districts, parts of cities, countries."""

import pytest

from strikewatch.seeds.gazetteer import Gazetteer

CODES = [
    "UA-30",
    "UA-32",
    "UA-05",
    "UA-07",
    "UA-09",
    "UA-12",
    "UA-14",
    "UA-18",
    "UA-21",
    "UA-23",
    "UA-26",
    "UA-35",
    "UA-40",
    "UA-43",
    "UA-46",
    "UA-48",
    "UA-51",
    "UA-53",
    "UA-56",
    "UA-59",
    "UA-61",
    "UA-63",
    "UA-65",
    "UA-68",
    "UA-71",
    "UA-74",
    "UA-77",
    "RU-BEL",
    "RU-BRY",
    "RU-KRS",
    "RU-MOW",
    "RU-MOS",
    "RU-SAR",
    "RU-RYA",
    "RU-SAM",
    "RU-TVE",
    "RU-TUL",
    "RU-KLU",
    "RU-VOR",
    "RU-ROS",
    "RU-KDA",
    "RU-LEN",
    "RU-SPE",
    "RU-PSK",
    "RU-SMO",
    "RU-ORL",
    "RU-LIP",
    "RU-VGG",
    "RU-VLG",
    "RU-NIZ",
    "RU-TA",
    "RU-BA",
    "RU-MUR",
    "RU-IRK",
    "RU-TAM",
    "UA",
    "RU",
    "PS",
    "LB",
    "SY",
    "IR",
    "IL",
    "YE",
    "SD",
    "PL",
]


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_region(gazetteer: Gazetteer, code: str) -> None:
    found = gazetteer.region(code)
    assert found.kind == ("region" if "-" in code else "country")
    assert found.country == code[:2]
    assert found.latitude is not None


def test_an_unknown_code_is_an_error(gazetteer: Gazetteer) -> None:
    with pytest.raises(KeyError):
        gazetteer.region("UA-99")


def test_a_place_of_no_known_region_still_has_a_name_for_its_table(gazetteer: Gazetteer) -> None:
    assert gazetteer.name_of("UA-63") == "Kharkiv region"
    assert gazetteer.name_of("ZZ") == "ZZ"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Kharkiv region", "UA-63"),
        ("Kharkiv Oblast", "UA-63"),
        ("Kharkov province", "UA-63"),
        ("Kharkivska oblast", "UA-63"),
        ("Dnipropetrovsk region", "UA-12"),
        ("Dnepropetrovsk", "UA-12"),
        ("Donetsk People's Republic", "UA-14"),
        ("Luhansk People’s Republic", "UA-09"),
        ("Nikolaev Oblast", "UA-48"),
        ("Kirovohrad region", "UA-35"),
        ("Transcarpathia", "UA-21"),
        ("Crimean Peninsula", "UA-43"),
        ("Krasnodar Krai", "RU-KDA"),
        ("Krasnodar Territory", "RU-KDA"),
        ("Tatarstan", "RU-TA"),
        ("Republic of Tatarstan", "RU-TA"),
        ("Moscow region", "RU-MOS"),
        ("Leningrad region", "RU-LEN"),
        ("Volgograd region", "RU-VGG"),
        ("Vologda region", "RU-VLG"),
        ("Belgorodskaya oblast", "RU-BEL"),
        ("North Ossetia", "RU-SE"),
        ("Hodeidah governorate", "YE-HU"),
        ("Isfahan province", "IR-10"),
        ("North Darfur", "SD-DN"),
        ("Bekaa Valley", "LB-BI"),
    ],
)
def test_forms_of_a_region_are_one_region(gazetteer: Gazetteer, said: str, code: str) -> None:
    assert gazetteer.region(code) in gazetteer.lookup(said)


def test_a_city_and_the_region_of_its_name_are_two(gazetteer: Gazetteer) -> None:
    city, region = gazetteer.lookup("Kharkiv")[:2]
    assert (city.kind, region.kind) == ("settlement", "region")
    assert gazetteer.is_bare("Kharkiv")
    assert not gazetteer.is_bare("Kharkiv region")
    assert [place.kind for place in gazetteer.lookup("Kharkiv region")] == ["region"]


def test_moscow_city_is_not_its_region(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Moscow")[0].region == "RU-MOW"
    assert gazetteer.lookup("Kyiv")[0].region == "UA-30"
    assert gazetteer.lookup("Kyiv region")[0].region == "UA-32"


def test_donbas_spans_two_regions(gazetteer: Gazetteer) -> None:
    donbas = gazetteer.lookup("Donbass")[0]
    assert donbas.kind == "direction"
    for code in ("UA-14", "UA-09"):
        assert gazetteer.contained(gazetteer.region(code), donbas)
    assert gazetteer.contained(gazetteer.lookup("Bakhmut")[0], donbas)
    assert not gazetteer.contained(gazetteer.region("UA-63"), donbas)


def test_gaza_is_a_city_and_a_strip(gazetteer: Gazetteer) -> None:
    city, strip = gazetteer.lookup("Gaza")[:2]
    assert (city.kind, strip.name) == ("settlement", "Gaza Strip")
    assert gazetteer.contained(gazetteer.lookup("Rafah")[0], strip)
    assert not gazetteer.contained(gazetteer.lookup("Jenin")[0], strip)


@pytest.mark.parametrize(
    ("said", "region"),
    [
        ("Nikopol district", "UA-12"),
        ("Nikopolskyi district", "UA-12"),
        ("Stryi district", "UA-46"),
        ("Stryi raion", "UA-46"),
        ("Synelnykove district", "UA-12"),
        ("Kryvyi Rih district", "UA-12"),
        ("Izyum district", "UA-63"),
        ("Chuhuiv District", "UA-63"),
        ("Shebekino district", "RU-BEL"),
        ("Shebekinsky", "RU-BEL"),
        ("Glushkovsky district", "RU-KRS"),
    ],
)
def test_districts_under_their_names(gazetteer: Gazetteer, said: str, region: str) -> None:
    first = gazetteer.lookup(said)[0]
    assert (first.kind, first.region, first.precision) == ("district", region, 3)


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("Solomianskyi", "Kyiv"),
        ("Darnytskyi district", "Kyiv"),
        ("Holosiivskyi district", "Kyiv"),
        ("Obolon", "Kyiv"),
        ("Podil", "Kyiv"),
        ("Troieshchyna", "Kyiv"),
        ("Saltivka", "Kharkiv"),
        ("Saltivskyi district", "Kharkiv"),
        ("Osnovianskyi district", "Kharkiv"),
        ("Dahieh", "Beirut"),
        ("Shujaiya", "Gaza"),
    ],
)
def test_parts_of_a_city_lie_in_it(gazetteer: Gazetteer, said: str, city: str) -> None:
    part = gazetteer.lookup(said)[0]
    assert part.kind == "city_district"
    assert part.parent == gazetteer.lookup(city)[0].id


def test_a_district_of_one_name_in_several_cities(gazetteer: Gazetteer) -> None:
    cities = {gazetteer.entry(place.parent).name for place in gazetteer.lookup("Kyivskyi") if place.parent}
    assert {"Kharkiv", "Odesa", "Donetsk"} <= cities


def test_neighbours_share_a_border_both_ways(gazetteer: Gazetteer) -> None:
    assert gazetteer.neighbours("UA-63") == {"UA-59", "UA-53", "UA-12", "UA-14", "UA-09", "RU-BEL"}
    assert gazetteer.neighbours("RU-MOW") == {"RU-MOS", "RU-KLU"}
    assert {"RU", "PL", "MD"} <= gazetteer.neighbours("UA")
    assert gazetteer.neighbours("XX") == frozenset()
    for region in gazetteer.regions():
        for other in gazetteer.neighbours(str(region.region)):
            assert region.region in gazetteer.neighbours(other)


def test_capitals(gazetteer: Gazetteer) -> None:
    def capital(code: str) -> str | None:
        found = gazetteer.capital_of(code)
        return found and found.name

    assert (capital("UA"), capital("UA-12"), capital("UA-35")) == ("Kyiv", "Dnipro", "Kropyvnytskyi")
    assert (capital("RU-LEN"), capital("IR-06"), capital("SD-DN")) == (
        "Saint Petersburg",
        "Ahvaz",
        "El Fasher",
    )


def test_countries_by_their_names(gazetteer: Gazetteer) -> None:
    for name, code in (("Ukraine", "UA"), ("US", "US"), ("U.S.", "US"), ("Britain", "GB"), ("Georgia", "GE")):
        assert gazetteer.lookup(name)[0] == gazetteer.region(code)
