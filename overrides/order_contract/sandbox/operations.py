"""The operations that the sandbox serves, compiled from the published documents: paths, methods, validators.

Invariants: no path, method, parameter or schema is written here; all come from the document that is shipped.
A value that a validator passes satisfies the published schema exactly: numbers are compared as decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from attrs import frozen
from jsonschema_rs import Draft202012Validator, ValidationError

from order_contract import spec
from order_contract.document import Document, DocumentOperation, DocumentParameter, with_listed_types
from order_contract.sandbox.case_insensitive import MemberNames, Shapes, canonical
from order_contract.sandbox.errors import bad_request
from order_contract.sandbox.validation_messages import sentences

_MANY: Final = 4_096
_TEXT: Final = frozenset(("type", "description", "contentMediaType", "contentSchema", "examples"))
"""What a schema of a parameter can say without forbidding any text."""


@frozen
class Checked:
    """A schema of the document, ready to judge values."""

    shape: MemberNames | None
    validator: Draft202012Validator
    exact: Draft202012Validator
    """The same for values whose names are all documented ones: nothing has to be renamed in them."""
    schemas: Mapping[str, Any]

    def read(self, value: Any, *place: str | int, size: int = 0) -> Any:
        """The value under documented names.

        :param place: where it stands on the wire, for the sentences.
        :param size: bytes or characters that it came in.
        :raises Refusal: the schema forbids it.
        """
        if self.exact.is_valid(value):
            return value
        named = canonical(self.shape, value)
        if not self.validator.is_valid(named):
            raise bad_request(sentences(self._errors(named, size), self.schemas, place))
        return named

    def _errors(self, value: Any, size: int) -> Iterator[ValidationError]:
        if size <= _MANY:
            return self.validator.iter_errors(value)
        # The validator finds all errors before it gives the first, and a large text can have half a million.
        try:
            self.validator.validate(value)
        except ValidationError as first:
            return iter([first])
        return iter(())


@frozen
class QueryParameter:
    """A parameter of the query; `folded` is its name without regard to case. `plain` judges its text, None
    when any will do, and `content` the JSON inside it. `repeated` parameters carry one value each time; their
    `content` judges the array of all.
    """

    name: str
    folded: str
    required: bool
    repeated: bool
    plain: Checked | None
    content: Checked | None


@frozen
class ServedOperation:
    """One operation of one API.

    `query_names` are the documented names of everything that a query may carry, by folded name, that of the
    caller's secret among them. `body` is None when none is documented; `secured` operations ask for the
    caller's secret.
    """

    api: spec.Api
    name: str
    method: str
    path: str
    parameters: tuple[QueryParameter, ...]
    query_names: Mapping[str, str]
    body: Checked | None
    body_required: bool
    secured: bool


@cache
def operations(api: spec.Api) -> tuple[ServedOperation, ...]:
    """Every operation that the API's document has a path for."""
    document = Document(spec.load(api))
    # Global-e reads names without regard to case (000:54), and so does a receiver of its callback;
    # nothing is known of that for S2.
    shapes = None if api == "s2" else Shapes(document.schemas)
    return tuple(_operation(api, stated, shapes) for stated in document.operations())


def checked(document: Mapping[str, Any], schema: Mapping[str, Any], shapes: Shapes | None = None) -> Checked:
    """A schema that may refer to the document's components."""
    schemas = {
        name: with_listed_types(component) for name, component in document["components"]["schemas"].items()
    }
    root = {**schema, "components": {"schemas": schemas}}
    validator = Draft202012Validator(root, validate_formats=True)
    exact = Draft202012Validator(_closed(root), validate_formats=True) if shapes else validator
    return Checked(shapes.of(schema) if shapes else None, validator, exact, schemas)


def _closed(schema: Any) -> Any:
    """The schema for objects that have no other members than those it names."""
    if isinstance(schema, Mapping):
        closed = {name: _closed(part) for name, part in schema.items()}
        return (
            {**closed, "additionalProperties": False}
            if "properties" in schema and "additionalProperties" in schema
            else closed
        )
    return [_closed(part) for part in schema] if isinstance(schema, list) else schema


def _operation(api: spec.Api, stated: DocumentOperation, shapes: Shapes | None) -> ServedOperation:
    root = stated.document.root
    secrets = root["components"].get("securitySchemes", {}).values() if stated.secured else ()
    holders = (*(parameter.node for parameter in stated.parameters), *secrets)
    return ServedOperation(
        api=api,
        name=stated.id,
        method=stated.method.upper(),
        path=stated.path,
        parameters=tuple(
            _parameter(parameter, shapes) for parameter in stated.parameters if parameter.place == "query"
        ),
        query_names={
            holder["name"].casefold(): holder["name"] for holder in holders if holder.get("in") == "query"
        },
        body=checked(root, stated.body["schema"], shapes) if stated.body else None,
        body_required=stated.body_required,
        secured=stated.secured,
    )


def _parameter(stated: DocumentParameter, shapes: Shapes | None) -> QueryParameter:
    root, text, content = stated.document.root, stated.text_schema, stated.json_schema
    array = {"type": "array", "items": content} if stated.repeated else content
    return QueryParameter(
        name=stated.name,
        folded=stated.name.casefold(),
        required=stated.required,
        repeated=stated.repeated,
        plain=None if content and _TEXT.issuperset(text) else checked(root, text, shapes),
        content=checked(root, array, shapes) if content and array else None,
    )
