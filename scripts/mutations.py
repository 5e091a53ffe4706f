"""Small faults that can be put into Python source: where they fit, what each is, and a draw that moves cannot change.

A fault is known by the function it stands in and the code it changes, not by file or line, so that the same faults are
drawn after a module has moved. Left alone is what states no behaviour: strings, annotations, decorators, messages of
errors, tables of numbers, and the keywords ``dtype``, ``strict`` and ``repr``.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_COMPARE: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_PAIRS: Final = (("min", "max"), ("minimum", "maximum"), ("argmin", "argmax"), ("any", "all"), ("floor", "ceil"))
_NAMES: Final = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_IGNORED_FIELDS: Final = frozenset({"annotation", "returns", "decorator_list", "format_spec", "type_params"})
_IGNORED_KEYWORDS: Final = frozenset({"dtype", "strict", "repr"})
_TABLE: Final = 8
"""Literals of a module with more constants than this are data."""

Fault = tuple[str, Callable[[], None]]

_HEADS: Final = ("test", "iter", "target", "items", "subject")
FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_TESTS: Final = (ast.If, ast.While, ast.IfExp)


@dataclass(frozen=True, slots=True)
class Site:
    """One fault that a module can be given.

    Attributes:
        path, lines: the file, and the first and last line of what is changed, its whole statement.
        line: where the changed code begins.
        what: the fault in words.
        key: twelve hexadecimal digits that neither file nor line goes into.
        place: how many other faults of its module come before it.
        names: the names that the changed statement binds at import, whose users the fault shows in.
        apply: puts the fault into the tree that the site was found in.

    """

    path: Path
    lines: tuple[int, int]
    line: int
    what: str
    key: str
    place: int
    names: tuple[str, ...]
    apply: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Where:
    """What stands around a node: its function, its statement, and the names that its users know it by.

    A function that remembers its results runs for the first that asks; all who ask later need it as well.
    """

    scope: str = ""
    statement: ast.AST | None = None
    names: tuple[str, ...] = ()
    in_function: bool = False
    remembers: bool = False


def draw(paths: Iterable[Path], seed: int, count: int) -> list[Site]:
    """Return ``count`` faults of the modules at ``paths``: those whose keys come first, whatever is added elsewhere."""
    seen: Counter[str] = Counter()
    found = [site for path in paths for site in sites(path, ast.parse(path.read_bytes()), seed, seen)]
    return sorted(found, key=lambda site: site.key)[:count]


def sites(path: Path, tree: ast.Module, seed: int, seen: Counter[str]) -> list[Site]:
    """Return every fault that ``tree``, the module at ``path``, can be given, in the order of the source.

    ``seen`` counts faults that nothing tells apart, as those of one helper that two modules both have.
    """
    found: list[Site] = []
    for node, where in _walk(tree, _Where()):
        statement = where.statement or node
        before = ast.unparse(node)
        for label, apply in _faults(node, where):
            text = f"{seed}|{where.scope}|{label}|{before}|{_head(statement)}"
            seen[text] += 1
            key = hashlib.sha256(f"{text}|{seen[text]}".encode()).hexdigest()[:12]
            what = f"{where.scope or 'module'}: {label} in `{before}`"
            found.append(Site(path, _lines(statement), _lines(node)[0], what, key, len(found), where.names, apply))
    return found


def _head(statement: ast.AST) -> str:
    """Return the source of a statement, without the blocks below it."""
    if not any(isinstance(value, list) and value and isinstance(value[0], ast.stmt) for _, value in _fields(statement)):
        return ast.unparse(statement)
    return " ".join(ast.unparse(part) for field in _HEADS if isinstance(part := getattr(statement, field, 0), ast.AST))


def _lines(node: Any) -> tuple[int, int]:
    body = getattr(node, "body", None)
    if isinstance(node, FUNCTIONS):
        return node.body[0].lineno, node.end_lineno or node.lineno
    if isinstance(body, list):
        return node.lineno, max(node.lineno, body[0].lineno - 1)
    return node.lineno, node.end_lineno or node.lineno


def _fields(node: ast.AST) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in ast.iter_fields(node) if name not in _IGNORED_FIELDS)


def _walk(node: ast.AST, where: _Where) -> Iterator[tuple[ast.AST, _Where]]:
    """Yield every node that may be given a fault, with what stands around it."""
    for _, value in _fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _ignored(child, where):
                continue
            inner = _entered(child, where)
            if hasattr(child, "lineno"):
                yield child, inner
            yield from _walk(child, inner)


def _ignored(node: ast.AST, where: _Where) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in _IGNORED_KEYWORDS
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign) and not where.in_function:
        return sum(isinstance(part, ast.Constant) for part in ast.walk(node)) > _TABLE
    return isinstance(node, ast.Raise | ast.Import | ast.ImportFrom)


def _entered(node: ast.AST, where: _Where) -> _Where:
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        scope = f"{where.scope}.{node.name}".lstrip(".")
        is_function = isinstance(node, FUNCTIONS)
        remembers = is_function and any("cache" in ast.unparse(decorator) for decorator in node.decorator_list)
        return _Where(scope, node, (node.name,), where.in_function or is_function, remembers)
    if not isinstance(node, ast.stmt) or (isinstance(node, ast.If) and not where.in_function):
        return where
    if where.in_function:
        return _Where(
            where.scope, node, where.names if where.remembers else (), in_function=True, remembers=where.remembers
        )
    names = tuple(part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store))
    return _Where(where.scope, node, (*names, *where.names))


def _faults(node: ast.AST, where: _Where) -> Iterator[Fault]:
    yield from _operator_faults(node, where)
    yield from _value_faults(node)
    yield from _statement_faults(node)


def _operator_faults(node: ast.AST, where: _Where) -> Iterator[Fault]:
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                yield _swap(node.ops, at, operator, _COMPARE[type(operator)]())
        case ast.BinOp() | ast.AugAssign() if type(node.op) in _ARITHMETIC:
            if where.in_function or not isinstance(node.op, ast.BitOr):
                yield _replace(node, "op", _ARITHMETIC[type(node.op)]())
        case ast.BoolOp():
            yield _replace(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.USub()):
            yield "sign turned", _setter(node, "op", ast.UAdd())
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield "negation dropped", _setter(node, "operand", ast.UnaryOp(node.op, node.operand))


def _value_faults(node: ast.AST) -> Iterator[Fault]:
    match node:
        case ast.Constant():
            yield from _other_constant(node)
        case ast.Name() | ast.Attribute():
            field = "id" if isinstance(node, ast.Name) else "attr"
            if (name := getattr(node, field)) in _NAMES:
                yield f"{name} to {_NAMES[name]}", _setter(node, field, _NAMES[name])
        case ast.Call():
            yield from _without_keywords(node)
        case ast.Slice():
            for end in ("lower", "upper"):
                if getattr(node, end) is not None:
                    yield f"{end} bound dropped", _setter(node, end, None)


def _statement_faults(node: ast.AST) -> Iterator[Fault]:
    match node:
        case ast.Return() if node.value is not None and not _is_none(node.value):
            yield "returns None", _setter(node, "value", ast.Constant(None))
        case ast.Expr(value=ast.Call()):
            yield "call dropped", _setter(node, "value", ast.Constant(None))
    if isinstance(node, _TESTS) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield "condition turned", _setter(node, "test", ast.UnaryOp(ast.Not(), node.test))


def _other_constant(node: ast.Constant) -> Iterator[Fault]:
    value = node.value
    other: float | None = None
    if isinstance(value, bool):
        other = not value
    elif isinstance(value, int):
        other = {0: 1, 1: 0}.get(value, value + 1)
    elif isinstance(value, float):
        other = 1.0 if value == 0.0 else value * 1.5
    if other is not None:
        yield f"{value!r} to {other!r}", _setter(node, "value", other)


def _without_keywords(node: ast.Call) -> Iterator[Fault]:
    """Drop one keyword at a time; what makes an object of ours needs all of them, and a dropped one is no fault."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name[:1].isupper() or name in {"field", "replace"}:
        return
    for keyword in node.keywords:
        if keyword.arg and keyword.arg not in _IGNORED_KEYWORDS:
            rest = [other for other in node.keywords if other is not keyword]
            yield f"without {keyword.arg}", _setter(node, "keywords", rest)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _setter(node: ast.AST, field: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, field, value)


def _replace(node: Any, field: str, other: ast.AST) -> Fault:
    return f"{type(getattr(node, field)).__name__} to {type(other).__name__}", _setter(node, field, other)


def _swap(operators: list[Any], at: int, old: ast.AST, new: ast.AST) -> Fault:
    return f"{type(old).__name__} to {type(new).__name__}", lambda: operators.__setitem__(at, new)
