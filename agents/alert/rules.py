"""Alert rules as data: read from TOML, checked whole at load, every error with file, line and rule."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import ValidationError

from strikewatch.agents.alert.condition import Condition, ConditionError
from strikewatch.agents.alert.incident_fields import INCIDENT_FIELDS
from strikewatch.agents.alert.rule_spec import SEVERITIES, On, RulesFile, RuleSpec
from strikewatch.agents.alert.template import Template, TemplateError
from strikewatch.agents.alert.window_fields import BASELINE_FIELDS, WINDOW_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from strikewatch.schemas.incident import Severity

FIELDS: dict[On, Mapping[str, Any]] = {"incident": INCIDENT_FIELDS, "window": WINDOW_FIELDS}
WITHOUT_BASELINE = frozenset({"30d", "365d"})


class RulesError(ValueError):
    """A rules file that cannot be used: `file:line: rule: what is wrong`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready to be applied."""

    spec: RuleSpec
    when: Condition
    severities: tuple[tuple[Severity, Condition], ...]
    headline: Template
    description: Template
    values: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.spec.id

    def severity(self, values: Mapping[str, Any]) -> Severity:
        """The highest severity whose condition holds; minor where none does."""
        if isinstance(self.spec.severity, str):
            return self.spec.severity
        return next((name for name, condition in self.severities if condition.holds(values)), "minor")

    def fingerprint(self, values: Mapping[str, Any]) -> str:
        """What one alert is about: the rule and the values of its fingerprint fields."""
        return "|".join((self.id, *(str(values[name]) for name in self.spec.fingerprint)))


def _compile(spec: RuleSpec, lists: Mapping[str, frozenset[str]]) -> Rule:
    """Compile one rule.

    Raises:
        _FaultError: the key that is wrong, and why.
    """
    fields = FIELDS[spec.on]
    conditions: dict[str, Condition] = {}
    by_severity = spec.severity if isinstance(spec.severity, dict) else {}
    texts: dict[str, str] = {"when": spec.when}
    texts.update({str(name): text for name, text in by_severity.items()})
    for key, text in texts.items():
        try:
            conditions[key] = Condition(text, fields, lists)
        except ConditionError as error:
            raise _FaultError(key, f"{error} (in `{text}`)") from error
    templates: dict[str, Template] = {}
    for key in ("headline", "description"):
        try:
            templates[key] = Template(getattr(spec, key), fields)
        except TemplateError as error:
            raise _FaultError(key, str(error)) from error
    for key in ("fingerprint", "values"):
        for name in getattr(spec, key):
            if name not in fields or (key == "fingerprint" and fields[name].kind not in {"text", "flag"}):
                raise _FaultError(
                    key, f"`{name}` is not a text field" if name in fields else f"unknown field `{name}`"
                )
    asked = [name for condition in conditions.values() for name in sorted(condition.symbols)]
    used = tuple(dict.fromkeys((*asked, *spec.values)))
    if spec.window in WITHOUT_BASELINE and (
        missing := sorted(BASELINE_FIELDS & {*used, *templates["headline"].symbols})
    ):
        raise _FaultError("when", f"`{missing[0]}` is known for windows up to 7d only")
    severities = tuple((name, conditions[name]) for name in SEVERITIES if name in by_severity)
    return Rule(spec, conditions["when"], severities, templates["headline"], templates["description"], used)


class _FaultError(ValueError):
    """A rule's key and what is wrong with it, before the line is known."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule of a file, in its order."""

    rules: tuple[Rule, ...] = ()

    def on(self, kind: On) -> tuple[Rule, ...]:
        """Rules over one kind of record."""
        return tuple(rule for rule in self.rules if rule.spec.on == kind)

    def ids(self, kind: On) -> frozenset[str]:
        """Names of the rules over one kind of record."""
        return frozenset(rule.id for rule in self.on(kind))

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read a file.

        Raises:
            RulesError: it is not there, is not TOML, or a rule in it is wrong.
        """
        try:
            text = Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RulesError(f"{path}: {error}") from error
        return cls.parse(text, str(path))

    @classmethod
    def from_seeds(cls) -> Self:
        """The rules that come with the system, `seeds/alert-rules.toml`."""
        name = "alert-rules.toml"
        return cls.parse(
            resources.files("strikewatch.seeds").joinpath(name).read_text("utf-8"), f"seeds/{name}"
        )

    @classmethod
    def parse(cls, text: str, name: str = "rules") -> Self:
        """Read TOML; `name` stands for the file in errors. Raises RulesError as `load`."""
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            raise RulesError(f"{name}:{line[1] if line else 1}: not TOML: {error}") from error
        try:
            file = RulesFile.model_validate(content)
        except ValidationError as error:
            raise RulesError(_located(name, text, content, error)) from error
        return cls(tuple(_compiled(file, name, text)))


def _compiled(file: RulesFile, name: str, text: str) -> Iterable[Rule]:
    lists = {key: frozenset(words) for key, words in file.lists.items()}
    for key in lists:
        if key in INCIDENT_FIELDS or key in WINDOW_FIELDS:
            raise RulesError(f"{name}:{_line_of(text, None, key)}: list `{key}` has the name of a field")
    seen: set[str] = set()
    for number, spec in enumerate(file.rule):
        if spec.id in seen:
            raise RulesError(f"{name}:{_line_of(text, number, 'id')}: rule `{spec.id}` is there twice")
        seen.add(spec.id)
        try:
            yield _compile(spec, lists)
        except _FaultError as fault:
            line = _line_of(text, number, fault.key)
            raise RulesError(f"{name}:{line}: rule `{spec.id}`, {fault.key}: {fault}") from fault


def _located(name: str, text: str, content: Mapping[str, Any], error: ValidationError) -> str:
    """The first validation error, where it stands in the text."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = first["loc"]
    keys = [part for part in place if isinstance(part, str)]
    reason = str(first["msg"]).removeprefix("Value error, ")
    if place and place[0] == "rule" and len(place) > 1 and isinstance(place[1], int):
        number, key = place[1], keys[1] if len(keys) > 1 else None
        rule = content["rule"][number].get("id", f"number {number + 1}")
        where = f"rule `{rule}`" + (f", {key}" if key else "")
        return f"{name}:{_line_of(text, number, key)}: {where}: {reason}"
    key = keys[-1] if keys else None
    return f"{name}:{_line_of(text, None, key)}: {'.'.join(keys) or 'file'}: {reason}"


def _line_of(text: str, number: int | None, key: str | None) -> int:
    """The line of `key` in the rule with that number (None: anywhere), else of the rule's header, else 1."""
    header, seen, quoted = 1, -1, False
    for at, line in enumerate(text.splitlines(), 1):
        if not quoted and re.match(r"\s*\[\[\s*rule\s*\]\]", line):
            seen += 1
            if seen == number:
                header = at
        inside = number is None or seen == number
        if (
            key is not None
            and inside
            and not quoted
            and re.match(rf"\s*\[?\[?(rule\.)?\"?{re.escape(key)}\"?\s*(=|\])", line)
        ):
            return at
        if (line.count('"""') + line.count("'''")) % 2:
            quoted = not quoted
    return header
