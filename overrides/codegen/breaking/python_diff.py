"""What changed between two public surfaces, judged for whoever calls them.

Invariants: a name that is gone, a call that no longer works, and a type that holds more for readers or takes
less from callers are breaking; types are compared as written, a union by its members.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.breaking.change import Change, ChangeKind
from codegen.breaking.python_surface import Entry, Surface


def changes(released: Surface, working: Surface) -> list[Change]:
    """Every change, one for each name; what stands below a class that is gone or new is not told again."""
    found: list[Change] = []
    gone, fresh = _outermost(released, working), _outermost(working, released)
    for name in gone:
        heir = next(
            (
                other
                for other in fresh
                if _shape(name, released) == _shape(other, working) and _parent(name) == _parent(other)
            ),
            None,
        )
        if heir is None:
            found.append(_broken(name, f"the {released[name]['kind']} is gone", "whoever uses it fails"))
        else:
            fresh.remove(heir)
            found.append(
                _broken(
                    name,
                    f"is called {heir.removeprefix(f'{_parent(name)}.')} now",
                    "whoever uses the old name fails",
                )
            )
    found += [
        Change(name, f"the {working[name]['kind']} is new", ChangeKind.additive, "nobody has to use it")
        for name in fresh
    ]
    for name in released.keys() & working.keys():
        found += _entry(name, released[name], working[name])
    return found


def _parent(name: str) -> str:
    return name.rpartition("." if "." in name else " ")[0]


def _outermost(these: Surface, others: Surface) -> list[str]:
    return [
        name
        for name in these
        if name not in others and (_parent(name) in others or _parent(name) not in these)
    ]


def _shape(name: str, surface: Surface) -> list[tuple[str, str]]:
    """What a name and all below it offer, whatever it is called."""
    return sorted(
        (each.removeprefix(name), str(entry))
        for each, entry in surface.items()
        if each == name or each.startswith(f"{name}.")
    )


def _broken(name: str, what: str, why: str) -> Change:
    return Change(name, what, ChangeKind.breaking, why)


def _entry(name: str, old: Entry, new: Entry) -> Iterator[Change]:
    if old["kind"] != new["kind"]:
        yield _broken(name, f"is a {new['kind']} now, was a {old['kind']}", "it is used another way")
        return
    for base in old.get("bases", ()):
        if base not in new["bases"]:
            yield _broken(name, f"is no longer a {base}", "whoever catches or expects that one misses it")
    for base in new.get("bases", ()):
        if base not in old["bases"]:
            yield Change(name, f"is a {base} too now", ChangeKind.additive, "it stays what it was")
    yield from _parameters(name, old.get("parameters", []), new.get("parameters", []))
    for key in ("returns", "annotation"):
        # a type that was not written down is not one that was promised
        if old.get(key, new.get(key)) != new.get(key, old.get(key)):
            fewer = _union(new[key]) < _union(old[key])
            what = f"{'returns' if key == 'returns' else 'is'} {new[key]}, was {old[key]}"
            yield (
                Change(name, what, ChangeKind.additive, "readers expected more")
                if fewer
                else _broken(name, what, "readers did not expect it")
            )
    if old.get("value") != new.get("value"):
        yield _broken(
            name, f"is {new.get('value')}, was {old.get('value')}", "whoever relies on the value gets another"
        )


def _union(written: str) -> set[str]:
    return set(written.split(" | "))


def _parameters(name: str, old: list[Entry], new: list[Entry]) -> Iterator[Change]:
    was, now = {each["name"]: each for each in old}, {each["name"]: each for each in new}
    for parameter, each in was.items():
        where = f"{name}({parameter})"
        if parameter not in now:
            yield _broken(where, "is gone", "calls that give it fail")
        else:
            yield from _parameter(where, each, now[parameter])
    last = max(
        (index for index, each in enumerate(new) if each["name"] in was and _positional(each)), default=-1
    )
    for index, each in enumerate(new):
        if each["name"] in was:
            continue
        where = f"{name}({each['name']})"
        if "default" not in each and not each["kind"].startswith("variadic"):
            yield _broken(where, "is new and required", "calls without it fail")
        elif _positional(each) and index < last:
            yield _broken(where, "is new and stands before others", "arguments given by position move")
        else:
            yield Change(where, "is new", ChangeKind.additive, "calls without it work")
    kept = [
        [each["name"] for each in side if _positional(each) and each["name"] in was and each["name"] in now]
        for side in (old, new)
    ]
    if kept[0] != kept[1] and set(kept[0]) == set(kept[1]):
        yield _broken(
            name,
            f"takes ({', '.join(kept[1])}), was ({', '.join(kept[0])})",
            "arguments given by position move",
        )


def _positional(parameter: Entry) -> bool:
    return str(parameter["kind"]).startswith("positional")


def _parameter(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    if old["kind"] != new["kind"]:
        freer = new["kind"] == "positional or keyword"
        what = f"is {new['kind']} now, was {old['kind']}"
        yield (
            Change(where, what, ChangeKind.additive, "it can be given in more ways")
            if freer
            else _broken(where, what, "calls that give it the other way fail")
        )
    if "default" in old and "default" not in new:
        yield _broken(where, "has no default any more", "calls without it fail")
    elif "default" in new and "default" not in old:
        yield Change(
            where,
            f"may be left out now, and is {new['default']} then",
            ChangeKind.additive,
            "calls that give it work",
        )
    elif old.get("default") != new.get("default"):
        yield _broken(
            where,
            f"is {new['default']} by default, was {old['default']}",
            "calls without it do something else",
        )
    if old.get("annotation", new.get("annotation")) != new.get("annotation", old.get("annotation")):
        what = f"takes {new['annotation']}, was {old['annotation']}"
        if _union(old["annotation"]) < _union(new["annotation"]):
            yield Change(where, what, ChangeKind.additive, "what was given still may be")
        else:
            yield _broken(where, what, "what was given may be refused")
