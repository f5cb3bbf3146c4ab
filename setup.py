"""Builds the wheel, its pure part compiled: what reads and enriches an article is typed Python, which mypyc makes C.

    pip install .                        compiled where there are a C compiler and Python's headers, else as it is
    STRIKEWATCH_COMPILE=0 pip install .  as it is
    STRIKEWATCH_COMPILE=1 pip install .  compiled, or an error

An editable installation is never compiled: the sources in the tree are what runs.

mypyc makes native classes of plain classes, and calls their methods and reads their fields without the interpreter.
A dataclass stays half interpreted, since its `__init__` is made at run time, and a global is looked up by its name. So
mypyc is given copies of the modules (build/native) in which a dataclass that is compared by identity is a plain class
with the `__init__` that it would have had and, where it holds none of its own kind, out of the garbage collector's
way; the constants of a module are final; `token.is_("attack", "harm")` needs no tuple of its arguments. Nothing else
differs, and tests/unit/house/test_compiled.py holds that the reports do not.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import sys
import sysconfig
from pathlib import Path

from setuptools import Extension, setup

ROOMS = ("agents", "schemas", "seeds")
COMPILED = (
    "agents/extract/**/*.py",
    "agents/enrich/*.py",
    "seeds/gazetteer/entry.py",
    "seeds/gazetteer/folding.py",
    "seeds/gazetteer/gazetteer.py",
)
INTERPRETED = ("__init__.py", "agent.py")
"""Nothing to gain: names of a package, and a stage's agent, which is Faust's."""
TREE = Path("build/native")
OPTIONS = """[mypy]
mypy_path = build/native
namespace_packages = True
explicit_package_bases = True
ignore_missing_imports = True
ignore_errors = True
"""
"""The types are checked elsewhere, strictly; here the dependencies need not even be installed."""


def extensions() -> list[Extension]:
    """The compiled modules of a wheel; none for any other command, or where they are not wanted or not possible."""
    wish = os.environ.get("STRIKEWATCH_COMPILE", "")
    if "bdist_wheel" not in sys.argv or wish == "0":
        return []
    if wish != "1" and not _can_compile():
        sys.stderr.write("strikewatch is not compiled: that needs a C compiler and Python's headers\n")
        return []
    from mypyc.build import mypycify  # noqa: PLC0415 - only where it is used

    made: list[Extension] = mypycify(
        ["--config-file", str(TREE / "mypy.ini"), *_copies()],
        opt_level=os.environ.get("STRIKEWATCH_COMPILE_LEVEL", "3"),
        debug_level="0",
        group_name="strikewatch",
    )
    return made


def _can_compile() -> bool:
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    headers = Path(sysconfig.get_paths()["include"], "Python.h")
    return shutil.which(os.environ.get("CC", compiler)) is not None and headers.is_file()


def _copies() -> list[str]:
    """Write the modules under their package's name, those to compile rewritten; return the paths of these."""
    shutil.rmtree(TREE, ignore_errors=True)
    chosen = {path for pattern in COMPILED for path in Path().glob(pattern) if path.name not in INTERPRETED}
    for room in ROOMS:
        for path in sorted(Path(room).rglob("*.py")):
            copy = TREE / "strikewatch" / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            source = path.read_text("utf-8")
            copy.write_text(native(source) if path in chosen else source, "utf-8")
    (TREE / "mypy.ini").write_text(OPTIONS, "utf-8")
    return [str(TREE / "strikewatch" / path) for path in sorted(chosen)]


_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]+")


def native(source: str) -> str:
    """The module as it is compiled."""
    tree = _Native().visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


_PRELUDE = """
from typing import TYPE_CHECKING as _CHECKING, Any as _Any, Final
if _CHECKING:
    from mypy_extensions import mypyc_attr
"""
_MOST_TAGS = 12


