"""What changed between two published documents, judged by who sends and who reads.

Invariants: in a callback, and in the whole document of the merchant's server, the user is the one who
receives, so requests are read and responses are sent; JSON inside a query parameter is a request like a body;
a component is compared once, however many operations reach it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import InvalidOperation

from attrs import define

from codegen import CodegenError
from codegen.breaking import access_diff, error_codes
from codegen.breaking.change import Change, ChangeList, Difference, Effect, Role, Use
from codegen.breaking.document_pair import DocumentPair, Node, Place, other_keys
from codegen.breaking.schema_normal import types
from codegen.breaking.schema_values import moved
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
            try:
                _DocumentComparison(api, released[api], working[api], ledger).run()
            except (AttributeError, KeyError, TypeError, ValueError, InvalidOperation) as error:
                # what a value of another kind than OpenAPI asks for leads to, wherever it stands
                raise CodegenError(
                    f"{api}: the document is not valid OpenAPI ({type(error).__name__}: {error}); "
                    "`make lint` says where"
                ) from error
    return ledger.changes()


@define
class _DocumentComparison(DocumentPair):
    """What changed of one document."""

    def run(self) -> None:
        """Note every difference of the two documents."""
        turned = self.api in RECEIVERS
        root = Place(f"{self.api} as a whole", "", turned)
        self.words(self.old["info"], self.new["info"], root)
        for key in other_keys(self.old, self.new, _ROOT):
            self.same(key, self.old, self.new, root)
        self._root_servers(root)
        self._tags(root)
        self.take(
            error_codes.compare(self.old.get("x-error-codes", {}), self.new.get("x-error-codes", {})), root
        )
        was, now = (side.get("components", {}).get("securitySchemes", {}) for side in (self.old, self.new))
        self.take(access_diff.schemes(was, now), root)
        self._items(self.old.get("paths", {}), self.new.get("paths", {}), turned, "")
        self._items(self.old.get("webhooks", {}), self.new.get("webhooks", {}), not turned, "callback ")

    # -- the document as a whole

    def _root_servers(self, place: Place) -> None:
        """Those of the root, which count where an operation has none of its own."""
        inherited = [
            not any(holder.get("servers") for holder in (operation, item))
            for _, operation, item in self._operations(self.old.get("paths", {}), self.old, "").values()
        ]
        was, now = access_diff.stated_servers(self.old), access_diff.stated_servers(self.new)
        self.take(access_diff.servers(was, now, place.label, used=any(inherited) or not inherited), place)

    def _servers(self, old: tuple[Node, Node], new: tuple[Node, Node], place: Place) -> None:
        """Those of one operation, unless both sides have the root's, which are compared once."""
        if any(holder.get("servers") for holder in (*old, *new)):
            was, now = access_diff.stated_servers(*old, self.old), access_diff.stated_servers(*new, self.new)
            self.take(access_diff.servers(was, now, place.label), place)

    def _tags(self, place: Place) -> None:
        """Here only words; what a tag names in generated code, its operations say."""
        was, now = ({tag["name"]: tag for tag in side.get("tags", [])} for side in (self.old, self.new))
        for name in was.keys() | now.keys():
            if was.get(name) != now.get(name):
                self.note(f"tag {name}", "reads otherwise", Effect.COSMETIC, place)

    # -- operations

    def _items(self, old: Node, new: Node, turned: bool, kind: str) -> None:
        """Pair operations by their name, and those that lost it by their address."""
        was, now = self._operations(old, self.old, kind), self._operations(new, self.new, kind)
        addresses = {address: name for name, (address, *_) in now.items() if name not in was}
        for name, (address, operation, item) in was.items():
            place = Place(name, name, turned)
            heir = name if name in now else addresses.pop(address, None)
            if heir is None:
                self.note(name, f"{address} is gone", Effect.ALTERS, place)
                continue
            new_address, new_operation, new_item = now[heir]
            if new_address != address:
                self.note(name, f"is at {new_address} now, was at {address}", Effect.ALTERS, place)
            self._operation(operation, new_operation, place)
            self._servers((operation, item), (new_operation, new_item), place)
            self.words(item, new_item, place, f"path of {name}")
        for address, name in addresses.items():
            self.note(name, f"{address} is new", Effect.GAINS, Place(name, name, turned))

    def _operations(self, items: Node, side: Node, kind: str) -> dict[str, tuple[str, Node, Node]]:
        """The address, the content and the path item of each operation by its name."""
        operations = {}
        for path, unresolved in items.items():
            item = self.resolved(unresolved, side)
            for method in METHODS:
                if method in item:
                    operation = {
                        **item[method],
                        "parameters": [*item.get("parameters", []), *item[method].get("parameters", [])],
                    }
                    address = f"{kind}{path}" if kind else f"{method.upper()} {path}"
                    operations[operation.get("operationId", address)] = (address, operation, item)
        return operations

    def _operation(self, old: Node, new: Node, place: Place) -> None:
        self.words(old, new, place)
        for key in ("operationId", "tags", *other_keys(old, new, _OPERATION)):
            self.same(key, old, new, place)
        if old.get("deprecated", False) != new.get("deprecated", False):
            self.note(
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
            self.note(place.label, f"x-idempotent: {stated}", effect, place)
        if "x-only-reads" in old:
            self.same("x-only-reads", old, new, place)
        elif "x-only-reads" in new:
            self.note(place.label, moved("x-only-reads", None, new["x-only-reads"]), Effect.GAINS, place)
        self._security(old, new, place)
        self._parameters(old["parameters"], new["parameters"], place)
        self._body(old.get("requestBody"), new.get("requestBody"), place)
        self._responses(old.get("responses", {}), new.get("responses", {}), place)
        for name in {**old.get("callbacks", {}), **new.get("callbacks", {})}:
            was, now = (
                self.resolved(stated.get("callbacks", {}).get(name, {}), side)
                for stated, side in ((old, self.old), (new, self.new))
            )
            self._items(was, now, not place.turned, f"callback {name} ")

    def _security(self, old: Node, new: Node, place: Place) -> None:
        where = place.label if "security" in old or "security" in new else f"security of {self.api}"
        schemes = [side.get("components", {}).get("securitySchemes", {}) for side in (self.old, self.new)]
        renamed = access_diff.same_schemes(schemes[0], schemes[1])
        was = access_diff.alternatives(old, self.old, {})
        now = access_diff.alternatives(new, self.new, renamed)
        self.take(access_diff.security(was, now, where), place)

    # -- what travels

    def _parameters(self, old: list[Node], new: list[Node], place: Place, role: Role = Role.SENDS) -> None:
        was, now = self._named(old, self.old, place, role), self._named(new, self.new, place, role)
        fresh = {key: entry for key, entry in now.items() if key not in was}
        for (kind, name), (where, parameter) in was.items():
            if (kind, name) in now:
                self._parameter(parameter, now[kind, name][1], where, place, role)
                continue
            elsewhere = next((key for key in fresh if key[1].lower() == name.lower()), None)
            if elsewhere is None or elsewhere[0] == kind:
                self.note(where, "is gone", Effect.ALTERS, place, role)
                continue
            stated = f"travels in the {elsewhere[0]} now, was in the {kind}"
            self.note(where, stated, Effect.ALTERS, place, role)
            self._parameter({**parameter, "in": elsewhere[0]}, fresh.pop(elsewhere)[1], where, place, role)
        for where, parameter in fresh.values():
            stated, effect = (
                ("is new and required", Effect.NARROWS)
                if parameter.get("required")
                else ("is new", Effect.GAINS)
            )
            self.note(where, stated, effect, place, role)

    def _named(
        self, listed: Iterable[Node], side: Node, place: Place, role: Role
    ) -> dict[tuple[str, str], tuple[str, Node]]:
        """By place and name, how people call a parameter, and the parameter; a header's name has no case."""
        parameters = {}
        for stated in listed:
            parameter = self.resolved(stated, side)
            kind, name = parameter["in"], parameter["name"]
            header = name.lower() if kind == "header" else name
            if kind == "header" and role is Role.SENDS and header in _IGNORED_HEADERS:
                continue
            label = f"{kind} parameter {name}"
            parameters[kind, header] = (label if "$ref" in stated else f"{place.label}, {label}", parameter)
        return parameters

    def _parameter(self, old: Node, new: Node, where: str, place: Place, role: Role) -> None:
        self.words(old, new, place, where)
        self._required(old, new, where, place, role)
        if old.get("deprecated", False) != new.get("deprecated", False):
            self.note(
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
            types(self.resolved(side.get("schema", {}), document))
            for side, document in ((old, self.old), (new, self.new))
        ]
        single = not any(kind & {"array", "object"} for kind in kinds)
        for key, (was, now) in (("style", styles), ("explode", explodes)):
            if was != now and not (key == "explode" and single and styles[0] == styles[1]):
                self.note(where, moved(key, was, now), Effect.ALTERS, place, role)
        for key in other_keys(old, new, _PARAMETER):
            self.same(key, old, new, place, where)
        if ("content" in old) != ("content" in new):
            self.note(
                where, "is written another way: schema and content were exchanged", Effect.ALTERS, place, role
            )
        else:
            self.schema(old.get("schema", {}), new.get("schema", {}), where, place, role)
            self.content(old, new, where, place, role)

    def _required(self, old: Node, new: Node, where: str, place: Place, role: Role) -> None:
        if old.get("required", False) != new.get("required", False):
            stated, effect = (
                ("is required now", Effect.NARROWS)
                if new.get("required")
                else ("is no longer required", Effect.WIDENS)
            )
            self.note(where, stated, effect, place, role)

    def _body(self, old: Node | None, new: Node | None, place: Place) -> None:
        where = f"{place.label}, request body"
        if old is None or new is None:
            if new is not None:
                required = self.resolved(new, self.new).get("required")
                stated, effect = (
                    ("is new and required", Effect.NARROWS) if required else ("is new", Effect.GAINS)
                )
                self.note(where, stated, effect, place)
            elif old is not None:
                self.note(where, "is gone", Effect.ALTERS, place)
            return
        was, now = self.resolved(old, self.old), self.resolved(new, self.new)
        self.words(was, now, place, where)
        self._required(was, now, where, place, Role.SENDS)
        self.content(was, now, where, place, Role.SENDS)

    def _responses(self, old: Node, new: Node, place: Place) -> None:
        """Pair each status with itself, else with the range or the default that holds for it too."""
        for status, stated in old.items():
            heir = _covering(status, new)
            if heir is None:
                self.note(f"{place.label}, response {status}", "is gone", Effect.ALTERS, place, Role.READS)
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
                self.note(f"{place.label}, response {status}", "is new", effect, place, Role.READS)

    def _response(self, old: Node, new: Node, status: str, place: Place) -> None:
        shared = old.get("$ref") if old.get("$ref") == new.get("$ref") else None
        where = f"response {shared.rpartition('/')[2]}" if shared else f"{place.label}, response {status}"
        was, now = self.resolved(old, self.old), self.resolved(new, self.new)
        self.words(was, now, place, where)
        if was.get("links") != now.get("links"):
            self.note(where, "links to other operations changed", Effect.COSMETIC, place, Role.READS)
        for key in other_keys(was, now, {"content", "headers", "links"}):
            self.same(key, was, now, place, where)
        self.content(was, now, where, place, Role.READS)
        headers = [
            [
                {**self.resolved(header, side), "name": name, "in": "header"}
                for name, header in response.get("headers", {}).items()
            ]
            for response, side in ((was, self.old), (now, self.new))
        ]
        self._parameters(headers[0], headers[1], Place(where, place.name, place.turned), Role.READS)


def _covering(status: str, responses: Node) -> str | None:
    """The key of the response that holds for a status: its own, its range, or the default for a refusal."""
    others = ("default",) if status[0] in "45" else ()
    return next((key for key in (status, f"{status[0]}XX", *others) if key in responses), None)
