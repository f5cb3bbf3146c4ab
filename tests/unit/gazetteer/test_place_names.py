"""Which place a name means."""

import pytest

from strikewatch.seeds.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("said", "name", "region"),
    [
        ("Kiev", "Kyiv", "UA-30"),
        ("Kharkov", "Kharkiv", "UA-63"),
        ("Khar'kov", "Kharkiv", "UA-63"),
        ("Odessa", "Odesa", "UA-51"),
        ("Lvov", "Lviv", "UA-46"),
        ("Nikolaev", "Mykolaiv", "UA-48"),
        ("Mykolayiv", "Mykolaiv", "UA-48"),
        ("Dnipropetrovsk", "Dnipro", "UA-12"),
        ("Zaporizhia", "Zaporizhzhia", "UA-23"),
        ("Zaporozhye", "Zaporizhzhia", "UA-23"),
        ("Chernigov", "Chernihiv", "UA-74"),
        ("Artemivsk", "Bakhmut", "UA-14"),
        ("Lugansk", "Luhansk", "UA-09"),
        ("Kirovograd", "Kropyvnytskyi", "UA-35"),
        ("Krivoy Rog", "Kryvyi Rih", "UA-12"),
        ("Slavyansk", "Sloviansk", "UA-14"),
        ("Severodonetsk", "Siverskodonetsk", "UA-09"),
        ("Krasnoarmiisk", "Pokrovsk", "UA-14"),
        ("Vinnitsa", "Vinnytsia", "UA-05"),
        ("Rovno", "Rivne", "UA-56"),
        ("Tarnopol", "Ternopil", "UA-61"),
        ("Chervonohrad", "Sheptytskyi", "UA-46"),
        ("Konotop", "Konotop", "UA-59"),
        ("Slavyansk-on-Kuban", "Slavyansk-na-Kubani", "RU-KDA"),
        ("St. Petersburg", "Saint Petersburg", "RU-SPE"),
        ("Orel", "Oryol", "RU-ORL"),
        ("Nizhny Novgorod", "Nizhny Novgorod", "RU-NIZ"),
        ("Graivoron", "Grayvoron", "RU-BEL"),
        ("Hodeida", "Hodeidah", "YE-HU"),
        ("Deir el-Balah", "Deir al-Balah", "PS-DEB"),
        ("Khan Yunis", "Khan Younis", "PS-KYS"),
        ("el-Fasher", "El Fasher", "SD-DN"),
        ("Харьков", "Kharkiv", "UA-63"),
        ("ХАРКІВ", "Kharkiv", "UA-63"),
    ],
)
def test_old_russian_and_other_spellings_are_the_same_town(
    gazetteer: Gazetteer, said: str, name: str, region: str
) -> None:
    first = gazetteer.lookup(said)[0]
    assert (first.name, first.kind, first.region) == (name, "settlement", region)


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Robotyne", "UA-23"),
        ("Hroza", "UA-63"),
        ("Yahidne", "UA-74"),
        ("Dyagilevo", "RU-RYA"),
        ("Shaykovka", "RU-KLU"),
        ("Oserdów", "PL-06"),
        ("Przewodow", "PL-06"),
        ("Aita al-Shaab", "LB-NA"),
        ("Majdal Anjar", "LB-BI"),
    ],
)
def test_small_places_of_the_news_are_known(gazetteer: Gazetteer, name: str, region: str) -> None:
    assert region in {place.region for place in gazetteer.lookup(name) if place.kind == "settlement"}


def test_a_village_that_no_register_locates_says_how_sure_its_point_is(gazetteer: Gazetteer) -> None:
    robotyne = gazetteer.lookup("Robotyne")[0]
    assert robotyne.geonames_id is None
    assert robotyne.precision == 2
    assert robotyne.admin2 == "Polohy"
    assert robotyne.latitude == pytest.approx(47.4, abs=0.4)


