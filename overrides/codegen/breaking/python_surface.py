"""The public names of the package as data: those that the README and the guides lead to, with what a caller
can rely on.

Invariants: the source is read by griffe and never run; a module is public once the README or a guide imports
from it, and stays public once it was released; aliases and constants are recorded with what they stand for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import griffe

Entry = dict[str, Any]
Surface = dict[str, Entry]

PACKAGE = "order_contract"
FORMAT = "surface"
"""The name of the entry that tells how much a surface records; one without it is of format 1."""
_GENERATED = f"{PACKAGE}_generated"
# the special methods by which users use an object, without naming them
_DUNDERS = frozenset(
    f"__{name}__"
    for name in (
        *("enter", "exit", "aenter", "aexit", "iter", "next", "aiter", "anext", "await", "len", "contains"),
        *(
            "getitem",
            "setitem",
            "delitem",
            "call",
            "hash",
            "eq",
            "lt",
            "le",
            "gt",
            "ge",
            "bool",
            "str",
            "bytes",
        ),
        *(
            "int",
            "float",
            "index",
            "fspath",
            "add",
            "sub",
            "mul",
            "truediv",
            "neg",
            "or",
            "and",
            "buffer",
            "reversed",
        ),
    )
)
_DEEPEST_ALIAS = 8
_RECORD = re.compile(r"^(?:attrs?\.)?(?:frozen|define|mutable|dataclass)\b")


def read(root: Path, released: Iterable[str] = ()) -> Surface:
    """The surface of the tree below `root`, sorted by name.

    :param released: names that were released; their modules are public whether or not they are still shown.
    """
    loader = griffe.GriffeLoader(
        search_paths=[root / "overrides", root / "generated"], allow_inspection=False
    )
    package: Any = loader.load(PACKAGE)
    loader.load(_GENERATED)
    loader.resolve_aliases(implicit=True, external=False)
    modules = {
        *(module for page in (root / "README.md", *_guides(root)) for module in _shown(page.read_text())),
        *(name for name in released if name.startswith(PACKAGE)),
    }
    public: dict[str, griffe.Object | griffe.Alias] = {}
    surface: Surface = {FORMAT: {"kind": "format", "number": 2}}
    for path in sorted(modules):
        module = _module(package, path)
        if module is not None:
            surface[path] = {"kind": "module"}
            public |= {f"{path}.{name}": member for name, member in _public(module)}
    classes = frozenset(_final(member).path for member in public.values() if member.is_class)
    for path, member in public.items():
        surface |= _entries(path, _final(member), classes)
    return dict(sorted(surface.items()))


def _guides(root: Path) -> list[Path]:
    return sorted((root / "overrides/codegen/docs/guides").glob("*.md"))


def _shown(text: str) -> Iterator[str]:
    """What its imports name as modules; `from order_contract import spec` names `order_contract.spec`."""
    for module, names in re.findall(rf"from ({PACKAGE}(?:\.\w+)*) import ([\w, ]+)", text):
        yield module
        yield from (f"{module}.{name.strip()}" for name in names.split(","))


def _module(package: Any, path: str) -> griffe.Module | None:
    module = package
    for part in path.split(".")[1:]:
        module = module.members.get(part)
        if not isinstance(module, griffe.Module):
            return None
    return module if isinstance(module, griffe.Module) else None


def _public(module: griffe.Module) -> Iterator[tuple[str, griffe.Object | griffe.Alias]]:
    exported = None if module.exports is None else {str(name) for name in module.exports}
    shown_again = _shown_again(module)
    for name, member in module.members.items():
        if exported is not None:
            if name in exported and _known(member):
                yield name, member
            continue
        if name.startswith("_"):
            continue
        if isinstance(member, griffe.Alias):
            # a module of models shows all that the generated one defines, and nothing that it imports
            models = module.path.endswith(".models")
            shown = _defined(member) if models else name in shown_again or member.wildcard_imported
            if not shown:
                continue
            if not _known(member):
                continue
        elif member.is_module:
            continue
        yield name, member


def _shown_again(module: griffe.Module) -> set[str]:
    """The names that a module imports under their own name once more (`import X as X`), which shows them."""
    path = module.filepath
    if not isinstance(path, Path) or not path.is_file():
        return set()
    return {
        alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }


def _known(member: griffe.Object | griffe.Alias) -> bool:
    try:
        return _final(member).path.startswith(PACKAGE)
    except griffe.AliasResolutionError:
        return False


def _defined(member: griffe.Object | griffe.Alias) -> bool:
    try:
        return _final(member).path.startswith(_GENERATED)
    except griffe.AliasResolutionError:
        return False


def _final(member: griffe.Object | griffe.Alias) -> griffe.Object:
    return member.final_target if isinstance(member, griffe.Alias) else member


def _entries(path: str, member: griffe.Object, classes: frozenset[str]) -> Surface:
    if isinstance(member, griffe.Class):
        return _class(path, member, classes)
    if isinstance(member, griffe.Function):
        return {path: _function(member)}
    return {path: _attribute(member) if isinstance(member, griffe.Attribute) else {"kind": "module"}}


def _class(path: str, definition: griffe.Class, classes: frozenset[str]) -> Surface:
    """A class and its members, without those that it has from another public class, where they are
    recorded.
    """
    members = {name: _final(member) for name, member in sorted(definition.all_members.items())}
    own = {
        name: member
        for name, member in members.items()
        if member.parent is definition or (member.parent is not None and member.parent.path not in classes)
    }
    bases = sorted(set(_bases(definition)))
    entry: Entry = {"kind": "class", "bases": bases, **_record(definition)}
    if _unhashable(definition, entry):
        entry["unhashable"] = True
    decorators = [str(decorator.value) for decorator in definition.decorators]
    start = own.get("__init__")
    if isinstance(start, griffe.Function) and start.path.startswith(PACKAGE):
        entry["parameters"] = _parameters(start)[1:]
    elif "NamedTuple" in bases or any(_RECORD.match(decorator) for decorator in decorators):
        keywords = any("kw_only=True" in decorator for decorator in decorators)
        entry["parameters"] = list(_fields(definition, keywords))
    entries = {path: entry}
    values = bool({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"} & set(bases))
    for name, member in own.items():
        if (name.startswith("_") and name not in _DUNDERS) or not member.path.startswith(PACKAGE):
            continue
        if isinstance(member, griffe.Function):
            entries[f"{path}.{name}"] = _function(member, method=True)
        elif isinstance(member, griffe.Attribute) and name not in _DUNDERS:
            entries[f"{path}.{name}"] = _attribute(member, value=values)
    return entries


def _record(definition: griffe.Class) -> Entry:
    """What the decorator of a record promises beside its fields."""
    for decorator in definition.decorators:
        written = str(decorator.value)
        name = written.partition("(")[0].rpartition(".")[2]
        if name not in ("dataclass", "define", "mutable", "frozen", "attrs", "s"):
            continue
        on = {
            "frozen": name == "frozen" or "frozen=True" in written,
            "order": "order=True" in written,
            "eq": "eq=False" not in written,
        }
        return {"record": [key for key, present in on.items() if present]}
    return {}


def _unhashable(definition: griffe.Class, entry: Entry) -> bool:
    own = definition.members
    if "__hash__" in own:
        return isinstance(own["__hash__"], griffe.Attribute) and str(own["__hash__"].value) == "None"
    record = entry.get("record")
    return "__eq__" in own or (record is not None and "eq" in record and "frozen" not in record)


def _bases(definition: griffe.Class) -> Iterator[str]:
    """Every class that an instance is one of, by its bare name, so that a class may move between modules."""
    yield from (str(base).partition("[")[0].rpartition(".")[2] for base in definition.bases)
    for parent in map(_final, definition.resolved_bases):
        if isinstance(parent, griffe.Class):
            yield from _bases(parent)


def _fields(definition: griffe.Class, kw_only: bool) -> Iterator[Entry]:
    for name, member in definition.members.items():
        if (
            isinstance(member, griffe.Attribute)
            and member.annotation is not None
            and "ClassVar" not in str(member.annotation)
        ):
            kind = "keyword-only" if kw_only else "positional or keyword"
            yield _parameter(name.lstrip("_"), kind, member.annotation, member.value)


def _function(definition: griffe.Function, *, method: bool = False) -> Entry:
    parameters = _parameters(definition)
    if "property" in definition.labels:
        return {"kind": "property", **_type("annotation", definition.returns)}
    decorators = {decorator.callable_path.rpartition(".")[2] for decorator in definition.decorators}
    bound = method and "staticmethod" not in definition.labels
    kind = "classmethod" if "classmethod" in definition.labels else "method" if bound else "function"
    entry = {
        "kind": f"async {kind}" if "async" in definition.labels else kind,
        "parameters": parameters[1:] if bound else parameters,
        **_type("returns", definition.returns),
    }
    if decorators & {"abstractmethod"}:
        entry["abstract"] = True
    if manager := decorators & {"contextmanager", "asynccontextmanager"}:
        entry["manager"] = manager.pop()
    if definition.overloads:
        entry["overloads"] = [
            {"parameters": _parameters(overload)[1 if bound else 0 :], **_type("returns", overload.returns)}
            for overload in definition.overloads
        ]
    return entry


def _parameters(definition: griffe.Function) -> list[Entry]:
    return [
        _parameter(
            parameter.name,
            parameter.kind.value if parameter.kind else "",
            parameter.annotation,
            parameter.default,
        )
        for parameter in definition.parameters
    ]


def _parameter(name: str, kind: str, annotation: object, default: object) -> Entry:
    return {
        "name": name,
        "kind": kind,
        **_type("annotation", annotation),
        **({} if default is None else {"default": str(default), **_stands_for("default", default)}),
    }


def _attribute(definition: griffe.Attribute, *, value: bool = False) -> Entry:
    if "property" in definition.labels:
        settable = {"settable": True} if "writable" in definition.labels else {}
        return {"kind": "property", **_type("annotation", definition.annotation), **settable}
    constant = (value or definition.name.isupper()) and definition.value is not None
    return {
        "kind": "attribute",
        **_type("annotation", definition.annotation),
        **({"value": str(definition.value)} if constant else {}),
    }


def _type(key: str, annotation: object) -> Entry:
    if annotation is None:
        return {}
    return {key: str(annotation), **_stands_for(key, annotation)}


def _stands_for(key: str, expression: object) -> Entry:
    """What an expression says when its aliases and constants are written out, where that differs."""
    written = _written_out(expression, 0)
    return {} if written == str(expression) else {f"{key} stands for": written}


def _written_out(expression: object, depth: int) -> str:
    if not isinstance(expression, griffe.Expr):
        return str(expression)
    if isinstance(expression, (griffe.ExprName, griffe.ExprAttribute)):
        value = _constant(expression) if depth < _DEEPEST_ALIAS else None
        if value is not None:
            written = _written_out(value, depth + 1)
            return f"({written})" if "|" in written else written
        return str(expression)
    return "".join(
        _written_out(part, depth) if isinstance(part, griffe.Expr) else str(part)
        for part in expression.iterate(flat=False)
    )


def _constant(name: griffe.ExprName | griffe.ExprAttribute) -> object:
    """The value of the attribute that a name stands for; None for a class, a function, or foreign names."""
    try:
        path = name.canonical_path
        collection = (name if isinstance(name, griffe.ExprName) else name.first).parent.modules_collection  # type: ignore[union-attr]  # names in modules have one
        target = _final(collection[path])
    except (KeyError, AttributeError, griffe.NameResolutionError, griffe.AliasResolutionError):
        return None
    if isinstance(target, griffe.TypeAlias):
        return target.value
    if (
        not isinstance(target, griffe.Attribute)
        or "." not in path
        or target.parent is None
        or target.parent.is_class
    ):
        return None
    called = isinstance(target.value, griffe.ExprCall)
    return None if called else target.value
