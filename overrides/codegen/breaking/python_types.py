"""Whether a value of one annotation is also one of another, as far as the text of both tells.

Invariants: spellings that mean one type are one (`Optional[int]`, `int | None`); what is not known to fit
does not fit; classes are known by their bare names, so that a class may move between modules.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from typing import Final

from attrs import frozen

Ancestors = Mapping[str, frozenset[str]]
"""By the bare name of a class, the bare names of all its bases."""

_ITERABLE = frozenset({"Iterable", "Container", "Collection", "Sized", "Reversible"})
_BUILTIN: Final[Ancestors] = {
    "bool": frozenset({"int", "float", "complex"}),
    "int": frozenset({"float", "complex"}),
    "float": frozenset({"complex"}),
    "Sequence": _ITERABLE,
    "MutableSequence": _ITERABLE | {"Sequence"},
    "list": _ITERABLE | {"Sequence", "MutableSequence"},
    "tuple": _ITERABLE | {"Sequence"},
    "str": _ITERABLE | {"Sequence"},
    "bytes": _ITERABLE | {"Sequence", "Buffer"},
    "Mapping": _ITERABLE,
    "MutableMapping": _ITERABLE | {"Mapping"},
    "dict": _ITERABLE | {"Mapping", "MutableMapping"},
    "Set": _ITERABLE,
    "set": _ITERABLE | {"Set", "MutableSet"},
    "frozenset": _ITERABLE | {"Set"},
    "Collection": frozenset({"Iterable", "Container", "Sized"}),
    "Iterator": frozenset({"Iterable"}),
    "Generator": frozenset({"Iterator", "Iterable"}),
    "AsyncIterator": frozenset({"AsyncIterable"}),
    "AsyncGenerator": frozenset({"AsyncIterator", "AsyncIterable"}),
    "Coroutine": frozenset({"Awaitable"}),
}
_OTHER_NAMES = {
    **{name.capitalize(): name for name in ("list", "dict", "tuple", "type")},
    "FrozenSet": "frozenset",
    "AbstractSet": "Set",
    "Text": "str",
}
_COVARIANT = frozenset(
    {
        *_ITERABLE,
        *("Sequence", "tuple", "frozenset", "Set", "type", "Iterator", "AsyncIterator", "AsyncIterable"),
        *("Generator", "AsyncGenerator", "Awaitable", "Coroutine", "Mapping", "AbstractContextManager"),
        "AbstractAsyncContextManager",
    }
)
_TRANSPARENT = frozenset({"Annotated", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly"})


@frozen
class Type:
    """One class with its arguments; a union is a set of these, `args` are unions."""

    name: str
    args: tuple[frozenset[Type], ...] = ()


Union = frozenset[Type]
ANYTHING: Final = frozenset({Type("Any")})


@cache
def parse(annotation: str) -> Union:
    """The types of an annotation; an annotation that is not an expression is a type of its own."""
    try:
        return _union(ast.parse(annotation.strip(), mode="eval").body)
    except SyntaxError:
        return frozenset({Type(annotation)})


def fits(annotation: str, other: str, ancestors: Ancestors) -> bool:
    """Whether every value of `annotation` is one of `other`."""
    return _fits(parse(annotation), parse(other), ancestors)


def _union(node: ast.expr) -> Union:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union(node.left) | _union(node.right)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return parse(node.value)
    if isinstance(node, ast.Constant):
        return frozenset({Type("..." if node.value is ... else str(node.value))})
    if isinstance(node, ast.List):
        return frozenset({Type("[]", tuple(map(_union, node.elts)))})
    if isinstance(node, ast.Subscript):
        return _subscript(_name(node.value), node.slice)
    return frozenset({Type(_name(node))})


def _subscript(name: str, inner: ast.expr) -> Union:
    args = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if name in ("Optional", "Union"):
        union: Union = frozenset().union(*map(_union, args))
        return union | {Type("None")} if name == "Optional" else union
    if name == "Literal":
        return frozenset(Type("Literal", (frozenset({Type(ast.unparse(value))}),)) for value in args)
    if name in _TRANSPARENT:
        return _union(args[0])
    return frozenset({Type(name, tuple(map(_union, args)))})


def _name(node: ast.expr) -> str:
    bare = ast.unparse(node).rpartition(".")[2]
    return _OTHER_NAMES.get(bare, bare)


def _fits(types: Union, others: Union, ancestors: Ancestors) -> bool:
    return all(any(_one_fits(kind, other, ancestors) for other in others) for kind in types)


def _one_fits(kind: Type, other: Type, ancestors: Ancestors) -> bool:
    if kind == other or other.name in ("object", "Any"):
        return True
    if kind.name == "Literal":
        return _one_fits(Type(_literal_class(kind)), other, ancestors)
    if kind.name == "Callable" and other.name == "Callable":
        return _callable_fits(kind, other, ancestors)
    if kind.name != other.name and other.name not in _bases(kind.name, ancestors):
        return False
    return not other.args or _arguments_fit(kind, other, ancestors)


def _bases(name: str, ancestors: Ancestors) -> frozenset[str]:
    return _BUILTIN.get(name, frozenset()) | ancestors.get(name, frozenset())


def _literal_class(kind: Type) -> str:
    [value] = kind.args[0]
    try:
        return type(ast.literal_eval(value.name)).__name__
    except ValueError:
        return value.name.partition(".")[0]


def _arguments_fit(kind: Type, other: Type, ancestors: Ancestors) -> bool:
    args = kind.args
    if kind.name in ("str", "bytes"):
        args = (frozenset({Type("str" if kind.name == "str" else "int")}),)
    elif kind.name == "tuple" and other.name == "tuple" and _endless(kind) != _endless(other):
        if not _endless(other):
            return False
        args = (frozenset().union(*args), frozenset({Type("...")}))
    elif kind.name == "tuple" and other.name != "tuple":
        args = (frozenset().union(*(arg for arg in args if arg != frozenset({Type("...")}))),) if args else ()
    elif len(_bases(kind.name, ancestors)) and kind.name != other.name and not kind.args:
        args = tuple(ANYTHING for _ in other.args) if kind.name in _BUILTIN else other.args
    if kind.name in ("dict", "Mapping", "MutableMapping") and len(other.args) == 1:
        args = args[:1]
    if not args:
        return all(arg == ANYTHING for arg in other.args)
    if len(args) != len(other.args):
        return False
    covariant = [
        other.name in _COVARIANT and (other.name, index) != ("Mapping", 0) for index in range(len(args))
    ]
    return all(
        _fits(mine, theirs, ancestors) if may_be_less else mine == theirs
        for mine, theirs, may_be_less in zip(args, other.args, covariant, strict=True)
    )


def _endless(kind: Type) -> bool:
    return bool(kind.args) and kind.args[-1] == frozenset({Type("...")})


def _callable_fits(kind: Type, other: Type, ancestors: Ancestors) -> bool:
    """A function fits where one is called that gives at least as much and expects at most as much."""
    if len(other.args) != 2:
        return True
    if len(kind.args) != 2 or not _fits(kind.args[1], other.args[1], ancestors):
        return False
    [taken], [given] = kind.args[0], other.args[0]
    if "..." in (taken.name, given.name):
        return True
    if taken.name != "[]" or given.name != "[]":
        return taken == given
    return len(taken.args) == len(given.args) and all(
        _fits(theirs, mine, ancestors) for mine, theirs in zip(taken.args, given.args, strict=True)
    )