def test_homonyms_all_come_back_the_likeliest_first(gazetteer: Gazetteer) -> None:
    assert {place.region for place in gazetteer.lookup("Ivanivske")} >= {"UA-14", "UA-63", "UA-12"}
    novomoskovsk = {(place.name, place.region) for place in gazetteer.lookup("Novomoskovsk")}
    assert {("Samar", "UA-12"), ("Novomoskovsk", "RU-TUL")} <= novomoskovsk
    assert [place.region for place in gazetteer.lookup("Pokrovsk")[:2]] == ["UA-14", "RU-SA"]
    donetsk = gazetteer.lookup("Donetsk")
    assert [place.region for place in donetsk if place.kind == "settlement"][:2] == ["UA-14", "RU-ROS"]


def test_an_unknown_name_is_no_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Qwertyuiop") == ()
    assert gazetteer.lookup("") == ()
    assert not gazetteer.is_risky("Qwertyuiop")


@pytest.mark.parametrize(
    "name", ["Crimea", "Simferopol", "Kerch", "Dzhankoi", "Yevpatoria", "Feodosia", "Saki"]
)
def test_crimea_is_ukraine(gazetteer: Gazetteer, name: str) -> None:
    first = gazetteer.lookup(name)[0]
    assert (first.country, first.region) == ("UA", "UA-43")


@pytest.mark.parametrize("name", ["Sevastopol", "Balaklava"])
def test_sevastopol_is_ukraine_and_a_region_of_its_own(gazetteer: Gazetteer, name: str) -> None:
    first = gazetteer.lookup(name)[0]
    assert (first.country, first.region) == ("UA", "UA-40")


def test_occupied_cities_are_ukraine(gazetteer: Gazetteer) -> None:
    for name in ("Donetsk", "Luhansk", "Mariupol", "Melitopol", "Berdiansk", "Enerhodar", "Nova Kakhovka"):
        assert gazetteer.lookup(name)[0].country == "UA"


@pytest.mark.parametrize(
    "name", ["Black Sea", "Dnieper", "Dnipro River", "Sea of Azov", "Kerch Strait", "Red Sea"]
)
def test_seas_and_rivers_are_known_as_water(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name)[0].kind == "water"


def test_dnipro_alone_is_the_city(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Dnipro")[0].kind == "settlement"


@pytest.mark.parametrize(
    "name", ["Reading", "Bar", "Nice", "Bath", "Mobile", "Police", "Split", "Most", "Tyre"]
)
def test_english_words_are_risky(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.risk(name) == "word"


@pytest.mark.parametrize(
    "name", ["Vladimir", "Victoria", "Volodymyr", "Roman", "Artem", "Lincoln", "Shevchenko"]
)
def test_names_of_people_are_risky(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.is_risky(name)


@pytest.mark.parametrize(
    "name",
    [
        "Kharkiv",
        "Kyiv",
        "Odesa",
        "Sumy",
        "Kherson",
        "Belgorod",
        "Bakhmut",
        "Nikopol",
        "Gaza",
        "Ufa",
        "Qom",
        "Aleppo",
    ],
)
def test_the_names_that_texts_need_are_not_risky(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.risk(name) is None


def test_names_come_by_script_in_their_capitals(gazetteer: Gazetteer) -> None:
    latin, cyrillic = set(gazetteer.names("latin")), set(gazetteer.names("cyrillic"))
    assert {"Kharkiv", "Kharkov", "Kharkiv region", "al-Tanf"} <= latin
    assert "Харьков" in cyrillic
    assert not latin & cyrillic
    assert latin | cyrillic == set(gazetteer.names())


def test_every_spelling_finds_a_place(gazetteer: Gazetteer) -> None:
    assert [spelling for spelling in gazetteer.names() if not gazetteer.lookup(spelling)] == []


def test_names_that_were_asked_for_are_kept_only_up_to_a_bound(gazetteer: Gazetteer) -> None:
    kept = gazetteer._asked  # noqa: SLF001 - what is kept shows in nothing else
    before = gazetteer.lookup("Kharkiv")
    for number in range(25_000):
        assert gazetteer.lookup(f"Nowhere {number}") == ()
    assert 0 < len(kept) <= 10_000
    padded = "Kharkiv" + " " * 100
    assert gazetteer.lookup("Kharkiv") == gazetteer.lookup(padded) == before
    assert padded not in kept
