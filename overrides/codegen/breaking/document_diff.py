"""What changed between two published documents, judged by who sends and who reads.

Invariants: in a callback, and in the whole document of the merchant's server, the user is the one who
receives, so requests are read and responses are sent; JSON inside a query parameter is a request like a body;
a component is compared once, however many operations reach it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, field, frozen

from codegen.breaking.change import Change, ChangeList, Difference, Effect, Role, Use
from codegen.breaking.schema_diff import COSMETIC, References, Schema, compare, moved, words

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# documents whose server is the user, and whose client is the vendor
RECEIVERS = frozenset({"merchant"})
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_OPERATION = {
    "operationId",
    "tags",
    "deprecated",
    "x-idempotent",
    "security",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "servers",
}
_PARAMETER = {"name", "in", "required", "style", "explode", "schema", "content", "deprecated"}
_ROOT = {"info", "servers", "tags", "security", "paths", "webhooks", "components", "x-error-codes"}

Node = dict[str, Any]


def changes(released: dict[str, Node], working: dict[str, Node]) -> list[Change]:
    """Every change of the documents, both sides by the name of the API, in no order that matters."""
    ledger = ChangeList()
    for api in [*released, *(api for api in working if api not in released)]:
        use = Use("", Role.SENDS, api)
        if api not in working:
            ledger.note(Difference(api, "the document is gone", Effect.ALTERS), use)
        elif api not in released:
            ledger.note(Difference(api, "the document is new", Effect.GAINS), use)
        else:
            _Pair(api, released[api], working[api], ledger).run()
    return ledger.changes()


@frozen
class _Place:
    """An operation on both sides. `turned`: the user receives it."""

    label: str
    name: str
    turned: bool


@define
class _Pair:
    """One document on both sides."""

    api: str
    old: Node
    new: Node
    ledger: ChangeList
    components: dict[References, list[Difference | References]] = field(factory=dict)

    def run(self) -> None:
        turned = self.api in RECEIVERS
        root = _Place(f"{self.api} as a whole", "", turned)
        self._words(self.old["info"], self.new["info"], root)
        for key in sorted({*self.old, *self.new} - _ROOT):
            self._same(key, self.old, self.new, root)
        self._servers(self.old, self.new, root)
        self._tags(root)
        self._codes(root)
        self._schemes(root)
        self._items(self.old.get("paths", {}), self.new.get("paths", {}), turned, "")
        self._items(self.old.get("webhooks", {}), self.new.get("webhooks", {}), not turned, "callback ")

    def _note(self, where: str, what: str, effect: Effect, place: _Place, role: Role = Role.SENDS) -> None:
        turned = (Role.SENDS if role is Role.READS else Role.READS) if place.turned else role
        self.ledger.note(Difference(where, what, effect), Use(place.name, turned, self.api))

    def _words(self, old: Node, new: Node, place: _Place, where: str = "") -> None:
        for each in words(old, new, where or place.label):
            self._note(each.where, each.what, each.effect, place)

    def _same(self, key: str, old: Node, new: Node, place: _Place, where: str = "") -> None:
        """A key that only may stay as it is, unless it is one for readers."""
        if old.get(key) != new.get(key):
            self._note(
                where or place.label,
                moved(key, old.get(key), new.get(key)),
                Effect.COSMETIC if key in COSMETIC else Effect.ALTERS,
                place,
            )

    def _resolved(self, node: Node, side: Node) -> Node:
        while isinstance(node.get("$ref"), str):
            beside = {key: value for key, value in node.items() if key != "$ref"}
            target: Any = side
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = {**target, **beside}
        return node

    # -- the document as a whole

    def _servers(self, old: Node, new: Node, place: _Place) -> None:
        was, now = ({server["url"]: server for server in side.get("servers", [])} for side in (old, new))
        for url, server in was.items():
            if url not in now:
                self._note(place.label, f"server {url} is gone", Effect.ALTERS, place)
                continue
            self._words(server, now[url], place, f"server {url}")
            for key in sorted({*server, *now[url]} - {*COSMETIC}):
                self._same(key, server, now[url], place, f"server {url}")
        for url in now:
            if url not in was:
                self._note(place.label, f"server {url} is new", Effect.GAINS, place)

    def _tags(self, place: _Place) -> None:
        """Here only words; what a tag names in generated code, its operations say."""
        was, now = ({tag["name"]: tag for tag in side.get("tags", [])} for side in (self.old, self.new))
        for name in was.keys() | now.keys():
            if was.get(name) != now.get(name):
                self._note(f"tag {name}", "reads otherwise", Effect.COSMETIC, place)

    def _codes(self, place: _Place) -> None:
        was, now = self.old.get("x-error-codes", {}), self.new.get("x-error-codes", {})
        for code, entry in was.items():
            where = f"x-error-codes {code}"
            if code not in now:
                self._note(where, "is gone", Effect.ALTERS, place)
                continue
            self._same("name", entry, now[code], place, where)
            if {key: value for key, value in entry.items() if key != "name"} != {
                key: value for key, value in now[code].items() if key != "name"
            }:
                self._note(where, "is described otherwise", Effect.COSMETIC, place)
        for code in now:
            if code not in was:
                self._note(f"x-error-codes {code}", "is new", Effect.GAINS, place)

    def _schemes(self, place: _Place) -> None:
        was, now = (side.get("components", {}).get("securitySchemes", {}) for side in (self.old, self.new))
        for name in was.keys() & now.keys():
            where = f"security scheme {name}"
            self._words(was[name], now[name], place, where)
            for key in sorted({*was[name], *now[name]} - {*COSMETIC}):
                self._same(key, was[name], now[name], place, where)

    # -- operations

    def _items(self, old: Node, new: Node, turned: bool, kind: str) -> None:
        """Pair operations by their name, and those that lost it by their address."""
        was, now = self._operations(old, self.old, kind), self._operations(new, self.new, kind)
        addresses = {address: name for name, (address, _) in now.items() if name not in was}
        for name, (address, operation) in was.items():
            place = _Place(name, name, turned)
            found = name if name in now else addresses.pop(address, None)
            if found is None:
                self._note(name, f"{address} is gone", Effect.ALTERS, place)
                continue
            if now[found][0] != address:
                self._note(name, f"is at {now[found][0]} now, was at {address}", Effect.ALTERS, place)
            self._operation(operation, now[found][1], place)
        for address, name in addresses.items():
            self._note(name, f"{address} is new", Effect.GAINS, _Place(name, name, turned))

    def _operations(self, items: Node, side: Node, kind: str) -> dict[str, tuple[str, Node]]:
        """The address and the content of each operation by its name."""
        found = {}
        for path, unresolved in items.items():
            item = self._resolved(unresolved, side)
            for method in METHODS:
                if method in item:
                    operation = {
                        **item[method],
                        "parameters": [*item.get("parameters", []), *item[method].get("parameters", [])],
                    }
                    address = f"{kind}{path}" if kind else f"{method.upper()} {path}"
                    found[operation.get("operationId", address)] = (address, operation)
        return found

    def _operation(self, old: Node, new: Node, place: _Place) -> None:
        self._words(old, new, place)
        for key in ("operationId", "tags", *sorted({*old, *new} - _OPERATION - {*COSMETIC})):
            self._same(key, old, new, place)
        if old.get("deprecated", False) != new.get("deprecated", False):
            self._note(
                place.label,
                "is deprecated now" if new.get("deprecated") else "is no longer deprecated",
                Effect.GAINS,
                place,
            )
        if old.get("x-idempotent", False) != new.get("x-idempotent", False):
            told = (
                ("may be repeated now", Effect.WIDENS)
                if new.get("x-idempotent")
                else ("may no longer be repeated", Effect.NARROWS)
            )
            self._note(place.label, f"x-idempotent: {told[0]}", told[1], place)
        if "servers" in old or "servers" in new:
            self._servers(old, new, place)
        self._security(old, new, place)
        self._parameters(old["parameters"], new["parameters"], place)
        self._body(old.get("requestBody"), new.get("requestBody"), place)
        self._responses(old.get("responses", {}), new.get("responses", {}), place)
        for name in {**old.get("callbacks", {}), **new.get("callbacks", {})}:
            was, now = (
                self._resolved(each.get("callbacks", {}).get(name, {}), side)
                for each, side in ((old, self.old), (new, self.new))
            )
            self._items(was, now, not place.turned, f"callback {name} ")

    def _security(self, old: Node, new: Node, place: _Place) -> None:
        where = place.label if "security" in old or "security" in new else f"security of {self.api}"
        was, now = _alternatives(old, self.old), _alternatives(new, self.new)
        for one, others, what, effect in (
            (was, now, "is no longer enough", Effect.NARROWS),
            (now, was, "is enough now", Effect.WIDENS),
        ):
            for alternative in sorted(one):
                if not any(set(other) <= set(alternative) for other in others):
                    named = " with ".join(name for name, _ in alternative) or "no credential"
                    self._note(where, f"security: {named} {what}", effect, place)

    # -- what travels

    def _parameters(self, old: list[Node], new: list[Node], place: _Place, role: Role = Role.SENDS) -> None:
        was, now = self._named(old, self.old, place), self._named(new, self.new, place)
        names = {name: kind for kind, name in now if (kind, name) not in was}
        for (kind, name), (where, parameter) in was.items():
            if (kind, name) in now:
                self._parameter(parameter, now[kind, name][1], where, place, role)
            elif name in names:
                self._note(
                    where, f"travels in the {names[name]} now, was in the {kind}", Effect.ALTERS, place, role
                )
                moved_one = now[names[name], name][1]
                self._parameter({**parameter, "in": names.pop(name)}, moved_one, where, place, role)
            else:
                self._note(where, "is gone", Effect.ALTERS, place, role)
        for (kind, name), (where, parameter) in now.items():
            if names.get(name) == kind:
                told = (
                    ("is new and required", Effect.NARROWS)
                    if parameter.get("required")
                    else ("is new", Effect.GAINS)
                )
                self._note(where, *told, place, role)

    def _named(
        self, listed: Iterable[Node], side: Node, place: _Place
    ) -> dict[tuple[str, str], tuple[str, Node]]:
        found = {}
        for each in listed:
            parameter = self._resolved(each, side)
            label = f"{parameter['in']} parameter {parameter['name']}"
            found[parameter["in"], parameter["name"]] = (
                label if "$ref" in each else f"{place.label}, {label}",
                parameter,
            )
        return found

    def _parameter(self, old: Node, new: Node, where: str, place: _Place, role: Role) -> None:
        self._words(old, new, place, where)
        self._required(old, new, where, place, role)
        if old.get("deprecated", False) != new.get("deprecated", False):
            self._note(
                where,
                "is deprecated now" if new.get("deprecated") else "is no longer deprecated",
                Effect.GAINS,
                place,
                role,
            )
        styles = [side.get("style", _STYLES[side["in"]]) for side in (old, new)]
        explodes = [
            side.get("explode", style in ("form", "deepObject"))
            for side, style in zip((old, new), styles, strict=True)
        ]
        for key, (was, now) in (("style", styles), ("explode", explodes)):
            if was != now:
                self._note(where, moved(key, was, now), Effect.ALTERS, place, role)
        for key in sorted({*old, *new} - _PARAMETER - {*COSMETIC}):
            self._same(key, old, new, place, where)
        if ("content" in old) != ("content" in new):
            self._note(
                where, "is written another way: schema and content were exchanged", Effect.ALTERS, place, role
            )
        else:
            self._schema(old.get("schema", {}), new.get("schema", {}), where, place, role)
            self._content(old, new, where, place, role)

    def _required(self, old: Node, new: Node, where: str, place: _Place, role: Role) -> None:
        if old.get("required", False) != new.get("required", False):
            told = (
                ("is required now", Effect.NARROWS)
                if new.get("required")
                else ("is no longer required", Effect.WIDENS)
            )
            self._note(where, *told, place, role)

    def _body(self, old: Node | None, new: Node | None, place: _Place) -> None:
        where = f"{place.label}, request body"
        if old is None or new is None:
            if new is not None:
                told = (
                    ("is new and required", Effect.NARROWS)
                    if new.get("required")
                    else ("is new", Effect.GAINS)
                )
                self._note(where, *told, place)
            elif old is not None:
                self._note(where, "is gone", Effect.ALTERS, place)
            return
        was, now = self._resolved(old, self.old), self._resolved(new, self.new)
        self._words(was, now, place, where)
        self._required(was, now, where, place, Role.SENDS)
        self._content(was, now, where, place, Role.SENDS)

    def _responses(self, old: Node, new: Node, place: _Place) -> None:
        for status, each in old.items():
            if status not in new:
                self._note(f"{place.label}, answer {status}", "is gone", Effect.ALTERS, place, Role.READS)
                continue
            shared = each.get("$ref") if each.get("$ref") == new[status].get("$ref") else None
            where = f"answer {shared.rpartition('/')[2]}" if shared else f"{place.label}, answer {status}"
            was, now = self._resolved(each, self.old), self._resolved(new[status], self.new)
            self._words(was, now, place, where)
            for key in sorted({*was, *now} - {"content", "headers"} - {*COSMETIC}):
                self._same(key, was, now, place, where)
            self._content(was, now, where, place, Role.READS)
            headers = [
                [
                    {**self._resolved(header, side), "name": name, "in": "header"}
                    for name, header in response.get("headers", {}).items()
                ]
                for response, side in ((was, self.old), (now, self.new))
            ]
            self._parameters(headers[0], headers[1], _Place(where, place.name, place.turned), Role.READS)
        for status in new:
            if status not in old:
                effect = Effect.WIDENS if status[0] in "123" else Effect.GAINS
                self._note(f"{place.label}, answer {status}", "is new", effect, place, Role.READS)

    def _content(self, old: Node, new: Node, where: str, place: _Place, role: Role) -> None:
        was, now = old.get("content", {}), new.get("content", {})
        for media, each in was.items():
            if media not in now:
                self._note(where, f"{media} is gone", Effect.ALTERS, place, role)
                continue
            self._words(each, now[media], place, where)
            for key in sorted({*each, *now[media]} - {"schema"} - {*COSMETIC}):
                self._same(key, each, now[media], place, where)
            self._schema(each.get("schema", {}), now[media].get("schema", {}), where, place, role)
        for media in now:
            if media not in was:
                self._note(where, f"{media} is new", Effect.WIDENS, place, role)

    def _schema(self, old: Schema, new: Schema, where: str, place: _Place, role: Role) -> None:
        """Compare a schema and every component that it reaches."""
        todo, seen = list(compare(old, new, where, self._resolved_pair)), set()
        while todo:
            each = todo.pop()
            if isinstance(each, Difference):
                self._note(each.where, each.what, each.effect, place, role)
                continue
            # a component under its own name is one place; another component in its stead is a change of the
            # place where it stands
            key = each if self._exchanged(each) else References("", each.old, each.new)
            if key not in seen:
                seen.add(key)
                if key not in self.components:
                    self.components[key] = list(self._component(each))
                todo += self.components[key]

    def _exchanged(self, pair: References) -> bool:
        _, _, section, name = pair.old.split("/")
        return pair.old != pair.new and name in self.new["components"].get(section, {})

    def _component(self, pair: References) -> Iterator[Difference | References]:
        old_name, new_name = pair.old.rpartition("/")[2], pair.new.rpartition("/")[2]
        if self._exchanged(pair):
            yield Difference(pair.where, f"type is {new_name}, was {old_name}", Effect.ALTERS)
            return
        if old_name != new_name:
            yield Difference(old_name, f"is called {new_name} now", Effect.ALTERS)
        was, now = self._resolved_pair({"$ref": pair.old}, {"$ref": pair.new})
        yield from compare(was, now, old_name, self._resolved_pair)

    def _resolved_pair(self, old: Schema, new: Schema) -> tuple[Schema, Schema]:
        return self._resolved(old, self.old), self._resolved(new, self.new)


def _alternatives(operation: Node, document: Node) -> set[tuple[tuple[str, tuple[str, ...]], ...]]:
    """The sets of credentials of which a request carries one; none at all is the empty set."""
    listed = operation.get("security", document.get("security")) or [{}]
    return {tuple(sorted((name, tuple(scopes)) for name, scopes in each.items())) for each in listed}
