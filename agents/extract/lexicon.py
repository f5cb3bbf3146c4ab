"""The word lists of one language, read once and made one tree of words."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from strikewatch.agents.extract.folding import Letters, lowered
from strikewatch.schemas.base import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

Tags = dict[str, Any]
"""What a term may be: tag -> value. One term may have several readings; the rules ask for the one they want."""

TAGS = (
    "weapon", "target", "harmless", "attacker", "demonym", "metonym", "attack", "launch", "intercept", "lost",
    "explosion", "heard", "debris", "defence", "airspace", "harm", "unharmed", "person", "fighter", "subset", "delta",
    "earlier", "number", "scale", "vague", "ordinal", "operator", "weekday", "month", "relative", "part", "counted",
    "aftermath", "effect", "cue", "past", "war", "aside", "other", "speaker", "refer", "kind", "break", "bare",
    "before", "after_speaker", "after_name", "after_actor", "after_unit", "say", "actor",
    "no_object", "mutual", "again",
)  # fmt: skip
"""Readings that are often asked for, at the place of their bit in `Token.bits`: compiled, a test for one is a test of it."""
BITS = {tag: 1 << place for place, tag in enumerate(TAGS)}
SEEDS = files("strikewatch.seeds")
_FIRED = ("rocket", "rockets", "missile", "missiles", "strike", "strikes", "shell", "shells")
"""What a launcher fires, not the launcher, which itself may be what was hit."""
_PROPER = frozenset({"attacker", "demonym", "metonym"})


def bits_of(tags: Iterable[str]) -> int:
    """The bits of readings, each at its place in `TAGS`; one that is not there has none and is only in the tags."""
    return sum(BITS.get(tag, 0) for tag in tags)


class Node:
    """Where a term may go on: `tags` are the readings of the term that ends here, `following` the next words."""

    __slots__ = ("bits", "following", "tags")

    def __init__(self) -> None:
        self.tags: Tags | None = None
        self.bits = 0
        self.following: dict[str, Node] | None = None


class Lexicon:
    """The terms of a language, folded, as a tree of words: each word of a text is looked up once."""

    __slots__ = ("_root", "abbreviations", "boilerplate", "labels", "language", "letters", "states")

    def __init__(
        self,
        language: str,
        terms: dict[str, Tags],
        abbreviations: frozenset[str],
        boilerplate: tuple[str, ...],
        states: dict[str, str],
        labels: frozenset[str] = frozenset(),
    ) -> None:
        self.language = language
        self.letters = Letters()
        self.abbreviations = abbreviations
        self.boilerplate = boilerplate
        self.labels = labels
        self.states = states
        self._root: dict[str, Node] = {}
        for term, tags in terms.items():
            node = _planted(self._root, term.split(" "))
            node.tags, node.bits = tags, bits_of(tags)

    def find(self, folded: str) -> list[tuple[int, int, Tags]]:
        """Whole-word terms in text that was folded letter for letter: (start, end, readings), longest first, in order."""
        terms = self.terms_in(folded.split(" "))
        return [(start, end, node.tags) for start, end, node in terms if node.tags is not None]

    def terms_in(self, words: list[str]) -> list[tuple[int, int, Node]]:
        """As `find`, in a folded text that was split at its single spaces."""
        found: list[tuple[int, int, Node]] = []
        root = self._root
        at = taken = 0
        for row, word in enumerate(words):
            size = len(word)
            if size and at >= taken:
                node = root.get(word)
                if node is not None:
                    end = at + size
                    following = node.following
                    if following is not None and row + 1 < len(words) and words[row + 1] in following:
                        end, node = _longest(node, words, row, at)
                    if node.tags is not None:
                        found.append((at, end, node))
                        taken = end
            at += size + 1
        return found


def _planted(root: dict[str, Node], words: list[str]) -> Node:
    node = root.setdefault(words[0], Node())
    for word in words[1:]:
        if node.following is None:
            node.following = {}
        node = node.following.setdefault(word, Node())
    return node


def _longest(first: Node, words: list[str], row: int, at: int) -> tuple[int, Node]:
    """The end and the last node of the longest term that begins with the word in `row`, the first of `first`."""
    end = last = at + len(words[row])
    node = best = first
    while node.following is not None and row + 1 < len(words):
        row += 1
        further = node.following.get(words[row])
        if further is None:
            break
        node = further
        end += 1 + len(words[row])
        if node.tags is not None:
            last, best = end, node
    return last, best


def load(language: str) -> Lexicon:
    """Compile `seeds/lang/<language>` with the weapons and attackers of every language.

    Raises:
        RecordError: `unsupported_language`, there is no such folder.
    """
    folder = SEEDS / "lang" / language
    if not language.isalpha() or not (folder / "attacks.toml").is_file():
        raise RecordError("unsupported_language", f"no lexicon for {language!r} in seeds/lang")
    letters = Letters()
    gathered: dict[str, Tags] = {}
    for phrase, tag, value in _readings(folder):
        gathered.setdefault(_folded(phrase, letters), {}).setdefault(tag, value)
    gathered.pop("", None)
    sentences = _toml(folder / "sentences.toml")
    return Lexicon(
        language,
        gathered,
        abbreviations=frozenset(sentences["abbreviations"]),
        boilerplate=tuple(sentences["boilerplate"]),
        labels=frozenset(sentences["labels"]),
        states={alias: side["code"] for side in _sides() for alias in side["aliases"]},
    )


def _folded(phrase: str, letters: Letters) -> str:
    return " ".join(letters.spaced(lowered(phrase)).split())


def _toml(path: Traversable) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _sides() -> list[dict[str, Any]]:
    sides: list[dict[str, Any]] = _toml(SEEDS / "attackers.toml")["attacker"]
    return sides


def _readings(folder: Traversable) -> Iterable[tuple[str, str, Any]]:
    """(phrase, tag, value) of every list; the first reading of a tag wins."""
    yield from _weapons(_toml(SEEDS / "weapons.toml"), _toml(folder / "weapons.toml"))
    yield from _sides_and_countries()
    yield from _attacks(_toml(folder / "attacks.toml"))
    yield from _casualties(_toml(folder / "casualties.toml"))
    yield from _numbers(_toml(folder / "numbers.toml"))
    yield from _time(_toml(folder / "time.toml"))
    yield from _targets(_toml(folder / "targets.toml"))
    yield from _flat(
        _toml(folder / "modality.toml"),
        {"cue": "cue", "past": "past", "toll": "war", "aside": "aside", "blame": "mutual"},
    )
    yield from _flat(_toml(folder / "other_events.toml"), {"event": "other"})
    yield from _roles(_toml(folder / "roles.toml"))


def _flat(content: dict[str, Any], names: dict[str, str]) -> Iterable[tuple[str, str, Any]]:
    for section, tag in names.items():
        for value, phrases in content[section].items():
            for phrase in phrases:
                yield phrase, tag, value


def _weapons(models: dict[str, Any], words: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    for weapon_class, named in models.items():
        for model, phrases in named.items():
            for phrase in phrases:
                yield phrase, "weapon", (weapon_class, model)
                if weapon_class == "artillery" and not phrase.endswith(_FIRED):
                    yield phrase, "target", ("military",)
    for phrase in words["harmless"]["none"]:
        yield phrase, "harmless", True
    for section in ("generic", "mixed"):
        for weapon_class, phrases in words[section].items():
            for phrase in phrases:
                yield phrase, "weapon", (weapon_class, None)


def _sides_and_countries() -> Iterable[tuple[str, str, Any]]:
    for side in _sides():
        for key, tag in (("aliases", "attacker"), ("adjectives", "demonym"), ("metonyms", "metonym")):
            for phrase in side[key]:
                yield phrase, tag, side["code"]
    for country in _toml(SEEDS / "countries.toml")["country"]:
        for key, tag in (("adjectives", "demonym"), ("metonyms", "metonym")):
            for phrase in country[key]:
                yield phrase, tag, country["code"]


def _attacks(content: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    for form in ("noun", "verb"):
        for strength in ("strong", "weak"):
            for classes, phrases in content[form][strength].items():
                for phrase in phrases:
                    yield phrase, "attack", (form, strength, tuple(classes.split()))
    for tag in ("launch", "intercept", "lost", "explosion", "heard", "debris", "defence", "airspace"):
        for phrase in content[tag][""]:
            yield phrase, tag, True


def _casualties(content: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    for metric in ("killed", "injured", "missing", "trapped", "running"):
        for form, phrases in content[metric].items():
            for phrase in phrases:
                yield phrase, "harm", (metric, form)
    for section, tag in (("none", "unharmed"), ("people", "person")):
        for value, phrases in content[section].items():
            for phrase in phrases:
                yield phrase, "fighter" if value == "fighters" else tag, value
    for section in ("subset", "delta"):
        for phrase in content[section]["before"]:
            yield phrase, section, True
    yield from _flat(content, {"earlier": "earlier"})


def _numbers(content: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    for section, tag in (("word", "number"), ("scale", "scale"), ("vague", "vague"), ("ordinal", "ordinal")):
        for phrase, value in content[section].items():
            yield phrase, tag, value
    for operator, phrases in content["operator"].items():
        for phrase in phrases:
            yield phrase, "operator", operator


def _time(content: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    for tag in ("weekday", "month", "relative", "part", "counted"):
        for phrase, value in content[tag].items():
            yield phrase, tag, value
    for phrase in content["aftermath"]["verb"]:
        yield phrase, "aftermath", True


def _targets(content: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    """Objects, then the plurals that the lists leave out: a word that a list gives itself is read as listed."""
    also = content["also"]
    objects = {
        phrase: (category, also[phrase]) if phrase in also else (category,)
        for category, phrases in content["object"].items()
        for phrase in phrases
    }
    for phrase, categories in objects.items():
        yield phrase, "target", categories
    for phrase, categories in objects.items():
        if not phrase.endswith("s"):
            yield _plural(phrase), "target", categories
    for phrase in content["no"]["object"]:
        yield phrase, "no_object", True
    effects: dict[str, tuple[str, ...]] = {}
    for category, phrases in content["effect"].items():
        for phrase in phrases:
            effects[phrase] = (*effects.get(phrase, ()), category)
    for phrase, left in effects.items():
        yield phrase, "effect", left


def _plural(phrase: str) -> str:
    if phrase.endswith("y") and phrase[-2] not in "aeiou":
        return f"{phrase[:-1]}ies"
    return f"{phrase}es" if phrase.endswith(("ch", "sh", "x")) else f"{phrase}s"


def _roles(content: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    for section, tag in (
        ("speaker", "speaker"),
        ("refer", "refer"),
        ("kind", "kind"),
        ("break", "break"),
        ("bare", "bare"),
    ):
        yield from _flat(content, {section: tag})
    for role, phrases in content["place"].items():
        for phrase in phrases:
            yield phrase, "before", role
    for role, phrases in content["after"].items():
        for phrase in phrases:
            yield phrase, "after_" + role, True
    for section, tag in (("say", "say"), ("actor", "actor")):
        yield from _flat(content, {section: tag})
