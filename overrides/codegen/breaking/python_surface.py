"""The public surface of the package as data: every name that the README leads to, with what a caller can rely
on, and the command line.

Invariants: the source is read by griffe, and only the declarations of the commands are imported; a module is
public once the README imports from it, and stays public once it was released.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import griffe

Entry = dict[str, Any]
Surface = dict[str, Entry]

PACKAGE = "order_contract"
_GENERATED = f"{PACKAGE}_generated"
_RECORD = re.compile(r"^(?:attrs?\.)?(?:frozen|define|mutable)\b")


def read(root: Path, released: Iterable[str] = ()) -> Surface:
    """The surface of the tree below `root`, sorted by name.

    :param released: names that were released; their modules are public whether or not the README still shows
        them.
    """
    loader = griffe.GriffeLoader(
        search_paths=[root / "overrides", root / "generated"], allow_inspection=False
    )
    package: Any = loader.load(PACKAGE)
    loader.load(_GENERATED)
    loader.resolve_aliases(implicit=True, external=False)
    modules = {
        *_shown((root / "README.md").read_text()),
        *(name for name in released if name.startswith(PACKAGE)),
    }
    public: dict[str, griffe.Object | griffe.Alias] = {}
    found: Surface = {}
    for path in sorted(modules):
        module = _module(package, path)
        if module is not None:
            found[path] = {"kind": "module"}
            public |= {f"{path}.{name}": member for name, member in _public(module)}
    classes = frozenset(_final(member).path for member in public.values() if member.is_class)
    for path, member in public.items():
        found |= _entries(path, _final(member), classes)
    return dict(sorted(found.items()))


def _shown(readme: str) -> Iterator[str]:
    """What its imports name as modules; `from order_contract import spec` names `order_contract.spec`."""
    for module, names in re.findall(rf"from ({PACKAGE}(?:\.\w+)*) import ([\w, ]+)", readme):
        yield module
        yield from (f"{module}.{name.strip()}" for name in names.split(","))


def commands() -> Surface:
    """The command line: each command with its arguments and options."""
    import click

    from order_contract.cli import COMMANDS

    found: Surface = {}
    todo = [
        (f"order-contract {name}", import_module(f"order_contract.cli.{module}").command)
        for name, (module, _, _) in COMMANDS.items()
    ]
    while todo:
        name, command = todo.pop()
        found[name] = {
            "kind": "command",
            "parameters": [_option(each) for each in command.params if not getattr(each, "hidden", False)],
        }
        if isinstance(command, click.Group):
            todo += [(f"{name} {below}", each) for below, each in command.commands.items()]
    return dict(sorted(found.items()))


def _module(package: Any, path: str) -> griffe.Module | None:
    module = package
    for part in path.split(".")[1:]:
        module = module.members.get(part)
        if not isinstance(module, griffe.Module):
            return None
    return module if isinstance(module, griffe.Module) else None


def _public(module: griffe.Module) -> Iterator[tuple[str, griffe.Object | griffe.Alias]]:
    exported = None if module.exports is None else {str(name) for name in module.exports}
    for name, member in module.members.items():
        if name.startswith("_") or (exported is not None and name not in exported):
            continue
        if exported is None and member.is_alias:
            # a module of models shows all that the generated one defines, and nothing that it imports
            target: str = member.target_path  # type: ignore[union-attr]  # an alias has one
            if not (module.path.endswith(".models") and target.startswith(_GENERATED) and _defined(member)):
                continue
        elif exported is None and member.is_module:
            continue
        yield name, member


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


def _class(path: str, found: griffe.Class, classes: frozenset[str]) -> Surface:
    """A class and its members, without those that it has from another public class, where they are told."""
    members = {name: _final(each) for name, each in sorted(found.all_members.items())}
    own = {
        name: each
        for name, each in members.items()
        if each.parent is found or (each.parent is not None and each.parent.path not in classes)
    }
    entry: Entry = {"kind": "class", "bases": sorted(set(_bases(found)))}
    decorators = [str(each.value) for each in found.decorators]
    start = own.get("__init__")
    if isinstance(start, griffe.Function) and start.path.startswith(PACKAGE):
        entry["parameters"] = _parameters(start)[1:]
    elif any(_RECORD.match(each) for each in decorators):
        entry["parameters"] = list(_fields(found, any("kw_only=True" in each for each in decorators)))
    entries = {path: entry}
    for name, member in own.items():
        if name.startswith("_") or not member.path.startswith(PACKAGE):
            continue
        if isinstance(member, griffe.Function):
            entries[f"{path}.{name}"] = _function(member, method=True)
        elif isinstance(member, griffe.Attribute):
            entries[f"{path}.{name}"] = _attribute(member)
    return entries


def _bases(found: griffe.Class) -> Iterator[str]:
    """Every class that an instance is one of, by its bare name, so that a class may move between modules."""
    yield from (str(base).partition("[")[0].rpartition(".")[2] for base in found.bases)
    for parent in map(_final, found.resolved_bases):
        if isinstance(parent, griffe.Class):
            yield from _bases(parent)


def _fields(found: griffe.Class, kw_only: bool) -> Iterator[Entry]:
    for name, member in found.members.items():
        if (
            isinstance(member, griffe.Attribute)
            and member.annotation is not None
            and "ClassVar" not in str(member.annotation)
        ):
            kind = "keyword-only" if kw_only else "positional or keyword"
            yield _parameter(name.lstrip("_"), kind, member.annotation, member.value)


def _function(found: griffe.Function, *, method: bool = False) -> Entry:
    parameters = _parameters(found)
    if "property" in found.labels:
        return {"kind": "property", **_type("annotation", found.returns)}
    bound = method and "staticmethod" not in found.labels
    kind = "classmethod" if "classmethod" in found.labels else "method" if bound else "function"
    return {
        "kind": f"async {kind}" if "async" in found.labels else kind,
        "parameters": parameters[1:] if bound else parameters,
        **_type("returns", found.returns),
    }


def _parameters(found: griffe.Function) -> list[Entry]:
    return [
        _parameter(each.name, each.kind.value if each.kind else "", each.annotation, each.default)
        for each in found.parameters
    ]


def _parameter(name: str, kind: str, annotation: object, default: object) -> Entry:
    return {
        "name": name,
        "kind": kind,
        **_type("annotation", annotation),
        **({} if default is None else {"default": str(default)}),
    }


def _attribute(found: griffe.Attribute) -> Entry:
    if "property" in found.labels:
        return {"kind": "property", **_type("annotation", found.annotation)}
    constant = found.name.isupper() and found.value is not None
    return {
        "kind": "attribute",
        **_type("annotation", found.annotation),
        **({"value": str(found.value)} if constant else {}),
    }


def _type(key: str, annotation: object) -> Entry:
    return {} if annotation is None else {key: str(annotation)}


def _option(option: Any) -> Entry:
    """An option or argument. Its values are a union, so that a further choice is known to be harmless."""
    choices = getattr(option.type, "choices", None)
    argument = option.param_type_name == "argument"
    entry = {
        "name": " ".join(sorted([*option.opts, *option.secondary_opts], key=lambda each: (-len(each), each))),
        "kind": "positional only" if argument else "keyword-only",
        "annotation": " | ".join(map(str, choices))
        if choices
        else "flag"
        if getattr(option, "is_flag", False)
        else option.type.name,
    }
    return entry if option.required else {**entry, "default": str(option.to_info_dict().get("default"))}
