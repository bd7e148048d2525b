"""What changed between two public surfaces, judged for whoever calls them and for whoever implements them.

Invariants: a name that is gone, a call that no longer works, and a type that holds more for readers or takes
less from callers are breaking; a protocol is what users implement, so there every new demand breaks too; what
the last release did not record is not judged. griffe compares neither types nor what implementers of a
protocol must add, so the comparison is ours.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from attrs import frozen

from codegen.breaking import command_diff, package_diff, python_types
from codegen.breaking.change import Change, ChangeKind
from codegen.breaking.python_surface import FORMAT, Entry, Surface
from codegen.breaking.python_types import Ancestors

_HOOKS = "__"


def changes(released: Surface, working: Surface) -> list[Change]:
    """Every change, one for each name; what stands below a class that is gone or new is not reported
    again.
    """
    if FORMAT not in released:
        working = _as_first_format(working)
    parts = [
        {name: entry for name, entry in side.items() if entry["kind"] not in ("format", *package_diff.KINDS)}
        for side in (released, working)
    ]
    return [
        *_ApiComparison(parts[0], parts[1], _ancestors(working)).changes(),
        *package_diff.changes(released, working),
    ]


def _as_first_format(surface: Surface) -> Surface:
    """What a surface would have recorded before special methods, the package and meanings of names came."""
    kept = {
        name: _first_entry(entry)
        for name, entry in surface.items()
        if entry["kind"] not in package_diff.KINDS and not name.rpartition(".")[2].startswith(_HOOKS)
    }
    return {name: entry for name, entry in kept.items() if name != FORMAT}


def _first_entry(entry: Entry) -> Entry:
    keys = ("kind", "bases", "parameters", "returns", "annotation", "value", "name", "default")
    return {
        key: [_first_entry(parameter) for parameter in value] if key == "parameters" else value
        for key, value in entry.items()
        if key in keys
    }


def _ancestors(surface: Surface) -> Ancestors:
    return {
        name.rpartition(".")[2]: frozenset(entry["bases"])
        for name, entry in surface.items()
        if entry["kind"] == "class"
    }


def _parent(name: str) -> str:
    return name.rpartition("." if "." in name else " ")[0]


def _broken(name: str, what: str, why: str) -> Change:
    return Change(name, what, ChangeKind.breaking, why)


def _added(name: str, what: str, why: str) -> Change:
    return Change(name, what, ChangeKind.additive, why)


@frozen
class _ApiComparison:
    old: Surface
    new: Surface
    ancestors: Ancestors

    def changes(self) -> list[Change]:
        changes: list[Change] = []
        gone, fresh = _outermost(self.old, self.new), _outermost(self.new, self.old)
        shapes = {name: _shape(name, self.new) for name in fresh}
        for name in gone:
            shape = _shape(name, self.old)
            heir = next(
                (other for other in shapes if _parent(name) == _parent(other) and shape == shapes[other]),
                None,
            )
            if heir is None:
                changes.append(
                    _broken(name, f"the {self.old[name]['kind']} is gone", "whoever uses it fails")
                )
                continue
            del shapes[heir]
            stated = f"is called {heir.removeprefix(f'{_parent(name)}.')} now"
            changes.append(_broken(name, stated, "whoever uses the old name fails"))
        changes += [self._new(name) for name in shapes]
        for name in self.old.keys() & self.new.keys():
            changes += self._entry(name, self.old[name], self.new[name])
        return changes

    def _new(self, name: str) -> Change:
        entry, parent = self.new[name], _parent(name)
        stated = f"the {entry['kind']} is new"
        if parent in self.old:
            if self._implemented(parent) and "Protocol" in self.old[parent].get("bases", ()):
                return _broken(name, stated, "whoever implements the protocol lacks it")
            if entry.get("abstract"):
                return _broken(name, stated, "whoever implements the class must write it")
            bases = self.old[parent].get("bases", ())
            if "TypedDict" in bases and "NotRequired" not in entry.get("annotation", ""):
                return _broken(name, stated, "whoever builds the dictionary lacks it")
        return _added(name, stated, "it need not be used")

    def _implemented(self, name: str) -> bool:
        """Whether users write their own classes in place of this one."""
        return "Protocol" in self.new.get(name, {}).get("bases", ())

    def _entry(self, name: str, old: Entry, new: Entry) -> Iterator[Change]:
        if old["kind"] == "command" and new["kind"] == "command":
            yield from command_diff.changes(name, old, new)
            return
        if old["kind"] != new["kind"]:
            stated = f"is a {new['kind']} now, was a {old['kind']}"
            if (old["kind"], new["kind"]) == ("property", "attribute"):
                yield _added(name, stated, "it can be set too")
            else:
                yield _broken(name, stated, "it is used another way")
            return
        yield from _class(name, old, new)
        implemented = self._implemented(_parent(name))
        yield from self._parameters(name, old, new, implemented)
        yield from self._types(name, old, new, implemented)
        yield from self._overloads(name, old.get("overloads", []), new.get("overloads", []))
        if new.get("abstract") and not old.get("abstract"):
            yield _broken(name, "is abstract now", "whoever implements the class must write it")
        if old.get("manager") != new.get("manager"):
            yield _broken(name, f"is a {new.get('manager', 'plain function')} now", "it is used another way")
        if old.get("settable") and not new.get("settable"):
            yield _broken(name, "can no longer be set", "whoever sets it fails")
        if "value" in old and _literal(old["value"]) != _literal(new.get("value", "")):
            stated = f"is {new.get('value')}, was {old['value']}"
            yield _broken(name, stated, "whoever relies on the value gets another")

    def _types(self, name: str, old: Entry, new: Entry, implemented: bool) -> Iterator[Change]:
        for key, verb in (("returns", "returns"), ("annotation", "is")):
            # a type that was not written down is not one that was promised
            if key not in old or key not in new:
                continue
            was, now = _written_out(key, old, new)
            narrower, wider = (
                python_types.fits(now, was, self.ancestors),
                python_types.fits(was, now, self.ancestors),
            )
            if narrower and wider:
                continue
            stated = f"{verb} {new[key]}, was {old[key]}"
            if not narrower:
                yield _broken(name, stated, "readers did not expect it")
            elif implemented:
                yield _broken(name, stated, "whoever implements the protocol may give more")
            else:
                yield _added(name, stated, "readers expected more")

    def _overloads(self, name: str, old: list[Entry], new: list[Entry]) -> Iterator[Change]:
        was, now = [_signature(entry) for entry in old], [_signature(entry) for entry in new]
        for signature in was:
            if signature not in now:
                yield _broken(name, f"the overload {signature} is gone", "calls of that form fail")
        for signature in now:
            if signature not in was and was:
                yield _added(name, f"the overload {signature} is new", "it need not be used")

    def _parameters(self, name: str, old: Entry, new: Entry, implemented: bool) -> Iterator[Change]:
        listed, others = old.get("parameters", []), new.get("parameters", [])
        pairs = list(_pairs(listed, others))
        kept = [entry["name"] for _, entry in pairs]
        for entry in listed:
            if not any(entry is first for first, _ in pairs):
                yield _broken(f"{name}({entry['name']})", "is gone", "calls that give it fail")
        for first, second in pairs:
            yield from self._parameter(f"{name}({first['name']})", first, second, implemented)
        yield from self._new_parameters(name, kept, new, implemented)
        orders = [
            [entry["name"] for entry in side if _positional(entry) and entry["kind"] != "positional-only"]
            for side in (
                [first for first, _ in pairs],
                sorted((second for _, second in pairs), key=others.index),
            )
        ]
        if orders[0] != orders[1] and set(orders[0]) == set(orders[1]):
            stated = f"takes ({', '.join(orders[1])}), was ({', '.join(orders[0])})"
            yield _broken(name, stated, "arguments given by position move")

    def _new_parameters(self, name: str, kept: list[str], new: Entry, implemented: bool) -> Iterator[Change]:
        others = new.get("parameters", [])
        last = max(
            (index for index, entry in enumerate(others) if entry["name"] in kept and _positional(entry)),
            default=-1,
        )
        for index, entry in enumerate(others):
            if entry["name"] in kept:
                continue
            where = f"{name}({entry['name']})"
            if "default" not in entry and not entry["kind"].startswith("variadic"):
                yield _broken(where, "is new and required", "calls without it fail")
            elif _positional(entry) and index < last:
                yield _broken(where, "is new and stands before others", "arguments given by position move")
            elif implemented:
                yield _broken(where, "is new", "whoever implements the protocol does not take it")
            elif "NamedTuple" in new.get("bases", ()):
                yield _broken(where, "is new", "whoever unpacks the tuple gets one more")
            else:
                yield _added(where, "is new", "calls without it work")

    def _parameter(self, where: str, old: Entry, new: Entry, implemented: bool) -> Iterator[Change]:
        if old["kind"] != new["kind"]:
            stated = f"is {new['kind']} now, was {old['kind']}"
            if new["kind"] == "positional or keyword":
                yield _added(where, stated, "it can be given in more ways")
            else:
                yield _broken(where, stated, "calls that give it the other way fail")
        yield from _default(where, old, new)
        if "annotation" not in new:
            return
        was, now = _written_out("annotation", old, new) if "annotation" in old else ("Any", new["annotation"])
        narrower, wider = (
            python_types.fits(now, was, self.ancestors),
            python_types.fits(was, now, self.ancestors),
        )
        if narrower and wider:
            return
        stated = f"takes {new['annotation']}, was {old.get('annotation', 'anything')}"
        if wider and implemented:
            yield _broken(where, stated, "whoever implements the protocol takes less")
        elif wider:
            yield _added(where, stated, "what was given still may be")
        else:
            yield _broken(where, stated, "what was given may be refused")


def _outermost(these: Surface, others: Surface) -> list[str]:
    return [
        name
        for name in these
        if name not in others and (_parent(name) in others or _parent(name) not in these)
    ]


def _shape(name: str, surface: Surface) -> list[tuple[str, str]]:
    """What a name and all below it offer, whatever it is called."""
    return sorted(
        (below.removeprefix(name), str(entry))
        for below, entry in surface.items()
        if below == name or below.startswith(f"{name}.")
    )


def _class(name: str, old: Entry, new: Entry) -> Iterator[Change]:
    # a private base cannot be named by users; what it gives stands among the members
    was, now = ([base for base in side.get("bases", ()) if not base.startswith("_")] for side in (old, new))
    for base in was:
        if base not in now:
            yield _broken(name, f"is no longer a {base}", "whoever catches or expects that one misses it")
    for base in now:
        if base not in was:
            yield _added(name, f"is a {base} too now", "it stays what it was")
    kept, promised = old.get("record"), new.get("record")
    if kept is not None and promised is not None:
        for key, stated in (("order", "can no longer be ordered"), ("eq", "is no longer equal by value")):
            if key in kept and key not in promised:
                yield _broken(name, stated, "comparisons give something else")
        if "frozen" in promised and "frozen" not in kept:
            yield _broken(name, "is frozen now", "whoever sets a field fails")
    if new.get("unhashable") and not old.get("unhashable"):
        yield _broken(name, "can no longer be hashed", "whoever puts it into a set fails")


def _written_out(key: str, old: Entry, new: Entry) -> tuple[str, str]:
    """Both expressions with the names in them written out, where they stand for something."""
    full = f"{key} stands for"
    return str(old.get(full, old[key])), str(new.get(full, new[key]))


def _signature(entry: Entry) -> str:
    taken = ", ".join(
        f"{parameter['name']}: {parameter.get('annotation', 'Any')}"
        + (" = ..." if "default" in parameter else "")
        for parameter in entry["parameters"]
    )
    return f"({taken}) -> {entry.get('returns', 'Any')}"


def _literal(written: str) -> str:
    """A value in one spelling: quotes, underscores in numbers and blanks do not count."""
    try:
        return ast.unparse(ast.parse(written.strip(), mode="eval"))
    except SyntaxError:
        return written


def _pairs(old: list[Entry], new: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Parameters by name; those that have none for callers by their place."""
    for index, entry in enumerate(old):
        if entry["kind"].startswith("variadic"):
            heir = next((other for other in new if other["kind"] == entry["kind"]), None)
        elif entry["kind"] == "positional-only":
            heir = new[index] if index < len(new) and _positional(new[index]) else None
        else:
            heir = next((other for other in new if other["name"] == entry["name"]), None)
        if heir is not None:
            yield entry, heir


def _positional(parameter: Entry) -> bool:
    return str(parameter["kind"]).startswith("positional")


def _default(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    if "default" in old and "default" not in new:
        yield _broken(where, "has no default any more", "calls without it fail")
    elif "default" in new and "default" not in old:
        stated = f"may be left out now, and is {new['default']} then"
        yield _added(where, stated, "calls that give it work")
    elif "default" in old:
        was, now = _written_out("default", old, new)
        if _literal(was) != _literal(now):
            yield _broken(where, f"is {now} by default, was {was}", "calls without it do something else")
