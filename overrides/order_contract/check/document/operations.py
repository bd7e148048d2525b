"""The published document as the check reads it: operations, their samples, and a validator for every part of
a request and a response.

Invariant: everything comes from `order_contract.spec` and the generated tables; no wire fact is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any, Final

from order_contract import spec
from order_contract.check.document.schema import Components, SchemaValidator
from order_contract.check.rulebook import Evidence, Grade
from order_contract.document import (
    Document,
    DocumentOperation,
    DocumentParameter,
    component_name,
    examples,
)
from order_contract.spec import Api
from order_contract.wire import assertions, codec

Places = frozenset[tuple[str, ...]]
"""Members, each by the names that lead to it."""
_PRODUCT: Final = ("items", "product")
"""S2 embeds the product of an item."""


@dataclass(frozen=True)
class CheckedParameter:
    """One documented parameter.

    `json` judges the value inside the text, `shape` the text (or list of texts) itself.
    """

    name: str
    place: str
    required: bool
    repeated: bool
    shape: SchemaValidator
    json: SchemaValidator | None
    samples: tuple[Any, ...]

    @cached_property
    def empty_places(self) -> Places:
        """The members that are an empty text in a sample of its JSON."""
        texts = (text for sample in self.samples for text in (sample if self.repeated else [sample]))
        return _empty_places(codec.loads(text) if isinstance(text, str) else text for text in texts)


@dataclass(frozen=True)
class RequestRule:
    """What the documents say of parts of a request together (`x-request-rules`)."""

    when: Mapping[str, Any] = field(repr=False)
    description: str
    breaks: str
    """The place at which a request of this kind breaks the documents; empty where it only leaves open what a
    server does with it.
    """
    evidence: Evidence

    def applies(self, request: Mapping[str, Any]) -> bool:
        """Whether a request is of this kind.

        :param request: its JSON parameters by name, and `body`.
        """
        return assertions.holds(self.when, request)


@dataclass(frozen=True)
class Sample:
    """One documented request: query values as decoded texts, path values, body as a plain value."""

    query: tuple[tuple[str, str], ...]
    path: Mapping[str, str]
    body: Any = None
    has_body: bool = False


@dataclass(frozen=True)
class CheckedOperation:
    """One operation of an API."""

    api: Api
    id: str
    method: str
    path: str
    secured: bool
    reads: bool
    """Whether it changes nothing on the server.

    GetShippingDocuments may report a dispatch, so it does not count.
    """
    accepts_repeats: bool
    """Whether the server must accept the same call again, whatever the order's state."""
    acts_on: Mapping[str, Evidence]
    """The members that the operation does something with, such as `body.OrderId`, and how that is known."""
    parameters: Mapping[str, CheckedParameter]
    body: SchemaValidator | None
    body_required: bool
    body_samples: tuple[Any, ...]
    responses: Mapping[str, SchemaValidator | None]
    shown: Mapping[str, Places]
    """The members that every documented sample of a response shows with a value, by the name of its
    envelope, or `response`.
    """
    product_members: frozenset[str]
    """Those of an item's product in S2's response: not among `shown`, for an item can name no product, and no
    sample shows what stands for it then.
    """
    shown_grades: Mapping[str, Grade]
    """The grade of a response that leaves one of them out; no entry where leaving out is documented."""
    envelopes: Mapping[str, tuple[Mapping[str, Any], SchemaValidator]] = field(repr=False)
    envelopes_of_api: Mapping[str, Mapping[str, Any]] = field(repr=False)
    """Those of all operations, and of what the API's server sends by itself."""
    flags: Mapping[str, str]
    """The members that are true of a success in the envelopes of the API, such as `Success`, and the envelope
    of each.
    """
    request_rules: tuple[RequestRule, ...]
    method_evidence: Evidence
    """How it is known that the operation is called with its method."""
    documented_codes: frozenset[str]
    """The codes of refusals that the documents list."""
    malformed_codes: frozenset[str]
    """The codes which say that a request is built wrongly, not that the order does not allow it."""
    spent_codes: frozenset[str]
    """The codes of which an earlier request that was carried out can be the cause."""

    def at(self, path: str) -> CheckedOperation:
        """The operation at another path: a merchant's own endpoint."""
        return replace(self, path=path)

    @property
    def name(self) -> str:
        """The vendor's name of the method: CreateOrderRefund."""
        return self.id[:1].upper() + self.id[1:]

    def stated(self, status: int) -> str | None:
        """The key under which the document describes a status: the status itself, its class such as `4XX`,
        or `default`, which describes refusals."""
        keys = (str(status), f"{status // 100}XX", *(["default"] if status >= 400 else []))
        return next((key for key in keys if key in self.responses), None)

    @cached_property
    def empty_places(self) -> Places:
        """The members that are an empty text in a sample of the body."""
        return _empty_places(self.body_samples)

    @cached_property
    def sampled_only(self) -> frozenset[str]:
        """Members of S2's body that its table does not have and only its sample shows, such as
        `body.accountId`: the table says of each member whether it may be null, and nothing says it of these.
        """
        if self.api != "s2" or self.body is None:
            return frozenset()
        _, stated = next(self.body.places("body"))
        return frozenset(
            f"body.{name}"
            for name, schema in stated["properties"].items()
            if name not in stated["required"] and schema.get("x-evidence", {}).get("how") == "example"
        )

    def samples(self) -> Iterator[Sample]:
        """The documented requests: the first values of all parameters and the body together, then the second
        ones, and so on.
        """
        inputs = [parameter.samples for parameter in self.parameters.values()]
        for turn in range(max([len(self.body_samples), *map(len, inputs), 1])):
            query: list[tuple[str, str]] = []
            path: dict[str, str] = {}
            for parameter in self.parameters.values():
                value = _turn(parameter.samples, turn)
                if parameter.place == "path":
                    path[parameter.name] = str(value)
                else:
                    query += [
                        (parameter.name, str(item))
                        for item in (value if isinstance(value, list) else [value])
                    ]
            yield Sample(tuple(query), path, _turn(self.body_samples, turn), bool(self.body_samples))


