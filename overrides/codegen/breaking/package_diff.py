"""What changed of the package around the code, judged by what an installation or a pytest run does then.

Invariants: names that are gone break; Python versions are compared as sets.
"""

from __future__ import annotations

from collections.abc import Iterator

from packaging.specifiers import SpecifierSet

from codegen.breaking.change import Change, ChangeKind
from codegen.breaking.python_surface import Entry, Surface

KINDS = (
    *("package", "extra", "entry point", "environment variable", "fixture"),
    *("pytest option", "pytest setting"),
)
# the versions of Python that users may have
_PYTHONS = [f"3.{minor}.{patch}" for minor in range(8, 40) for patch in (0, 30)]


def changes(released: Surface, working: Surface) -> Iterator[Change]:
    """Every change; none when the last release did not record the package."""
    was, now = (
        {name: entry for name, entry in side.items() if entry["kind"] in KINDS}
        for side in (released, working)
    )
    if not was:
        return
    for name, entry in was.items():
        if name not in now:
            yield _broken(name, f"the {entry['kind']} is gone", "whoever relies on it fails")
        else:
            yield from _entry(name, entry, now[name])
    for name in now:
        if name not in was:
            yield _added(name, f"the {now[name]['kind']} is new", "it need not be used")


def _broken(where: str, what: str, why: str) -> Change:
    return Change(where, what, ChangeKind.breaking, why)


def _added(where: str, what: str, why: str) -> Change:
    return Change(where, what, ChangeKind.additive, why)


def _entry(name: str, old: Entry, new: Entry) -> Iterator[Change]:
    if old["kind"] == "package":
        if old["name"] != new["name"]:
            yield _broken(
                name, f"is called {new['name']}, was {old['name']}", "whoever installs it gets the old one"
            )
        if old["typed"] and not new["typed"]:
            yield _broken(name, "has no types any more", "type checkers see nothing")
        yield from _pythons(name, old["python"], new["python"])
    for requirement in old.get("requires", ()):
        if requirement not in new["requires"]:
            yield _broken(name, f"no longer brings {requirement}", "what needs it is no longer installed")
    for requirement in new.get("requires", ()):
        if requirement not in old["requires"]:
            yield _added(name, f"brings {requirement} too", "it brings what it brought")
    if old["kind"] == "fixture" and old["scope"] != new["scope"]:
        stated = f"lasts for a {new['scope']}, was a {old['scope']}"
        yield _broken(name, stated, "fixtures of a longer life can no longer use it, or tests share it")


def _pythons(name: str, old: str, new: str) -> Iterator[Change]:
    was, now = ({version for version in _PYTHONS if version in SpecifierSet(side)} for side in (old, new))
    if was - now:
        yield _broken(name, f"needs Python {new}, was {old}", "it cannot be installed where it was")
    elif now - was:
        yield _added(name, f"takes Python {new}, was {old}", "it can be installed where it was")
