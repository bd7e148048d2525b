"""Where a call goes and what it must carry: servers and credentials on both sides of a comparison.

Invariants: an operation's servers are its own, else its path's, else the root's, else `/`; credentials are
alternatives, and a scheme is what it asks for, whatever it is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codegen.breaking.change import Difference, Effect
from codegen.breaking.schema_normal import bare, is_cosmetic, value_key
from codegen.breaking.schema_values import moved, words

Node = dict[str, Any]
Alternative = tuple[tuple[str, tuple[str, ...]], ...]
_ROOT = [{"url": "/"}]


def stated_servers(*holders: Node) -> list[Node]:
    """The servers of the innermost holder that names any: an operation, its path item, the document."""
    return next((holder["servers"] for holder in holders if holder.get("servers")), _ROOT)


def servers(old: list[Node], new: list[Node], where: str, *, used: bool = True) -> Iterator[Difference]:
    """What changed between two lists of servers.

    :param used: whether an operation goes to those of the old list.
    """
    was, now = ({server["url"]: server for server in side} for side in (old, new))
    for url, server in was.items():
        if url not in now:
            yield Difference(where, f"server {url} is gone", Effect.ALTERS if used else Effect.GAINS)
        else:
            yield from _server(server, now[url], f"server {url}")
    yield from (Difference(where, f"server {url} is new", Effect.GAINS) for url in now if url not in was)


def _server(old: Node, new: Node, where: str) -> Iterator[Difference]:
    yield from words(old, new, where)
    was, now = old.get("variables", {}), new.get("variables", {})
    for name in {**was, **now}:
        place = f"{where}, variable {name}"
        if name not in was or name not in now:
            yield Difference(place, "is new" if name in now else "is gone", Effect.ALTERS)
            continue
        first, second = was[name], now[name]
        yield from words(first, second, place)
        if first.get("default") != second.get("default"):
            yield Difference(
                place, moved("default", first.get("default"), second.get("default")), Effect.ALTERS
            )
        listed, others = first.get("enum"), second.get("enum")
        if others is not None and (listed is None or set(listed) - set(others)):
            yield Difference(place, moved("enum", listed, others), Effect.ALTERS)
        elif listed is not None and (others is None or set(others) - set(listed)):
            yield Difference(place, moved("enum", listed, others), Effect.GAINS)


def schemes(old: Node, new: Node) -> Iterator[Difference]:
    """What changed of the security schemes that both documents have under one name."""
    for name in [name for name in old if name in new]:
        where = f"security scheme {name}"
        yield from words(old[name], new[name], where)
        if old[name].get("bearerFormat") != new[name].get("bearerFormat"):
            yield Difference(where, "bearerFormat otherwise", Effect.COSMETIC)
        was, now = _asks(old[name]), _asks(new[name])
        for key in sorted({*was, *now} - {"flows"}):
            if value_key(was.get(key)) != value_key(now.get(key)):
                yield Difference(where, moved(key, was.get(key), now.get(key)), Effect.ALTERS)
        yield from _flows(was.get("flows", {}), now.get("flows", {}), where)


def _asks(scheme: Node) -> Node:
    """A scheme without words and hints; names of HTTP schemes know no case."""
    return {
        key: value.lower() if key == "scheme" and isinstance(value, str) else value
        for key, value in scheme.items()
        if not is_cosmetic(key) and key != "bearerFormat"
    }


def _flows(old: Node, new: Node, where: str) -> Iterator[Difference]:
    for name in {**old, **new}:
        if name not in old or name not in new:
            stated = f"flow {name} is {'new' if name in new else 'gone'}"
            yield Difference(where, stated, Effect.GAINS if name in new else Effect.ALTERS)
            continue
        was, now = old[name], new[name]
        for key in sorted({*was, *now} - {"scopes"}):
            if not is_cosmetic(key) and was.get(key) != now.get(key):
                yield Difference(where, f"{name}: {moved(key, was.get(key), now.get(key))}", Effect.ALTERS)
        scopes, others = was.get("scopes", {}), now.get("scopes", {})
        for scope in {**scopes, **others}:
            if scope not in scopes or scope not in others:
                stated = f"{name}: scope {scope} is {'new' if scope in others else 'gone'}"
                yield Difference(where, stated, Effect.GAINS if scope in others else Effect.ALTERS)
            elif scopes[scope] != others[scope]:
                yield Difference(where, f"{name}: scope {scope} is described otherwise", Effect.COSMETIC)


def same_schemes(old: Node, new: Node) -> dict[str, str]:
    """By the new name of a scheme, its old name, for those that are only called otherwise."""
    gone = {value_key(bare(_asks(scheme))): name for name, scheme in old.items() if name not in new}
    fresh = {
        name: gone.get(value_key(bare(_asks(scheme)))) for name, scheme in new.items() if name not in old
    }
    return {name: other for name, other in fresh.items() if other is not None}


def alternatives(operation: Node, document: Node, renamed: dict[str, str]) -> set[Alternative]:
    """The sets of credentials of which a request carries one; no credential at all is the empty set."""
    listed = operation.get("security", document.get("security")) or [{}]
    return {
        tuple(sorted((renamed.get(name, name), tuple(sorted(scopes))) for name, scopes in choice.items()))
        for choice in listed
    }


def security(was: set[Alternative], now: set[Alternative], where: str) -> Iterator[Difference]:
    """Which credentials are no longer enough, and which are enough now."""
    for listed, others, what, effect in (
        (was, now, "is no longer enough", Effect.NARROWS),
        (now, was, "is enough now", Effect.WIDENS),
    ):
        for alternative in sorted(listed):
            if not any(_asks_no_more(other, alternative) for other in others):
                named = " with ".join(name for name, _ in alternative) or "no credential"
                yield Difference(where, f"security: {named} {what}", effect)


def _asks_no_more(other: Alternative, than: Alternative) -> bool:
    given = dict(than)
    return all(name in given and set(scopes) <= set(given[name]) for name, scopes in other)
