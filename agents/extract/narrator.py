"""Reads the sentences of an article in order and keeps what they go on about: places, time, attack."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.extract.casualties import harms
from strikewatch.agents.extract.claims import claims_of
from strikewatch.agents.extract.clauses import HIT, Clause, Facts, clauses, distribute
from strikewatch.agents.extract.cues import (
    again,
    aside_of,
    in_quotes,
    is_local,
    is_many,
    is_saying,
    same_attack,
)
from strikewatch.agents.extract.evidence import LAUNCHERS, Evidence, evidence_of, only_asides, outcome_of
from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.grouping import (
    anchored,
    country_of,
    figures_differ,
    is_vague_ground,
    specific,
)
from strikewatch.agents.extract.modality import Mood, mood
from strikewatch.agents.extract.munitions import salvos
from strikewatch.agents.extract.places import spots
from strikewatch.agents.extract.quantities import quantities
from strikewatch.agents.extract.sides import attacker_of
from strikewatch.agents.extract.spot import Spot
from strikewatch.agents.extract.telling import Telling
from strikewatch.agents.extract.times import DAY, When, counted_back, whens

if TYPE_CHECKING:
    import datetime as dt

    from strikewatch.agents.extract.resolution import Resolver
    from strikewatch.agents.extract.tokens import Reading, Sentence, Token
    from strikewatch.seeds.gazetteer import Gazetteer

_STALE_DAYS = 5
_EVENTS = frozenset(
    {"attack", "launch", "intercept", "explosion", "harm", "unharmed", "debris", "weapon", "lost", "airspace"}
)
_MASSIVE = 25
_HANDFUL = 10
_ACROSS = words("narrator.across")
_DIRECTIONS = words("narrator.directions")


@dataclass(slots=True, eq=False)
class Focus:
    """What the text goes on about."""

    tellings: list[Telling] = field(default_factory=list)
    settlement: Spot | None = None
    region: Spot | None = None
    district: Spot | None = None
    country: Spot | None = None
    active: bool = False
    weapon_class: str | None = None
    metric: str = "killed"
    attacker: str | None = None
    attacker_span: tuple[int, int] | None = None


def _ground_of(spot: Spot) -> int | str:
    """What tells two places apart: a district of a city is the city."""
    if spot.entry is None:
        return spot.text
    if spot.entry.kind == "city_district" and spot.entry.parent is not None:
        return spot.entry.parent
    return spot.entry.id


class Narrator:
    """One article's reading; `tell()` gives the tellings in the order of the text."""

    def __init__(
        self, reading: Reading, gazetteer: Gazetteer, resolver: Resolver, anchor: dt.date | None
    ) -> None:
        self.reading = reading
        self.gazetteer = gazetteer
        self.resolver = resolver
        self.anchor = anchor
        self.focus = Focus()
        self.tellings: list[Telling] = []
        self.placeless: list[Telling] = []
        self.rivalries: Counter[tuple[str, str]] = Counter()
        self.lead_when: When | None = None
        self.leads = 0
        self.about_strikes = False
        self.row = self.focus_row = 0
        self.firm_sentences = self.other_causes = 0
        self.spots: dict[int, list[Spot]] = {}
        self.wholes: list[Evidence] = []

    def tell(self) -> list[Telling]:
        """Read every sentence once for places, then once for what happened at them."""
        for row, sentence in enumerate(self.reading.sentences):
            found = spots(sentence.tokens, self.reading.text, self.gazetteer, opening=row == 0)
            self.spots[row] = found
            self.resolver.learn(found)
        for found in self.spots.values():
            for spot in found:
                self.resolver.settle(spot)
        self._subject_matter()
        for row, sentence in enumerate(self.reading.sentences):
            self._sentence(row, sentence)
        self._pin_down()
        self._inherit_weapons()
        return self.tellings

    def _subject_matter(self) -> None:
        """Whether the article is about strikes: munitions in action, or attacks with victims and no other cause of harm."""
        other = attacked = False
        for row, sentence in enumerate(self.reading.sentences):
            seen = evidence_of(sentence.tokens, 0, len(sentence.tokens) - 1)
            self.wholes.append(seen)
            self.about_strikes = self.about_strikes or seen.firm
            self.firm_sentences += seen.firm
            self.other_causes += bool(seen.other["terror"] or seen.other["accident"])
            other = other or any(seen.other[kind] for kind in ("terror", "accident"))
            struck = any(spot.role in HIT and spot.struck for spot in self.spots[row]) or seen.target_hit
            attacked = attacked or struck or (seen.weak and seen.harm and not seen.other["idiom"])
            if seen.weak and seen.damage and seen.struck and not seen.other:
                attacked = (
                    attacked
                    or seen.noun
                    or attacker_of(sentence.tokens, 0, len(sentence.tokens) - 1)[0] is not None
                )
        self.about_strikes = self.about_strikes or (attacked and not other)

    def _pin_down(self) -> None:
        """As in "A city in central Ukraine", "a warehouse close to Moscow": the place is named further on."""
        dropped: set[int] = set()
        for row, telling in enumerate(self.tellings):
            if not telling.loosely or telling.salvos:
                continue
            found = self._named_later(telling, self.tellings[row + 1 :])
            if found is not None:
                telling.spot, telling.inherited = found, True
            elif telling.spot.end == 0 and not self._told_of_country(telling):
                dropped.add(id(telling))
        self.tellings = [telling for telling in self.tellings if id(telling) not in dropped]

    def _told_of_country(self, telling: Telling) -> bool:
        """Whether the text goes on about the country as a whole, or about no place in it."""
        country = country_of(telling.spot)
        others = [
            other for other in self.tellings if other is not telling and country_of(other.spot) == country
        ]
        return not others or any(other.spot.level == "country" and other.salvos for other in others)

    def _named_later(self, telling: Telling, later: list[Telling]) -> Spot | None:
        country = country_of(telling.spot)
        fitting = [
            other
            for other in later
            if other.spot.level != "country"
            and country_of(other.spot) == country
            and other.modality == telling.modality
        ]
        if telling.spot.role == "near" and telling.spot.entry is not None and telling.spot.entry.region:
            around = {telling.spot.entry.region, *self.gazetteer.neighbours(telling.spot.entry.region)}
            fitting = [
                other
                for other in fitting
                if (other.spot.entry.region if other.spot.entry else other.spot.region) in around
            ]
        elif len({other.spot.entry.id if other.spot.entry else other.spot.text for other in fitting}) > 1:
            near = [other for other in fitting if other.rank <= telling.rank + 1 and not other.harms]
            if not near:
                return None
            fitting = near
        for other in fitting:
            if not figures_differ(telling, other):
                return other.spot
        if fitting or telling.spot.role == "near":
            return None
        for row in range(telling.rank, min(telling.rank + 6, len(self.reading.sentences))):
            for spot in self.spots[row]:
                if (
                    spot.level == "settlement"
                    and spot.role in ("at", "near", "bare")
                    and country_of(spot) == country
                ):
                    return spot
        return None

    def _inherit_weapons(self) -> None:
        """A telling that names no weapon has that of the wave it belongs to, where the wave had one kind."""
        current = [t for t in self.tellings if t.modality == "current"]
        for attacker in sorted({t.attacker for t in current}, key=str):
            side = [t for t in current if t.attacker in (attacker, None)]
            lead = [t for t in side if t.rank == side[0].rank]
            if not side or (side[0].spot.level != "country" and (len(lead) < 2 or side[0].rank > 0)):
                continue
            classes = {key[0] for t in side[:2] for key in t.weapons if key[0] not in t.loose}
            if len(classes) != 1:
                continue
            (wave,) = classes
            for telling in side:
                if telling.loose and wave not in telling.loose:
                    telling.weapons = {
                        key: span for key, span in telling.weapons.items() if key[0] not in telling.loose
                    }
                if not telling.weapons:
                    telling.weapons = {
                        (next(iter(classes)), None): next(span for t in side for span in t.weapons.values())
                    }

    def _sentence(self, row: int, sentence: Sentence) -> None:
        tokens = sentence.tokens
        self.row = row
        found = self.spots[row]
        whole = self.wholes[row]
        if sentence.marks.isdisjoint(_EVENTS):
            if whole.other:
                self.focus.active = self.focus.active and only_asides(whole)
            self._remember(found)
            return
        counted = quantities(tokens, self.reading.text)
        harmed = harms(tokens, counted, self.reading.text, self.focus.metric)
        fired = salvos(tokens, counted, self.focus.weapon_class)
        if any(token.is_("weapon") and token.tags["weapon"][1] in LAUNCHERS for token in tokens):
            for salvo in fired:
                if salvo.weapon_class == "missile" and salvo.model is None:
                    salvo.weapon_class = "artillery"
        days, parts = whens(tokens, self.anchor)
        facts = Facts(found, counted, harmed, fired, days, parts)
        facts.distributed = distribute(tokens, facts)
        cut = clauses(tokens, facts)
        made: list[Telling] = []
        for clause in cut:
            made += self._clause(tokens, clause, whole, facts, made, row)
        made = specific(made)
        if made:
            self.focus.tellings = [telling for telling in made if telling.modality == "current"] or made
            self.focus.active = True
        elif whole.other and not whole.strong:
            self.focus.active = self.focus.active and only_asides(whole)
        self._remember(found)
        if harmed:
            self.focus.metric = harmed[-1].metric
        for salvo in fired:
            self.focus.weapon_class = salvo.weapon_class
        self.tellings += made

    def _clause(
        self,
        tokens: list[Token],
        clause: Clause,
        whole: Evidence,
        facts: Facts,
        made: list[Telling],
        row: int,
    ) -> list[Telling]:
        aside = aside_of(tokens, clause)
        past_event = self._set_scene(tokens, clause, aside, row) if aside else []
        if aside:
            clause.spots = [spot for spot in clause.spots if spot.first not in aside]
            clause.refers = [pair for pair in clause.refers if pair[0] not in aside]
            clause.harms = [harm for harm in clause.harms if harm.row not in aside]
            clause.salvos = [salvo for salvo in clause.salvos if salvo.row not in aside]
        seen = evidence_of(tokens, clause.first, clause.last, aside)
        if aside and not (clause.spots or clause.refers or clause.harms or clause.salvos):
            return past_event
        attacker, span = attacker_of(tokens, clause.first, clause.last)
        if attacker is None:
            attacker, span = attacker_of(tokens, 0, len(tokens) - 1)
        struck = seen.target_hit or any(spot.struck and spot.role in HIT for spot in clause.spots)
        if (
            (
                attacker is not None
                or struck
                or seen.harm
                or (seen.noun and seen.damage and (seen.struck or self.about_strikes))
            )
            and seen.weak
            and not seen.other.total() - seen.other["labour"] * struck
        ):
            seen.strong = seen.firm = True
        if not self._is_strike(seen, whole, clause):
            return []
        feeling = mood(tokens, clause.first, clause.last)
        if not clause.harms and any(token.tags.get("cue") == "exercise" for token in tokens):
            feeling = "unreal"
        if feeling == "unreal":
            return []
        targets, inherited = self._targets(tokens, clause, facts, made, seen, attacker)
        targets = [spot for spot in targets if not is_vague_ground(spot, clause)]
        if not targets:
            return []
        when = self._when(tokens, clause, facts, feeling)
        past = self._is_past(feeling, when)
        if clause.harms and (war := self._war_toll(tokens, clause, when)) is not None:
            return [] if inherited else self._toll_of_war(targets, clause, war, row, attacker)
        telling_of_dead = when is not None and when.precision == "day" and bool(clause.harms)
        if past and (
            when is None
            or (inherited and not telling_of_dead)
            or when.precision in ("month", "year")
            or not seen.strong
        ):
            return []
        tellings = []
        for spot in targets:
            telling = Telling(spot, row, inherited=inherited)
            telling.when, telling.part = when, (clause.parts[0] if clause.parts else None)
            if when is not None and (when.said or in_quotes(tokens, when)) and not inherited:
                earlier = next(
                    (
                        t.when
                        for t in self.tellings
                        if t.when is not None and t.spot.entry is not None and t.spot.entry == spot.entry
                    ),
                    None,
                )
                if earlier is not None and abs((when.first_day - earlier.last_day).days) <= 2:
                    telling.when = earlier
            if inherited and (when is None or when.said or same_attack(tokens, clause)):
                telling.when = next(
                    (
                        t.when
                        for t in reversed((*self.focus.tellings, *made))
                        if t.spot is spot or (t.spot.entry is not None and t.spot.entry == spot.entry)
                    ),
                    when,
                )
            telling.modality = "historical" if past else "current"
            telling.weapons = dict(seen.weapons or (whole.weapons if targets else {}))
            telling.targets = dict(seen.targets)
            telling.loose = set(seen.loose)
            telling.strong = seen.strong or whole.strong
            telling.outcome = outcome_of(seen)
            telling.loosely = self._is_loose(tokens, spot)
            telling.spread = (
                spot.level == "country"
                and 0 < spot.first < len(tokens)
                and tokens[spot.first - 1].low in _ACROSS
            )
            country = country_of(spot)
            if inherited and spot.level == "country" and attacker is not None and attacker == country:
                continue
            if attacker is not None:
                telling.attacker, telling.attacker_span = attacker, span
                if country and seen.strong and attacker != country:
                    self.rivalries[attacker, country] += 1
            if telling.when is None and spot.level == "country":
                telling.when = self._day_before(row)
            telling.claims = claims_of(tokens, clause, self.reading.text)
            tellings.append(telling)
        lead = targets[0].first
        clause.tokens_near = any(
            token.low in ("near", "between") for token in tokens[max(lead - 4, 0) : lead]
        )
        self._share(tellings, clause, seen)
        if len(tellings) == 1 and not past:
            tellings += again(tokens, tellings[0], clause)
        if not self.leads and not past:
            self.lead_when = when
        self.leads += 1
        return tellings

    def _is_strike(self, seen: Evidence, whole: Evidence, clause: Clause) -> bool:
        blocked = seen.other["terror"] or seen.other["accident"] or seen.other["labour"]
        if blocked and not seen.firm:
            return False
        if self.other_causes > self.firm_sentences and not (seen.weapons or seen.intercepted):
            return False
        if not self.about_strikes and not (seen.strong and seen.weak):
            return False
        if seen.strong:
            return True
        if whole.strong and (seen.weak or seen.harm or seen.damage or clause.salvos or clause.harms):
            return True
        if seen.weak and seen.harm and not seen.other and self.about_strikes:
            return True
        grounded = seen.other["ground"] and not (seen.weak and seen.harm)
        return (
            self.focus.active
            and not grounded
            and not seen.other["idiom"]
            and bool(
                clause.harms
                or clause.salvos
                or (seen.weak and (seen.damage or seen.struck))
                or (seen.damage and seen.struck)
            )
        )

    def _targets(
        self,
        tokens: list[Token],
        clause: Clause,
        facts: Facts,
        made: list[Telling],
        seen: Evidence,
        attacker: str | None,
    ) -> tuple[list[Spot], bool]:
        """Where it hit: places named in the clause, else what it points back to, else what the text is about."""
        named = [
            spot
            for spot in clause.spots
            if spot.role in HIT and (spot.entry is None or spot.entry.kind != "water")
        ]
        named = named or [
            spot
            for spot in clause.spots
            if spot.role == "near"
            and not spot.is_country
            and not any(other.role in HIT for other in facts.spots)
        ]
        if not named and not self.tellings:
            named = [spot for spot in clause.spots if spot.role == "bearing" and spot.level != "country"][:1]
        named = anchored(tokens, clause, named)
        small = [spot for spot in named if spot.level != "country"]
        small = [spot for spot in small if not any(other.container is spot for other in small)]
        if small:
            return [self._as_region(spot) for spot in small], False
        if named:
            return [spot for spot in named if spot is named[0] or spot.listed is not None], False
        if clause.harms and (spread := self._spread(clause, facts)) is not None:
            return [spread], True
        for at, kind in clause.refers:
            spot = self._referred(kind, at, tokens, facts)
            if spot is not None:
                return [spot], True
        if is_many(tokens, clause):
            whole = self._referred("country", clause.first, tokens, facts)
            if whole is not None:
                return [whole], True
        if made:
            return [telling.spot for telling in made[-1:]], True
        later = [spot for spot in facts.spots if spot.role in HIT and spot.first > clause.last]
        if later:
            return (
                ([spot for spot in later if spot.level != "country"][:1] or later[:1], False)
                if clause.harms and not facts.distributed
                else ([], False)
            )
        owner = [
            spot
            for spot in clause.spots
            if spot.role == "owner"
            and spot.is_country
            and country_of(spot) != attacker
            and any(token.is_("target") for token in tokens[spot.last + 1 : spot.last + 6])
        ]
        if attacker is not None and seen.strong and owner:
            return owner[:1], False
        if clause.salvos and not is_local(tokens):
            state = self._state(tokens, clause) or self._massive(clause, attacker)
            if state is not None:
                return [state], False
        national = self._national(tokens, facts) or self._daily(tokens, clause)
        if clause.harms and national is not None:
            return [national], True
        speaker = [
            spot
            for spot in facts.spots
            if spot.role == "speaker"
            and spot.level in ("region", "settlement", "district")
            and ("metonym" not in tokens[spot.first].tags or is_local(tokens))
        ]
        found, inherited = self._inherited(speaker[:1], clause, seen)
        if (
            found
            and inherited
            and not (clause.harms or clause.salvos or (seen.struck and seen.damage) or seen.strong)
        ):
            return [], False
        if not found and not self.tellings and self.row <= 1 and clause.harms:
            opening = self.reading.sentences[0].tokens
            written = [
                spot
                for spot in self.spots[0]
                if spot.role == "dateline"
                and spot.level == "settlement"
                and "metonym" not in opening[spot.first].tags
            ]
            if written:
                return written[:1], True
        if not found and not self.tellings and attacker is not None and (clause.harms or clause.salvos):
            other = self.resolver.other_than(attacker)
            whole = self._country_spot(other, Spot(0, 0, 0, 0, "", ()))
            return ([whole], True) if whole is not None else ([], False)
        return found, inherited

    def _daily(self, tokens: list[Token], clause: Clause) -> Spot | None:
        """Victims "in 24 hours" with no place are the country's."""
        if not any(
            "24 hours" in tokens[row].low or tokens[row].low in ("past day", "last day")
            for row in range(clause.first, clause.last + 1)
        ):
            return None
        if any(spot.role == "speaker" and spot.level != "country" for spot in clause.spots) or is_local(
            tokens
        ):
            return None
        code = (
            next((code for token in tokens if (code := token.tags.get("demonym")) and token.capital), None)
            or self._victim()
        )
        return self._country_spot(code, Spot(0, 0, 0, 0, "", ())) if code else None

    def _national(self, tokens: list[Token], facts: Facts) -> Spot | None:
        """The country whose emergency service, ministry or president counts the victims."""
        if any(spot.role == "speaker" and spot.level != "country" for spot in facts.spots) or is_local(
            tokens
        ):
            return None
        for row in range(1, len(tokens)):
            if (
                tokens[row].tags.get("speaker")
                in ("rescue", "health", "police", "prosecutor", "head_of_state")
                and tokens[row].capital
            ):
                for back in range(row - 1, max(row - 4, -1), -1):
                    code = tokens[back].tags.get("demonym") or tokens[back].tags.get("attacker")
                    if (
                        code
                        and tokens[back].capital
                        and (
                            self.tellings
                            and self.tellings[0].spot.level == "country"
                            and not self.tellings[0].loosely
                        )
                    ):
                        return self._country_spot(
                            code, Spot(back, back, tokens[back].start, tokens[back].end, tokens[back].low, ())
                        )
        return None

    def _as_region(self, spot: Spot) -> Spot:
        """As in "Sumy" after "the regions of Dnipropetrovsk and Sumy" is still the region."""
        if spot.unit is not None or spot.level != "settlement" or spot.entry is None:
            return spot
        for telling in self.focus.tellings:
            region = telling.spot
            if (
                region.level == "region"
                and region.unit
                and spot.text.split(" ")[0] == region.text.split(" ")[0]
                and "headed" in region.hints
            ):
                return region
        return spot

    def _spread(self, clause: Clause, facts: Facts) -> Spot | None:
        """Where "killed 11 - eight in Donetsk, two in Sumy" happened as a whole."""
        parts = [
            spot
            for spot in facts.spots
            if spot.role in HIT and spot.first > clause.last and spot.level != "country"
        ]
        return self._common(parts) if len(parts) > 1 and facts.distributed else None

    def _inherited(self, speaker: list[Spot], clause: Clause, seen: Evidence) -> tuple[list[Spot], bool]:
        focus = [telling.spot for telling in self.focus.tellings]
        distinct = {_ground_of(spot): spot for spot in focus}
        if speaker and speaker[0].entry is not None:
            inside = [spot for spot in distinct.values() if self._within(spot, speaker[0])]
            inside = inside or [
                t.spot
                for t in self.tellings
                if t.spot.level == "settlement"
                and t.modality == "current"
                and self._within(t.spot, speaker[0])
            ]
            if inside and self.focus.active:
                return inside[-1:], True
            return (speaker, True) if seen.strong or clause.harms else ([], False)
        if len(distinct) == 1:
            return list(distinct.values()), True
        if distinct and (clause.harms or clause.salvos):
            whole = self._common(list(distinct.values()))
            return ([whole], True) if whole is not None else ([], False)
        if (
            not self.tellings
            and self.focus.settlement is not None
            and seen.strong
            and self.row - self.focus_row <= 3
        ):
            return [self.focus.settlement], True
        return [], False

    def _within(self, spot: Spot, outer: Spot) -> bool:
        if outer.entry is None or spot.level == "country":
            return False
        if spot.entry is None:
            return spot.region is not None and spot.region == outer.entry.region
        if self.gazetteer.contained(spot.entry, outer.entry):
            return True
        return spot.entry.region is not None and spot.entry.region == outer.entry.region

    def _common(self, several: list[Spot]) -> Spot | None:
        """The country that holds several places: where a figure for all of them belongs."""
        countries = {country_of(spot) for spot in several}
        if len(countries) != 1:
            return None
        return self._country_spot(countries.pop(), several[0])

    def _country_spot(self, code: str | None, like: Spot) -> Spot | None:
        if code is None:
            return None
        try:
            entry = self.gazetteer.region(code)
        except KeyError:
            return None
        return Spot(
            like.first,
            like.last,
            like.start,
            like.end,
            entry.name,
            (entry,),
            "at",
            level="country",
            entry=entry,
        )

    def _state(self, tokens: list[Token], clause: Clause) -> Spot | None:
        """The country a state-level speaker counts munitions over: its own, or that which its enemy attacks."""
        intercepted = any(salvo.fate in ("intercepted", "lost") for salvo in clause.salvos)
        attacker, _ = attacker_of(tokens, 0, len(tokens) - 1)
        small = sum(salvo.figure.value for salvo in clause.salvos) < _HANDFUL
        for row in range(len(tokens)):
            token = tokens[row]
            speaks = token.tags.get("speaker") in ("air_force", "ministry", "military", "head_of_state")
            defends = "defence" in token.tags or "actor" in token.tags or "intercept" in token.tags
            if not speaks and not (defends and intercepted):
                continue
            if small and len(self.focus.tellings) == 1 and self.focus.tellings[0].spot.level != "country":
                return None
            for back in range(row - 1, max(row - 5, -1), -1):
                tags = tokens[back].tags
                code = tags.get("demonym") or tags.get("attacker") or tags.get("metonym")
                if code and code != attacker:
                    like = Spot(back, back, tokens[back].start, tokens[back].end, tokens[back].low, ())
                    return self._country_spot(code, like)
            if (
                speaks
                and token.tags["speaker"] in ("air_force", "head_of_state")
                and self.focus.country is not None
            ):
                return self.focus.country
        return self.focus.country if len(self.focus.tellings) != 1 else None

    def _referred(self, kind: str, row: int, tokens: list[Token], facts: Facts) -> Spot | None:
        """What "the city", "the capital", "his region", "across the country" point to."""
        if kind == "capital":
            return self._capital(row, tokens, facts)
        if kind == "country":
            if self.focus.country is not None:
                return self.focus.country
            code = self.resolver.country
            return self._country_spot(code, Spot(0, 0, 0, 0, "", ())) if code else None
        speaker = next((spot for spot in facts.spots if spot.role == "speaker" and spot.level == kind), None)
        if speaker is not None:
            return speaker
        found: Spot | None = {
            "settlement": self.focus.settlement,
            "region": self.focus.region,
            "district": self.focus.district,
        }.get(kind)
        if found is None:
            found = next((spot for spot in facts.spots if spot.level == kind and spot.first < row), None)
        return found

    def _massive(self, clause: Clause, attacker: str | None) -> Spot | None:
        """Numbers too large for one place, told with none: the country's."""
        if sum(salvo.figure.value for salvo in clause.salvos) < _MASSIVE:
            return None
        code = self.resolver.other_than(attacker) if attacker else self._victim()
        return self._country_spot(code, Spot(0, 0, 0, 0, "", ())) if code else None

    def _is_loose(self, tokens: list[Token], spot: Spot) -> bool:
        """Whether the words leave open where in the country it was."""
        if spot.role == "near" and spot.first < len(tokens) and "metonym" in tokens[spot.first].tags:
            return True
        if spot.level != "country":
            return False
        if spot.end == 0:
            return True
        lead = [token.low for token in tokens[max(spot.first - 2, 0) : spot.first]]
        return any(low in _DIRECTIONS for low in lead)

    def _capital(self, row: int, tokens: list[Token], facts: Facts) -> Spot | None:
        near = [spot for spot in facts.spots if abs(spot.first - row) <= 3 and spot.level == "settlement"]
        if near:
            return near[0] if near[0].role != "actor" else None
        lead = [
            tags.get("demonym") or tags.get("attacker")
            for tags in (token.tags for token in tokens[max(row - 3, 0) : row + 1])
        ]
        code = next((code for code in lead if code), None)
        if code is None:
            ground = [
                spot for spot in facts.spots if spot.is_country and spot.role in ("at", "owner", "container")
            ]
            code = country_of(ground[0]) if ground else self._victim()
        capital = self.gazetteer.capital_of(code) if code else None
        if capital is None:
            return None
        known = next(
            (
                spot
                for found in self.spots.values()
                for spot in found
                if spot.entry == capital and spot.feature is None
            ),
            None,
        )
        if known is not None:
            return known
        token = tokens[row]
        return Spot(row, row, token.start, token.end, capital.name, (capital,), "at", entry=capital)

    def _victim(self) -> str | None:
        """The country the article tells most strikes on, else the one it speaks of most."""
        if self.rivalries:
            pair = max(sorted(self.rivalries), key=lambda pair: self.rivalries[pair])
            return pair[1]
        return self.resolver.country

    def _when(self, tokens: list[Token], clause: Clause, facts: Facts, feeling: Mood) -> When | None:
        del feeling
        choice = clause.whens or facts.whens
        firm = [when for when in choice if not when.vague]
        for when in firm:
            when.said = is_saying(tokens, when)
        firm = [when for when in firm if not when.said] or firm
        return firm[0] if firm else None

    def _set_scene(self, tokens: list[Token], clause: Clause, aside: range, row: int) -> list[Telling]:
        """As in ".. a year after 20 people were killed in Chernihiv": the old strike, where its place and victims are told."""
        when = next((when for when in clause.whens if when.precision in ("day", "month")), None)
        when = when or (self.anchor and counted_back(tokens[aside.start], self.anchor)) or None
        spot = next(
            (s for s in clause.spots if s.first in aside and s.role in HIT and s.level != "country"), None
        )
        victims = [harm for harm in clause.harms if harm.row in aside]
        if when is None or spot is None or not victims:
            return []
        telling = Telling(spot, row, modality="historical", when=when)
        telling.harms = victims
        return [telling]

    def _war_toll(self, tokens: list[Token], clause: Clause, when: When | None) -> When | None:
        """The days of a sum over a war ("since February 2022"): from the day it counts from to publication."""
        if self.anchor is None:
            return None
        row = next((at for at in range(clause.first, clause.last + 1) if "war" in tokens[at].tags), None)
        since = (
            row
            if row is not None
            else next(
                (
                    w.row - 1
                    for w in clause.whens
                    if w.row and tokens[w.row - 1].low == "since" and w.precision in ("month", "year")
                ),
                None,
            )
        )
        if since is None:
            return None
        first = (
            when.first_day
            if when is not None and when.first_day <= self.anchor
            else self.anchor.replace(month=1, day=1)
        )
        token = tokens[since]
        return When(since, since, first, self.anchor, "year", "relative", start=token.start, end=token.end)

    def _toll_of_war(
        self, targets: list[Spot], clause: Clause, war: When, row: int, attacker: str | None
    ) -> list[Telling]:
        if len(targets) != 1 or targets[0].level == "country":
            return []
        telling = Telling(
            targets[0], row, modality="historical", scope="summary", when=war, attacker=attacker
        )
        telling.harms = list(clause.harms)
        return [telling]

    def _is_past(self, feeling: Mood, when: When | None) -> bool:
        if self.anchor is None:
            return feeling == "past"
        if when is not None and when.last_day < self.anchor - _STALE_DAYS * DAY:
            return True
        return feeling == "past" and (when is None or when.last_day < self.anchor - 2 * DAY)

    def _day_before(self, row: int) -> When | None:
        """The day of the sentence before, where it told of another day than the article's own."""
        told = [t.when for t in self.tellings if t.rank == row - 1 and t.when is not None and not t.when.said]
        lead = self.lead_when
        if (
            not told
            or told[-1].precision != "day"
            or (lead is not None and told[-1].first_day == lead.first_day)
        ):
            return None
        return told[-1]

    def _share(self, tellings: list[Telling], clause: Clause, seen: Evidence) -> None:
        """Give the clause's figures to its place; a figure over a list of places is the country's."""
        del seen
        if len(tellings) == 1:
            tellings[0].harms, tellings[0].salvos = list(clause.harms), list(clause.salvos)
            return
        if not clause.harms and not clause.salvos:
            return
        if clause.tokens_near and len(tellings) == 2:
            tellings[0].harms, tellings[0].salvos = list(clause.harms), list(clause.salvos)
            return
        whole = self._common([telling.spot for telling in tellings])
        if whole is None:
            return
        total = Telling(
            whole,
            tellings[0].rank,
            scope="summary",
            attacker=tellings[0].attacker,
            when=tellings[0].when,
            modality=tellings[0].modality,
        )
        total.weapons = dict(tellings[0].weapons)
        total.harms, total.salvos = list(clause.harms), list(clause.salvos)
        tellings.append(total)

    def _remember(self, found: list[Spot]) -> None:
        for spot in found:
            if spot.role in ("dateline", "from", "care", "bearing"):
                continue
            if spot.level == "settlement" and spot.role in HIT:
                self.focus.settlement, self.focus_row = spot, self.row
            elif spot.level == "region":
                self.focus.region = spot
            elif spot.level == "district":
                self.focus.district = spot
            elif spot.level == "country" and spot.role in ("at", "container"):
                self.focus.country = spot
