"""Builds the wheel, its pure part compiled: what reads and enriches an article is typed Python, which mypyc makes C.

    pip install .                        compiled where there are a C compiler and Python's headers, else as it is
    STRIKEWATCH_COMPILE=0 pip install .  as it is
    STRIKEWATCH_COMPILE=1 pip install .  compiled, or an error

An editable installation is never compiled: the sources in the tree are what runs.

mypyc makes native classes of plain classes, and calls their methods and reads their fields without the interpreter.
A dataclass stays half interpreted, since its `__init__` is made at run time, and a global is looked up by its name. So
mypyc is given copies of the modules (build/native) in which a dataclass that is compared by identity is a plain class
with the `__init__` that it would have had and, where it holds none of its own kind, out of the garbage collector's
way; the constants of a module are final; `token.is_("attack", "harm")`, `"attack" in token.tags` and
`token.tags.get("attack")` test bits of `token.bits`, which are numbered by `TAGS` of agents/extract/lexicon.py. Nothing
else differs, and tests/unit/house/test_compiled.py holds that the reports do not.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import TypeGuard

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
        opt_level=os.environ.get("STRIKEWATCH_COMPILE_LEVEL", "2"),
        debug_level="0",
        group_name="strikewatch",
    )
    if sys.platform != "win32":
        for extension in made:
            extension.extra_compile_args += ["-fvisibility=hidden"]
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


def _numbered() -> dict[str, int]:
    """The bit of each tag: 1 for the first of `TAGS`, 2 for the second, 4 for the third .."""
    tree = ast.parse(Path("agents/extract/lexicon.py").read_text("utf-8"))
    (tags,) = (
        ast.literal_eval(one.value)
        for one in tree.body
        if isinstance(one, ast.Assign) and _names_of(one) and _names_of(one)[0].id == "TAGS"
    )
    return {tag: 1 << place for place, tag in enumerate(tags)}


class _Native(ast.NodeTransformer):
    def __init__(self) -> None:
        self.replaces = False
        self.tuples: dict[str, list[ast.expr]] = {}
        self.bits = _numbered()

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
        if node.name == "Token":
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
            tags = self._literal(node.args)
            return node if tags is None else self._test(node.func.value, tags)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and _is_tags(node.func.value):
            return self._got(node, node.func.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        """`token.tags = ..` sets the bits, too."""
        self.generic_visit(node)
        target = node.targets[0]
        if not _is_tags(target) or ast.unparse(target.value) in ("self", "node"):
            return node
        return ast.Expr(ast.Call(ast.Attribute(target.value, "read_as", ast.Load()), [node.value], []))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        tag, asked, where = node.left, node.ops[0], node.comparators[0]
        if not (_is_tag(tag) and tag.value in self.bits and isinstance(asked, ast.In | ast.NotIn)):
            return node
        if not _is_tags(where):
            return node
        test = self._test(where.value, [str(tag.value)])
        return ast.UnaryOp(ast.Not(), test) if isinstance(asked, ast.NotIn) else test

    def _literal(self, args: list[ast.expr]) -> list[str] | None:
        """The tags that are asked for by name, or by the name of a tuple of the module; None where they are others."""
        tags: list[ast.expr] = []
        for tag in args:
            starred = tag.value if isinstance(tag, ast.Starred) else None
            tags += self.tuples.get(starred.id, [tag]) if isinstance(starred, ast.Name) else [tag]
        found = [str(tag.value) for tag in tags if _is_tag(tag)]
        return found if found and len(found) == len(tags) and self.bits.keys() >= {*found} else None

    def _test(self, token: ast.expr, tags: list[str]) -> ast.expr:
        mask = sum({self.bits[tag] for tag in tags})
        masked = ast.BinOp(ast.Attribute(token, "bits", ast.Load()), ast.BitAnd(), ast.Constant(mask))
        return ast.Compare(masked, [ast.NotEq()], [ast.Constant(0)])

    def _got(self, call: ast.Call, tags: ast.Attribute) -> ast.expr:
        """`token.tags.get("kind")` is `token.tags["kind"]` where it has the bit, else the default."""
        tag, *default = call.args
        if not (_is_tag(tag) and tag.value in self.bits) or any(
            isinstance(one, ast.Call) for one in ast.walk(tags)
        ):
            return call
        value = ast.Subscript(tags, tag, ast.Load())
        return ast.IfExp(
            self._test(tags.value, [str(tag.value)]), value, default[0] if default else ast.Constant(None)
        )


_ACYCLIC = ast.parse("mypyc_attr(acyclic=True)", mode="eval").body


def _is_tag(node: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_tags(node: ast.expr) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and node.attr == "tags"


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
        if isinstance(factory, ast.Lambda):
            return f"({ast.unparse(factory.body)})"
        made = ast.unparse(factory)
        return _EMPTY.get(made, f"{made}()")
    return None


if __name__ == "__main__":
    setup(ext_modules=extensions())
