"""What changed of one command, judged by what a script that calls it does afterwards.

Invariants: options are known by their names and arguments by their place; a value that is no longer taken
breaks, and so does a name, a variable or a default that scripts rely on; help texts do not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.breaking.change import Change, ChangeKind
from codegen.breaking.python_surface import Entry

# by type, the types that take whatever it takes
_WIDER = {
    "integer": {"float", "text"},
    "integer range": {"integer", "float", "float range", "text"},
    "float range": {"float", "text"},
    "float": {"text"},
    "choice": {"text", "path", "file", "directory"},
    "boolean": {"text"},
    "uuid": {"text"},
    "datetime": {"text"},
    "path": {"text"},
    "file": {"text", "path"},
    "directory": {"text", "path"},
    "text": {"path", "file path"},
}
_REFUSED = "what was given may be refused"
_NO_LONGER = {
    "file_okay": "takes no file any more",
    "dir_okay": "takes no directory any more",
    "allow_dash": "takes no `-` any more",
    "any case": "takes one case only",
}
_DEMANDS = {
    "exists": "must exist now",
    "readable": "must be readable now",
    "writable": "must be writable now",
    "executable": "must be executable now",
}


def changes(name: str, old: Entry, new: Entry) -> Iterator[Change]:
    """Every change of a command and of what it takes."""
    for key in ("ignores unknown options", "takes further arguments"):
        if old.get(key) and not new.get(key):
            yield _broken(name, f"no longer {key}", "calls that give them fail")
    if old.get("hidden", False) != new.get("hidden", False) and "exit codes" in new:
        yield _added(name, "is hidden now" if new.get("hidden") else "is shown now", "calls of it work")
    if "exit codes" in old:
        yield from _exit_codes(name, old["exit codes"], new.get("exit codes", {}))
    listed, others = old["parameters"], new["parameters"]
    pairs = list(_pairs(listed, others))
    for parameter in listed:
        if not any(parameter is first for first, _ in pairs):
            yield _broken(_place(name, parameter), "is gone", "calls that give it fail")
    for first, second in pairs:
        yield from _parameter(_place(name, first), first, second)
    kept = [id(second) for _, second in pairs]
    for parameter in others:
        if id(parameter) not in kept:
            yield (
                _added(_place(name, parameter), "is new", "calls without it work")
                if "default" in parameter
                else _broken(_place(name, parameter), "is new and required", "calls without it fail")
            )


def _broken(where: str, what: str, why: str) -> Change:
    return Change(where, what, ChangeKind.breaking, why)


def _added(where: str, what: str, why: str) -> Change:
    return Change(where, what, ChangeKind.additive, why)


def _place(name: str, parameter: Entry) -> str:
    return f"{name}({parameter['name']})"


def _pairs(old: list[Entry], new: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    arguments = [[entry for entry in side if entry["kind"] == "positional only"] for side in (old, new)]
    yield from zip(*arguments, strict=False)
    options = [entry for entry in new if entry["kind"] != "positional only"]
    for entry in old:
        names = set(entry["name"].split())
        heir = next((other for other in options if names & set(other["name"].split())), None)
        if entry["kind"] != "positional only" and heir is not None:
            options.remove(heir)
            yield entry, heir


def _exit_codes(name: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for code, meaning in old.items():
        where = f"{name}, exit code {code}"
        if code not in new:
            yield _broken(where, "is gone", "scripts that go by it take another way")
        elif new[code] != meaning:
            yield _broken(
                where, f"means {new[code]!r}, was {meaning!r}", "scripts that go by it take another way"
            )
    for code in new.keys() - old.keys():
        yield _added(f"{name}, exit code {code}", "is new", "the others mean what they meant")


def _parameter(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    was, now = old.get("details"), new.get("details")
    if was is None or now is None:
        yield from _first_format(where, old, new)
    else:
        yield from _names(where, was, now)
        yield from _type(where, was, now)
        yield from _counts(where, was, now)
        yield from _variables(where, was["variables"], now["variables"])
    if "default" in old and "default" not in new:
        yield _broken(where, "is required now", "calls without it fail")
    elif "default" in new and "default" not in old:
        yield _added(where, "may be left out now", "calls that give it work")
    elif _default(old, now) != _default(new, now):
        stated = f"is {new['default']} by default, was {old['default']}"
        yield _broken(where, stated, "calls without it do something else")


def _default(parameter: Entry, now: Entry | None) -> object:
    """Its default; a flag that is counted now begins at 0, where it was off."""
    default = parameter.get("default")
    return "0" if default == "False" and now is not None and now.get("count") else default


def _first_format(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    """By the little that the first format recorded: the names together, and the type as people read it."""
    for name in set(old["name"].split()) - set(new["name"].split()):
        if old["kind"] != "positional only":
            yield _broken(where, f"{name} is gone", "calls that give it fail")
    if old["annotation"] != new["annotation"]:
        stated = f"takes {new['annotation']}, was {old['annotation']}"
        was, now = (set(side["annotation"].split(" | ")) for side in (old, new))
        more = was < now or bool(now & _WIDER.get(old["annotation"], set()))
        yield (
            _added(where, stated, "what was given still may be")
            if more
            else _broken(where, stated, "what was given may be refused")
        )


def _names(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    if not any(name.startswith("-") for name in old["names"]):
        return
    for key in ("names", "opposites"):
        for name in old[key]:
            if name not in new[key]:
                yield _broken(where, f"{name} is gone", "calls that give it fail")
        for name in new[key]:
            if name not in old[key]:
                yield _added(where, f"may be called {name} too", "the other names work")
    if old.get("hidden", False) != new.get("hidden", False):
        yield _added(
            where, "is hidden now" if new.get("hidden") else "is shown now", "calls that give it work"
        )
    if old["type"] == new["type"] and old.get("bare value") != new.get("bare value"):
        stated = f"alone it means {new.get('bare value')}, was {old.get('bare value')}"
        yield (_broken if "bare value" in old else _added)(where, stated, "calls that give it alone")


def _type(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    kind, other = old["type"], new["type"]
    if kind != other:
        counted = {kind, other} <= {"flag", "integer", "integer range"} and bool(new.get("count"))
        wider = other in _WIDER.get(kind, ()) and not (kind == "text" and _demanding(new))
        stated = f"takes {'a count' if counted else other}, was {kind}"
        yield (
            _added(where, stated, "what was given still may be")
            if wider or counted
            else _broken(where, stated, _REFUSED)
        )
    yield from _choices(where, old, new)
    yield from _limits(where, old, new)
    yield from _demands(where, old, new)


def _choices(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    for choice in old.get("choices", ()):
        if "choices" in new and choice not in new["choices"]:
            yield _broken(where, f"{choice} is no longer a choice", _REFUSED)
    for choice in new.get("choices", ()):
        if "choices" in old and choice not in old["choices"]:
            yield _added(where, f"{choice} is a choice now", "the others work")
    for form in old.get("formats", ()):
        if form not in new.get("formats", ()):
            yield _broken(where, f"{form} is no longer a form of it", _REFUSED)


def _limits(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    kind, other = old["type"], new["type"]
    for key, sign in (("min", -1), ("max", 1)):
        first, second = _limit(old, key, sign), _limit(new, key, sign)
        if first != second and kind != "flag" and (kind == other or key in new):
            stated = f"{key} is {new.get(key)}, was {old.get(key)}"
            narrower = second < first
            yield (
                _broken(where, stated, _REFUSED)
                if narrower
                else _added(where, stated, "what was given still may be")
            )


def _demands(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    for key, stated in _NO_LONGER.items():
        if old.get(key) and key in new and not new[key]:
            yield _broken(where, stated, _REFUSED)
        elif new.get(key) and key in old and not old[key]:
            yield _added(
                where, stated.replace("takes no", "takes a").replace(" any more", " too"), "it takes more"
            )
    for key, stated in _DEMANDS.items():
        if key in old and key in new and old[key] != new[key]:
            yield (
                _broken(where, stated, _REFUSED)
                if new[key]
                else _added(where, f"no longer {stated[:-4]}", "more is taken")
            )


def _demanding(details: Entry) -> bool:
    return (
        bool(details.get("exists")) or details.get("file_okay") is False or details.get("dir_okay") is False
    )


def _limit(details: Entry, key: str, sign: int) -> tuple[float, bool]:
    """How far values go, the less the narrower: the limit, and whether it is taken itself."""
    limit = details.get(key)
    return (float("inf"), True) if limit is None else (sign * limit, not details.get(f"{key}_open", False))


def _counts(where: str, old: Entry, new: Entry) -> Iterator[Change]:
    for key, gone, come in (
        ("multiple", "may be given once only", "may be given several times"),
        ("count", "is no longer counted", "is counted"),
    ):
        if old.get(key) and not new.get(key):
            yield _broken(where, gone, "calls that give it twice do something else")
        elif new.get(key) and not old.get(key):
            yield _added(where, come, "calls that give it once work")
    if old["nargs"] != new["nargs"]:
        stated = f"takes {_many(new['nargs'])}, was {_many(old['nargs'])}"
        yield (
            _added(where, stated, "what was given still may be")
            if new["nargs"] == -1
            else _broken(where, stated, "calls that give it fail")
        )
    if new.get("prompt") and not old.get("prompt"):
        yield _broken(where, "is asked for when it is missing", "scripts wait for ever")


def _many(nargs: int) -> str:
    return "any number of values" if nargs == -1 else f"{nargs} values" if nargs != 1 else "one value"


def _variables(where: str, old: list[str], new: list[str]) -> Iterator[Change]:
    for variable in old:
        if variable not in new:
            yield _broken(where, f"is no longer read from {variable}", "the variable is ignored")
    for variable in new:
        if variable not in old:
            yield _added(where, f"is read from {variable} too", "the other ways work")
    kept = [[name for name in side if name in old and name in new] for side in (old, new)]
    if kept[0] != kept[1]:
        yield _broken(where, f"{', '.join(kept[1])} go before one another now", "another one is heard")
