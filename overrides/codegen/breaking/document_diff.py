"""What changed between two published documents, judged by who sends and who reads.

Invariants: in a callback, and in the whole document of the merchant's server, the user is the one who
receives, so requests are read and responses are sent; JSON inside a query parameter is a request like a body;
a component is compared once, however many operations reach it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, field, frozen

from codegen import CodegenError
from codegen.breaking import access_diff, error_codes
from codegen.breaking.change import Change, ChangeList, Difference, Effect, Role, Use
from codegen.breaking.schema_diff import References, SchemaComparison, directed
from codegen.breaking.schema_normal import Schema, is_cosmetic, types, value_key
from codegen.breaking.schema_values import moved, words
from order_contract.document import METHODS

# documents whose server is the user, and whose client is the vendor
RECEIVERS = frozenset({"merchant"})
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_OPERATION = {
    *(
        "operationId",
        "tags",
        "deprecated",
        "x-idempotent",
        "x-only-reads",
        "security",
        "parameters",
        "requestBody",
    ),
    *("responses", "callbacks", "servers"),
}
_PARAMETER = {"name", "in", "required", "style", "explode", "schema", "content", "deprecated"}
_ROOT = {"info", "servers", "tags", "security", "paths", "webhooks", "components", "x-error-codes"}
# what OpenAPI says is ignored among the header parameters of a request
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_DEFAULTS = {
    "allowReserved": False,
    "allowEmptyValue": False,
    "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
}
_LONGEST_CHAIN = 32

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
    comparison: SchemaComparison = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.comparison = SchemaComparison(
            lambda schema: self._resolved(schema, self.old), lambda schema: self._resolved(schema, self.new)
        )

    def run(self) -> None:
        turned = self.api in RECEIVERS
        root = _Place(f"{self.api} as a whole", "", turned)
        self._words(self.old["info"], self.new["info"], root)
        for key in _others(self.old, self.new, _ROOT):
            self._same(key, self.old, self.new, root)
        self._root_servers(root)
        self._tags(root)
        self._take(
            error_codes.compare(self.old.get("x-error-codes", {}), self.new.get("x-error-codes", {})), root
        )
        was, now = (side.get("components", {}).get("securitySchemes", {}) for side in (self.old, self.new))
        self._take(access_diff.schemes(was, now), root)
        self._items(self.old.get("paths", {}), self.new.get("paths", {}), turned, "")
        self._items(self.old.get("webhooks", {}), self.new.get("webhooks", {}), not turned, "callback ")

    def _note(self, where: str, what: str, effect: Effect, place: _Place, role: Role = Role.SENDS) -> None:
        turned = (Role.SENDS if role is Role.READS else Role.READS) if place.turned else role
        self.ledger.note(Difference(where, what, effect), Use(place.name, turned, self.api))

    def _take(self, differences: Iterable[Difference], place: _Place, role: Role = Role.SENDS) -> None:
        for difference in differences:
            self._note(difference.where, difference.what, difference.effect, place, role)

    def _words(self, old: Node, new: Node, place: _Place, where: str = "") -> None:
        self._take(words(old, new, where or place.label), place)

    def _same(self, key: str, old: Node, new: Node, place: _Place, where: str = "") -> None:
        """A key that only may stay as it is."""
        default = _DEFAULTS.get(key)
        if value_key(old.get(key, default)) != value_key(new.get(key, default)):
            self._note(where or place.label, moved(key, old.get(key), new.get(key)), Effect.ALTERS, place)

    def _resolved(self, node: Node, side: Node) -> Node:
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
                return node
            beside = {key: value for key, value in node.items() if key != "$ref"}
            target: Any = side
            try:
                for part in node["$ref"].removeprefix("#/").split("/"):
                    target = target[part.replace("~1", "/").replace("~0", "~")]
            except (KeyError, TypeError):
                raise CodegenError(f"{self.api}: nothing stands at {node['$ref']}") from None
            node = {**target, **beside} if isinstance(target, dict) else target
        raise CodegenError(f"{self.api}: {node['$ref']} refers to itself")

    # -- the document as a whole

    def _root_servers(self, place: _Place) -> None:
        """Those of the root, which count where an operation has none of its own."""
        inherited = [
            not any(holder.get("servers") for holder in (operation, item))
            for _, operation, item in self._operations(self.old.get("paths", {}), self.old, "").values()
        ]
        was, now = access_diff.stated_servers(self.old), access_diff.stated_servers(self.new)
        self._take(access_diff.servers(was, now, place.label, used=any(inherited) or not inherited), place)

    def _servers(self, old: tuple[Node, Node], new: tuple[Node, Node], place: _Place) -> None:
        """Those of one operation, unless both sides have the root's, which are compared once."""
        if any(holder.get("servers") for holder in (*old, *new)):
            was, now = access_diff.stated_servers(*old, self.old), access_diff.stated_servers(*new, self.new)
            self._take(access_diff.servers(was, now, place.label), place)

    def _tags(self, place: _Place) -> None:
        """Here only words; what a tag names in generated code, its operations say."""
        was, now = ({tag["name"]: tag for tag in side.get("tags", [])} for side in (self.old, self.new))
        for name in was.keys() | now.keys():
            if was.get(name) != now.get(name):
                self._note(f"tag {name}", "reads otherwise", Effect.COSMETIC, place)

    # -- operations

    def _items(self, old: Node, new: Node, turned: bool, kind: str) -> None:
        """Pair operations by their name, and those that lost it by their address."""
        was, now = self._operations(old, self.old, kind), self._operations(new, self.new, kind)
        addresses = {address: name for name, (address, *_) in now.items() if name not in was}
        for name, (address, operation, item) in was.items():
            place = _Place(name, name, turned)
            heir = name if name in now else addresses.pop(address, None)
            if heir is None:
                self._note(name, f"{address} is gone", Effect.ALTERS, place)
                continue
            new_address, new_operation, new_item = now[heir]
            if new_address != address:
                self._note(name, f"is at {new_address} now, was at {address}", Effect.ALTERS, place)
            self._operation(operation, new_operation, place)
            self._servers((operation, item), (new_operation, new_item), place)
            self._words(item, new_item, place, f"path of {name}")
        for address, name in addresses.items():
            self._note(name, f"{address} is new", Effect.GAINS, _Place(name, name, turned))

    def _operations(self, items: Node, side: Node, kind: str) -> dict[str, tuple[str, Node, Node]]:
        """The address, the content and the path item of each operation by its name."""
        operations = {}
        for path, unresolved in items.items():
            item = self._resolved(unresolved, side)
            for method in METHODS:
                if method in item:
                    operation = {
                        **item[method],
                        "parameters": [*item.get("parameters", []), *item[method].get("parameters", [])],
                    }
                    address = f"{kind}{path}" if kind else f"{method.upper()} {path}"
                    operations[operation.get("operationId", address)] = (address, operation, item)
        return operations

    def _operation(self, old: Node, new: Node, place: _Place) -> None:
        self._words(old, new, place)
        for key in ("operationId", "tags", *_others(old, new, _OPERATION)):
            self._same(key, old, new, place)
        if old.get("deprecated", False) != new.get("deprecated", False):
            self._note(
                place.label,
                "is deprecated now" if new.get("deprecated") else "is no longer deprecated",
                Effect.GAINS,
                place,
            )
        if old.get("x-idempotent", False) != new.get("x-idempotent", False):
            stated, effect = (
                ("may be repeated now", Effect.WIDENS)
                if new.get("x-idempotent")
                else ("may no longer be repeated", Effect.NARROWS)
            )
            self._note(place.label, f"x-idempotent: {stated}", effect, place)
        if "x-only-reads" in old:
            self._same("x-only-reads", old, new, place)
        elif "x-only-reads" in new:
            self._note(place.label, moved("x-only-reads", None, new["x-only-reads"]), Effect.GAINS, place)
        self._security(old, new, place)
        self._parameters(old["parameters"], new["parameters"], place)
        self._body(old.get("requestBody"), new.get("requestBody"), place)
        self._responses(old.get("responses", {}), new.get("responses", {}), place)
        for name in {**old.get("callbacks", {}), **new.get("callbacks", {})}:
            was, now = (
                self._resolved(stated.get("callbacks", {}).get(name, {}), side)
                for stated, side in ((old, self.old), (new, self.new))
            )
            self._items(was, now, not place.turned, f"callback {name} ")

    def _security(self, old: Node, new: Node, place: _Place) -> None:
        where = place.label if "security" in old or "security" in new else f"security of {self.api}"
        schemes = [side.get("components", {}).get("securitySchemes", {}) for side in (self.old, self.new)]
        renamed = access_diff.same_schemes(schemes[0], schemes[1])
        was = access_diff.alternatives(old, self.old, {})
        now = access_diff.alternatives(new, self.new, renamed)
        self._take(access_diff.security(was, now, where), place)

    # -- what travels

    def _parameters(self, old: list[Node], new: list[Node], place: _Place, role: Role = Role.SENDS) -> None:
        was, now = self._named(old, self.old, place, role), self._named(new, self.new, place, role)
        fresh = {key: entry for key, entry in now.items() if key not in was}
        for (kind, name), (where, parameter) in was.items():
            if (kind, name) in now:
                self._parameter(parameter, now[kind, name][1], where, place, role)
                continue
            elsewhere = next((key for key in fresh if key[1].lower() == name.lower()), None)
            if elsewhere is None or elsewhere[0] == kind:
                self._note(where, "is gone", Effect.ALTERS, place, role)
                continue
            stated = f"travels in the {elsewhere[0]} now, was in the {kind}"
            self._note(where, stated, Effect.ALTERS, place, role)
            self._parameter({**parameter, "in": elsewhere[0]}, fresh.pop(elsewhere)[1], where, place, role)
        for where, parameter in fresh.values():
            stated, effect = (
                ("is new and required", Effect.NARROWS)
                if parameter.get("required")
                else ("is new", Effect.GAINS)
            )
            self._note(where, stated, effect, place, role)

    def _named(
        self, listed: Iterable[Node], side: Node, place: _Place, role: Role
    ) -> dict[tuple[str, str], tuple[str, Node]]:
        """By place and name, how people call a parameter, and the parameter; a header's name has no case."""
        parameters = {}
        for stated in listed:
            parameter = self._resolved(stated, side)
            kind, name = parameter["in"], parameter["name"]
            header = name.lower() if kind == "header" else name
            if kind == "header" and role is Role.SENDS and header in _IGNORED_HEADERS:
                continue
            label = f"{kind} parameter {name}"
            parameters[kind, header] = (label if "$ref" in stated else f"{place.label}, {label}", parameter)
        return parameters

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
        # explode says nothing of a single value
        kinds = [
            types(self._resolved(side.get("schema", {}), document))
            for side, document in ((old, self.old), (new, self.new))
        ]
        single = not any(kind & {"array", "object"} for kind in kinds)
        for key, (was, now) in (("style", styles), ("explode", explodes)):
            if was != now and not (key == "explode" and single and styles[0] == styles[1]):
                self._note(where, moved(key, was, now), Effect.ALTERS, place, role)
        for key in _others(old, new, _PARAMETER):
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
            stated, effect = (
                ("is required now", Effect.NARROWS)
                if new.get("required")
                else ("is no longer required", Effect.WIDENS)
            )
            self._note(where, stated, effect, place, role)

    def _body(self, old: Node | None, new: Node | None, place: _Place) -> None:
        where = f"{place.label}, request body"
        if old is None or new is None:
            if new is not None:
                required = self._resolved(new, self.new).get("required")
                stated, effect = (
                    ("is new and required", Effect.NARROWS) if required else ("is new", Effect.GAINS)
                )
                self._note(where, stated, effect, place)
            elif old is not None:
                self._note(where, "is gone", Effect.ALTERS, place)
            return
        was, now = self._resolved(old, self.old), self._resolved(new, self.new)
        self._words(was, now, place, where)
        self._required(was, now, where, place, Role.SENDS)
        self._content(was, now, where, place, Role.SENDS)

    def _responses(self, old: Node, new: Node, place: _Place) -> None:
        """Pair each status with itself, else with the range or the default that holds for it too."""
        for status, stated in old.items():
            heir = _covering(status, new)
            if heir is None:
                self._note(f"{place.label}, response {status}", "is gone", Effect.ALTERS, place, Role.READS)
            else:
                self._response(stated, new[heir], status, place)
        for status in new:
            if status in old:
                continue
            covering = _covering(status, old)
            if covering is not None:
                self._response(old[covering], new[status], status, place)
            else:
                effect = Effect.WIDENS if status[0] in "123" else Effect.GAINS
                self._note(f"{place.label}, response {status}", "is new", effect, place, Role.READS)

    def _response(self, old: Node, new: Node, status: str, place: _Place) -> None:
        shared = old.get("$ref") if old.get("$ref") == new.get("$ref") else None
        where = f"response {shared.rpartition('/')[2]}" if shared else f"{place.label}, response {status}"
        was, now = self._resolved(old, self.old), self._resolved(new, self.new)
        self._words(was, now, place, where)
        if was.get("links") != now.get("links"):
            self._note(where, "links to other operations changed", Effect.COSMETIC, place, Role.READS)
        for key in _others(was, now, {"content", "headers", "links"}):
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

    def _content(self, old: Node, new: Node, where: str, place: _Place, role: Role) -> None:
        was, now = old.get("content", {}), new.get("content", {})
        for media, stated in was.items():
            if media not in now:
                self._note(where, f"{media} is gone", Effect.ALTERS, place, role)
                continue
            self._words(stated, now[media], place, where)
            for key in _others(stated, now[media], {"schema"}):
                self._same(key, stated, now[media], place, where)
            self._schema(stated.get("schema", {}), now[media].get("schema", {}), where, place, role)
        for media in now:
            if media not in was:
                self._note(where, f"{media} is new", Effect.WIDENS, place, role)

    def _schema(self, old: Schema, new: Schema, where: str, place: _Place, role: Role) -> None:
        """Compare a schema and every component that it reaches."""
        todo = [(entry, 1) for entry in self.comparison.compare(old, new, where)]
        seen = set()
        while todo:
            entry, direction = todo.pop()
            if isinstance(entry, Difference):
                self._note(entry.where, entry.what, directed(entry.effect, direction), place, role)
                continue
            # a component under its own name is one place; another component in its stead is a change of the
            # place where it stands
            key = References(entry.where if self._exchanged(entry) else "", entry.old, entry.new)
            direction *= entry.direction
            if (key, direction) not in seen:
                seen.add((key, direction))
                if key not in self.components:
                    self.components[key] = list(self._component(entry))
                todo += [(below, direction) for below in self.components[key]]

    def _exchanged(self, pair: References) -> bool:
        _, section, name = pair.old.rsplit("/", 2)
        return pair.old != pair.new and name in self.new.get("components", {}).get(section, {})

    def _component(self, pair: References) -> Iterator[Difference | References]:
        old_name, new_name = pair.old.rpartition("/")[2], pair.new.rpartition("/")[2]
        if self._exchanged(pair):
            yield Difference(pair.where, f"type is {new_name}, was {old_name}", Effect.ALTERS)
            return
        if old_name != new_name:
            yield Difference(old_name, f"is called {new_name} now", Effect.ALTERS)
        was, now = self._resolved({"$ref": pair.old}, self.old), self._resolved({"$ref": pair.new}, self.new)
        yield from self.comparison.compare(was, now, old_name)


def _others(old: Node, new: Node, known: set[str]) -> list[str]:
    """The keys of either side that are judged nowhere else, and not read by people alone."""
    return sorted(key for key in {*old, *new} - known if not is_cosmetic(key))


def _covering(status: str, responses: Node) -> str | None:
    """The key of the response that holds for a status: its own, its range, or the default for a refusal."""
    others = ("default",) if status[0] in "45" else ()
    return next((key for key in (status, f"{status[0]}XX", *others) if key in responses), None)
