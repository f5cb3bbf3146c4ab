"""The shape of the house: what import-linter and ruff do not see."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SHIPPED = sorted(path for room in ("agents", "schemas", "seeds") for path in (ROOT / room).rglob("*.py"))
STAGES = ("extract", "enrich", "resolve", "aggregate", "alert")
WITHIN = {"mentions"}
"""What a stage hands to the next within the process, on no topic."""

PURE_IN_VIEW = ("account", "atom", "entries", "freshness", "pages", "selection", "tables", "timeline")

MODULE_LINES = 250  # blank ones apart; about 200 is the aim
FUNCTION_LINES = 35  # about 20 is the aim
READER = "one pattern of English read from end to end; to be split with the module it stands in"
LONG_FUNCTIONS = {
    "agents/enrich/enricher.py:_report": READER,
    "agents/metrics.py:__init__": "the list of all instruments, one after the other",
    "seeds/gazetteer/compiler/assemble.py:assemble": "the list of all columns, one after the other",
    "seeds/gazetteer/compiler/everything.py:columns": "the order of the work, one step after the other",
}
LONG_MODULES: dict[str, int] = {}
"""Modules that are longer, and how long they may be: they may shrink and may not grow."""

IMPURE_MODULES = frozenset({"os", "random", "secrets", "socket", "subprocess", "threading", "time", "uuid"})
IMPURE_NAMES = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "hash", "print", "input"}
)
MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MUTATORS = frozenset(
    {
        "add",
        "append",
        "clear",
        "discard",
        "extend",
        "insert",
        "pop",
        "popitem",
        "remove",
        "setdefault",
        "update",
    }
)
ONE_PER_PROCESS = frozenset({"App", "CollectorRegistry", "Metrics", "Settings", "Worker"})


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def is_pure(path: Path) -> bool:
    """Stages without their agents, the flow without Kafka, and the nouns; not the programs that compile seeds."""
    where = path.relative_to(ROOT).parts
    if where[0] == "agents":
        return (where[1] in STAGES and where[-1] != "agent.py") or where[1:] in {
            ("replay.py",),
            ("stages.py",),
            *(("view", f"{name}.py") for name in PURE_IN_VIEW),
        }
    return "compiler" not in where and where[-1] != "build.py"


PURE = [path for path in SHIPPED if is_pure(path)]

each_module = pytest.mark.parametrize("module", SHIPPED, ids=named)
each_pure_module = pytest.mark.parametrize("module", PURE, ids=named)


# The flow


def arrow(stage: str) -> tuple[list[str], str]:
    """What a stage's agent says it reads and writes: `incidents, region-windows -> alerts: ...`."""
    said = ast.get_docstring(parsed(ROOT / "agents" / stage / "agent.py")) or ""
    match = re.match(r"([a-z, -]+) -> ([a-z-]+): \S", said)
    assert match, f"agents/{stage}/agent.py does not begin with its arrow: {said[:60]!r}"
    return match[1].split(", "), match[2]


def wired() -> list[str]:
    """The stages in the order in which pipeline.py attaches them."""
    calls = [
        node.func.value.id
        for node in ast.walk(parsed(ROOT / "agents" / "pipeline.py"))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr == "attach"
    ]
    return sorted(set(calls), key=calls.index)


def test_the_pipeline_attaches_the_stages_in_the_order_of_the_flow() -> None:
    assert wired() == list(STAGES)


def test_each_stage_reads_what_an_earlier_one_writes() -> None:
    written = {"articles"}
    for stage in wired():
        reads, writes = arrow(stage)
        assert set(reads) <= written, stage
        assert writes not in written, stage
        written.add(writes)
    topics = {topic.name.partition(".")[0] for topic in catalogue(Settings())}
    assert written - WITHIN == topics - {"dead-letters"}


def test_the_pipeline_says_what_its_stages_say() -> None:
    said = " ".join((ast.get_docstring(parsed(ROOT / "agents" / "pipeline.py")) or "").split())
    for stage in STAGES:
        reads, writes = arrow(stage)
        assert f"{', '.join(reads)} -> {stage} -> {writes}" in said


# Purity


def used_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Name):
            yield node.id


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@each_pure_module
def test_domain_code_knows_no_clock_chance_environment_or_process(module: Path) -> None:
    tree = parsed(module)
    assert not IMPURE_MODULES & set(imported(tree))
    assert not IMPURE_NAMES & set(used_names(tree))


def test_every_stage_has_domain_code() -> None:
    """Else the test above would pass on an empty room."""
    rooms = {path.parent.name for path in PURE}
    assert set(STAGES) <= rooms


# State


def module_level(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def changed_names(tree: ast.Module) -> Iterator[str]:
    """Names that a function of the module assigns into, deletes from or calls a mutating method of."""
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for node in (node for function in functions for node in ast.walk(function)):
        if isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield ast.unparse(node.value)
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS
        ):
            yield ast.unparse(node.func.value)


@each_module
def test_no_module_keeps_state(module: Path) -> None:
    tree = parsed(module)
    containers = {name for name, value in module_level(tree) if isinstance(value, MUTABLE)}
    assert not containers & set(changed_names(tree))
    assert not [name for name in containers if not name.lstrip("_").isupper() and name != "__all__"]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)]


@each_module
def test_no_module_makes_what_a_process_has_one_of(module: Path) -> None:
    made = [
        ast.unparse(value.func).rpartition(".")[2]
        for _, value in module_level(parsed(module))
        if isinstance(value, ast.Call)
    ]
    assert not ONE_PER_PROCESS & set(made)


# Size and names


@each_module
def test_a_module_says_what_it_is_and_is_no_longer_than_it_can_be_read(module: Path) -> None:
    assert ast.get_docstring(parsed(module)), "a module begins with what it is"
    length = sum(1 for line in module.read_text().splitlines() if line.strip())
    assert length <= LONG_MODULES.get(named(module), MODULE_LINES)


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; without its docstring, and without functions inside, which are measured themselves."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    inner = [node for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
    return lines - sum((node.end_lineno or 0) - node.lineno + 1 for node in inner)


def long_functions(path: Path) -> set[str]:
    return {
        f"{named(path)}:{node.name}"
        for node in ast.walk(parsed(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and own_lines(node) > FUNCTION_LINES
    }


@each_module
def test_a_function_fits_on_a_screen(module: Path) -> None:
    assert long_functions(module) <= LONG_FUNCTIONS.keys()


def test_no_exception_outlives_its_reason() -> None:
    assert set().union(*map(long_functions, SHIPPED)) >= LONG_FUNCTIONS.keys()
    assert all(lines > MODULE_LINES for lines in LONG_MODULES.values())
    assert {named(module) for module in SHIPPED} >= LONG_MODULES.keys()