def _empty_places(samples: Iterable[Any]) -> Places:
    def places(value: Any, place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if isinstance(value, Mapping):
            for name, item in value.items():
                yield from places(item, (*place, name))
        elif isinstance(value, list):
            for item in value:
                yield from places(item, place)
        elif value == "":
            yield place

    return frozenset(place for sample in samples for place in places(sample, ()))


def _turn(values: Sequence[Any], turn: int) -> Any:
    return values[turn % len(values)] if values else None


@lru_cache(maxsize=8)
def operations(api: Api) -> tuple[CheckedOperation, ...]:
    """Every operation of an API, in the order of the document."""
    document = Document(spec.load(api, edition="full"))
    table = import_module(f"order_contract_generated.{api}.contract")
    components = Components(document.schemas)
    return tuple(_operation(api, stated, table, components) for stated in document.operations())


def security(api: Api) -> Mapping[str, Mapping[str, Any]]:
    """The credentials that an API asks for: where each stands (`in`), and under which `name`."""
    table: Mapping[str, Mapping[str, Any]] = import_module(
        f"order_contract_generated.{api}.contract"
    ).SECURITY
    return table


def _operation(api: Api, stated: DocumentOperation, table: Any, components: Components) -> CheckedOperation:
    def shape(schema: Mapping[str, Any]) -> SchemaValidator:
        return SchemaValidator(schema, components)

    entry = table.OPERATIONS[stated.id]
    shown = _shown(stated)
    return CheckedOperation(
        api=api,
        id=stated.id,
        method=stated.method.upper(),
        path=stated.path,
        secured=stated.secured,
        reads=entry["only_reads"] is True,
        accepts_repeats="x-accepts-repeats" in stated.node,
        acts_on={member: known["how"] for member, known in stated.node.get("x-acts-on", {}).items()},
        parameters={parameter.name: _parameter(parameter, shape) for parameter in stated.parameters},
        body=shape(stated.body["schema"]) if stated.body else None,
        body_required=stated.body_required,
        body_samples=examples(stated.body),
        responses={
            status: shape(content["schema"]) if content else None
            for status, content in stated.responses.items()
        },
        shown={name: frozenset(filter(_is_of_any_item, places)) for name, places in shown.items()},
        product_members=frozenset(place[-1] for place in shown["response"] if place[:-1] == _PRODUCT),
        shown_grades={
            _shown_as(status, content): Grade.of(known["how"])
            for status, content in stated.responses.items()
            if (known := stated.document.resolve(stated.node["responses"][status]).get("x-complete-as-shown"))
        },
        request_rules=tuple(
            RequestRule(rule["when"], rule["description"], rule.get("breaks", ""), rule["x-evidence"]["how"])
            for rule in stated.node.get("x-request-rules", ())
        ),
        method_evidence=stated.node.get("x-method-evidence", {}).get("how", "documented"),
        documented_codes=frozenset(table.ERROR_CODES),
        malformed_codes=frozenset(
            code for code, known in table.ERROR_CODES.items() if "says-malformed" in known
        ),
        spent_codes=frozenset(
            code for code, known in table.ERROR_CODES.items() if "after-earlier-work" in known
        ),
        envelopes={
            name: (table.ENVELOPES[name], shape({"$ref": f"#/components/schemas/{name}"}))
            for name in entry["envelopes"]
        },
        envelopes_of_api=table.ENVELOPES,
        flags={
            flag: name
            for other in table.OPERATIONS.values()
            for name in other["envelopes"]
            for flag in table.ENVELOPES[name]["when"].get("required", ())
        },
    )


def _is_of_any_item(place: tuple[str, ...]) -> bool:
    return place[:2] != _PRODUCT or place == _PRODUCT


def _shown_as(status: str, content: Mapping[str, Any]) -> str:
    """The name of a response among `shown`: that of its envelope, or `response`."""
    return "response" if status == "200" else component_name(content["schema"]) or "response"


def _shown(stated: DocumentOperation) -> dict[str, Places]:
    """By envelope, or `response`: what every sample of it shows with a value. Of a success, only what cannot
    be null: some servers leave out what they have no value for.
    """
    shown: dict[str, Places] = {"response": frozenset()}
    for status, content in stated.responses.items():
        samples = examples(content)
        if samples:
            name = _shown_as(status, content)
            places = [
                _with_value(stated.document, content["schema"], sample, name != "response")
                for sample in samples
            ]
            shown[name] = frozenset.intersection(*places)
    return shown


def _with_value(document: Document, schema: Mapping[str, Any], sample: Any, nullable: bool) -> Places:
    schema = document.resolve(schema)
    if isinstance(sample, list):
        inside = [_with_value(document, schema.get("items", {}), item, nullable) for item in sample]
        return frozenset.intersection(*inside) if inside else frozenset()
    if not isinstance(sample, Mapping):
        return frozenset()
    places: set[tuple[str, ...]] = set()
    for name, value in sample.items():
        stated = schema.get("properties", {}).get(name, {})
        if value is not None and (nullable or not _takes_null(stated)):
            places.add((name,))
            places |= {(name, *place) for place in _with_value(document, stated, value, nullable)}
    return frozenset(places)


def _takes_null(schema: Mapping[str, Any]) -> bool:
    return "null" in schema.get("type", ()) or any(
        option.get("type") == "null" for option in schema.get("oneOf", ())
    )


def _parameter(
    stated: DocumentParameter, shape: Callable[[Mapping[str, Any]], SchemaValidator]
) -> CheckedParameter:
    return CheckedParameter(
        name=stated.name,
        place=stated.place,
        required=stated.required,
        repeated=stated.repeated,
        shape=shape(stated.schema),
        json=None if stated.json_schema is None else shape(stated.json_schema),
        samples=examples(stated.node),
    )