class _Native(ast.NodeTransformer):
    def __init__(self) -> None:
        self.replaces = False
        self.tuples: dict[str, list[ast.expr]] = {}

    def visit_Module(self, node: ast.Module) -> ast.Module:
        assigned = [target.id for one in ast.walk(node) for target in _names_of(one)]
        self.replaces = any(
            isinstance(one, ast.ImportFrom)
            and one.module == "dataclasses"
            and "replace" in {a.name for a in one.names}
            for one in node.body
        )
        node.body = [
            _final(one) if _is_constant(one) and assigned.count(_names_of(one)[0].id) == 1 else one
            for one in node.body
        ]
        self.tuples = {
            _names_of(one)[0].id: one.value.elts
            for one in node.body
            if isinstance(one, ast.AnnAssign) and isinstance(one.value, ast.Tuple)
        }
        future = sum(isinstance(one, ast.ImportFrom) and one.module == "__future__" for one in node.body)
        docs = int(ast.get_docstring(node) is not None)
        node.body[docs + future : docs + future] = ast.parse(_PRELUDE).body
        self.generic_visit(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.generic_visit(node)
        if any(isinstance(one, ast.FunctionDef) and one.name == "is_" for one in node.body):
            node.body += [ast.parse(_is_any_of(count)).body[0] for count in range(2, _MOST_TAGS + 1)]
            node.decorator_list.append(_ACYCLIC)
        if not any(map(_by_identity, node.decorator_list)):
            return node
        fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
        others = [one for one in node.body if not isinstance(one, ast.AnnAssign)]
        own = any(node.name in ast.unparse(one.annotation) for one in fields)
        node.decorator_list = [] if own else [_ACYCLIC]
        declared = [ast.AnnAssign(target=one.target, annotation=one.annotation, simple=1) for one in fields]
        made = ast.parse(_methods(node.name, fields)).body
        docs = int(ast.get_docstring(node) is not None)
        node.body = [*others[:docs], *declared, *made, *others[docs:]]
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if self.replaces and isinstance(node.func, ast.Name) and node.func.id == "replace":
            return ast.Call(ast.Attribute(node.args[0], "__replace__", ast.Load()), [], node.keywords)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "is_":
            return _tag_test(node, node.func.value, self.tuples)
        return node


_ACYCLIC = ast.parse("mypyc_attr(acyclic=True)", mode="eval").body


def _tag_test(call: ast.Call, token: ast.expr, tuples: dict[str, list[ast.expr]]) -> ast.expr:
    """`token.is_("harm")` is `"harm" in token.tags`; with several tags, or a tuple of them, a method for as many."""
    tags: list[ast.expr] = []
    for tag in call.args:
        starred = tag.value if isinstance(tag, ast.Starred) else None
        tags += tuples.get(starred.id, [tag]) if isinstance(starred, ast.Name) else [tag]
    if any(isinstance(tag, ast.Starred) for tag in tags) or not 0 < len(tags) <= _MOST_TAGS:
        return call
    if len(tags) == 1:
        return ast.Compare(tags[0], [ast.In()], [ast.Attribute(token, "tags", ast.Load())])
    return ast.Call(ast.Attribute(token, f"is_{len(tags)}", ast.Load()), tags, [])


def _is_any_of(count: int) -> str:
    names = [f"tag{number}" for number in range(count)]
    taken = ", ".join(f"{name}: str" for name in names)
    either = " or ".join(f"{name} in own" for name in names)
    return f"def is_{count}(self, {taken}) -> bool:\n    own = self.tags\n    return bool(own) and ({either})"


def _names_of(node: ast.AST) -> list[ast.Name]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    return [target for target in targets if isinstance(target, ast.Name)]


def _is_constant(node: ast.stmt) -> bool:
    names = _names_of(node)
    valued = isinstance(node, ast.Assign) or (isinstance(node, ast.AnnAssign) and node.value is not None)
    return valued and len(names) == 1 and _CONSTANT.fullmatch(names[0].id) is not None


def _final(node: ast.stmt) -> ast.stmt:
    if isinstance(node, ast.AnnAssign):
        kind: ast.expr = ast.Subscript(ast.Name("Final"), node.annotation)
    else:
        kind = ast.Name("Final")
    (name,) = _names_of(node)
    return ast.AnnAssign(target=name, annotation=kind, value=node.value, simple=1)  # type: ignore[attr-defined]


def _by_identity(decorator: ast.expr) -> bool:
    """Whether it is `@dataclass(.., eq=False)`."""
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "dataclass"
        and any(word.arg == "eq" and ast.literal_eval(word.value) is False for word in decorator.keywords)
    )


def _methods(name: str, fields: list[ast.AnnAssign]) -> str:
    taken, kept = [], []
    for one in fields:
        field, kind = ast.unparse(one.target), ast.unparse(one.annotation)
        made = _factory(one.value)
        if one.value is None:
            taken.append(f"{field}: {kind}")
        elif made is None:
            taken.append(f"{field}: {kind} = {ast.unparse(one.value)}")
        else:
            taken.append(f"{field}: {kind} | None = None")
        kept.append(
            f"self.{field} = {field}"
            if made is None
            else f"self.{field} = {made} if {field} is None else {field}"
        )
    names = [ast.unparse(one.target) for one in fields]
    setters = [f"if {field!r} in changes: made.{field} = changes[{field!r}]" for field in names]
    return (
        "\n    ".join([f"def __init__(self, {', '.join(taken)}) -> None:", *kept])
        + "\n"
        + "\n    ".join(
            [
                f"def __replace__(self, **changes: _Any) -> '{name}':",
                f"made = {name}({', '.join(f'self.{field}' for field in names)})",
                *setters,
                "return made",
            ]
        )
    )


_EMPTY = {"list": "[]", "dict": "{}"}


def _factory(value: ast.expr | None) -> str | None:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "field":
        (factory,) = (word.value for word in value.keywords if word.arg == "default_factory")
        made = ast.unparse(factory)
        return _EMPTY.get(made, f"{made}()")
    return None


if __name__ == "__main__":
    setup(ext_modules=extensions())
