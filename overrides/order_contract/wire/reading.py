"""Builds, from the pydantic schema of a model, the validator that reads its objects fast, with a repair for
each scalar member.

Why: each Python function in a pydantic schema costs more than the rest of the object. Evidence: `make
bench`; with a wrap validator and private attributes in each object, reading took 3.75 times what pydantic
alone does. Remove when: pydantic reads odd forms of values by itself.

Invariants: the validator reads what `WireModel` reads and nothing else, except that a member in another case
is an unknown one to it; where it refuses, `WireModel` reads again and tells why, so its own errors are never
shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from attrs import frozen
from pydantic_core import PydanticCustomError, SchemaValidator, core_schema

from order_contract.wire import instant, money, odd_forms
from order_contract.wire.odd_forms import REFUSED, Repair

_Schema = dict[str, Any]
_IsReader = Callable[[Any], bool]

_DECIMAL: Final = core_schema.union_schema(
    [
        core_schema.decimal_schema(strict=True, allow_inf_nan=False),
        core_schema.chain_schema(
            [core_schema.int_schema(strict=True), core_schema.decimal_schema(strict=False)]
        ),
    ],
    mode="left_to_right",
)
_TEXT: Final = core_schema.str_schema(strict=True)
_BY_TYPE: Final[Mapping[str, Repair]] = {
    "str": odd_forms.text,
    "bool": odd_forms.boolean,
    "int": odd_forms.whole,
}
# By the function of ours that validates it: the repair of odd forms, the repair of those that the documents
# print, and a schema of the usual form that needs no Python.
_BY_FUNCTION: Final[Mapping[Any, tuple[Repair, Repair | None, Any]]] = {
    money.exact: (odd_forms.amount, None, _DECIMAL),
    money.printed: (odd_forms.amount, odd_forms.printed_amount, _DECIMAL),
    money.code: (odd_forms.text, odd_forms.printed_code, _TEXT),
    instant.text: (odd_forms.text, None, _TEXT),
}
_FUNCTIONS: Final = ("function-plain", "function-before")


class Nested(NamedTuple):
    """A member that holds an object of the contract, or a list of them."""

    attribute: str
    is_list: bool


@frozen
class ReadingPlan:
    """What reading and writing the objects of one model needs.

    `lenient` and `documented` repair the model's own scalar members by their wire names: all odd forms, and
    those alone that the documents print. `nested` are its other members by their wire names.
    """

    validator: SchemaValidator
    lenient: Mapping[str, Repair]
    documented: Mapping[str, Repair]
    nested: Mapping[str, Nested]


def plan(schema: Any, is_reader: _IsReader) -> ReadingPlan:
    """The plan of a model.

    :param schema: the model's complete core schema.
    :param is_reader: tells the functions by which `WireModel` reads one object from others that wrap a model.
    """
    definitions: dict[str, _Schema] = {}
    if schema["type"] == "definitions":
        definitions = {definition["ref"]: definition for definition in schema["definitions"]}
    lenient: dict[str, Repair] = {}
    documented: dict[str, Repair] = {}
    nested: dict[str, Nested] = {}
    for attribute, field in _fields(schema, definitions).items():
        alias = field.get("validation_alias", attribute)
        kind = _member(field["schema"], definitions)
        if isinstance(kind, _Scalar):
            lenient[alias] = kind.lenient
            if kind.documented is not None:
                documented[alias] = kind.documented
        elif kind is not None:
            nested[alias] = Nested(attribute, kind is list)
    fast = _fast(schema, definitions, is_reader)
    return ReadingPlan(SchemaValidator(fast), lenient, documented, nested)


def end_lists_at_first_error(schema: Any) -> None:
    """Change a model's core schema so that a list in it is read up to its first wrong item, and no further:
    hundreds of thousands of errors would take seconds and much memory.
    """
    for field in _fields(schema, {}).values():
        node = field
        while "schema" in node:
            node = node["schema"]
        if node["type"] == "list":
            node["fail_fast"] = True


@frozen
class _Scalar:
    """A member that is a scalar or a list of them: its repairs, and the schema of its usual form."""

    lenient: Repair
    documented: Repair | None
    usual: Any

    def in_list(self) -> _Scalar:
        return _Scalar(
            odd_forms.items(self.lenient), self.documented and odd_forms.items(self.documented), self.usual
        )


def _resolved(schema: _Schema, definitions: Mapping[str, _Schema]) -> _Schema:
    return definitions[schema["schema_ref"]] if schema["type"] == "definition-ref" else schema


def _fields(schema: _Schema, definitions: Mapping[str, _Schema]) -> Mapping[str, Any]:
    """The fields of the model that a schema is of."""
    while schema["type"] != "model-fields":
        schema = _resolved(schema, definitions)
        schema = schema["schema"] if "schema" in schema else definitions[schema["schema_ref"]]
    fields: Mapping[str, Any] = schema["fields"]
    return fields


def _scalar(schema: _Schema, *, is_optional: bool) -> _Scalar | None:
    kind = schema["type"]
    documented: Repair | None = None
    if kind in _BY_TYPE:
        lenient, usual = _BY_TYPE[kind], schema
    elif kind == "enum":
        lenient = documented = odd_forms.member_of(schema["cls"])
        usual = schema
    elif kind in _FUNCTIONS and (function := schema["function"]["function"]) in _BY_FUNCTION:
        lenient, documented, usual = _BY_FUNCTION[function]
        is_optional |= function is money.printed
    else:
        return None
    adapt = odd_forms.optional if is_optional else odd_forms.required
    return _Scalar(adapt(lenient), documented and adapt(documented), usual)


def _member(schema: _Schema, definitions: Mapping[str, _Schema]) -> _Scalar | type | None:
    """What a member holds: a scalar or a list of scalars, `dict` for an object, `list` for a list of objects,
    or None for anything else.
    """
    schema, is_optional = _resolved(schema, definitions), False
    while schema["type"] in ("default", "nullable"):
        is_optional |= schema["type"] == "nullable"
        schema = _resolved(schema["schema"], definitions)
    if schema["type"] == "list" and "items_schema" in schema:
        inner = _member(schema["items_schema"], definitions)
        return inner.in_list() if isinstance(inner, _Scalar) else list if inner is dict else None
    if schema["type"] in ("model", "function-wrap"):
        return dict
    return _scalar(schema, is_optional=is_optional)


def _fast(schema: Any, definitions: Mapping[str, _Schema], is_reader: _IsReader) -> Any:
    """A copy of a schema without the functions that read one object, and with repairs beside the scalars."""

    def copied(node: Any) -> Any:
        if isinstance(node, (list, tuple)):
            return type(node)(map(copied, node))
        if not isinstance(node, dict) or "type" not in node:
            return node
        kind = node["type"]
        if kind == "model-fields":
            return {**node, "fields": {name: copied(field) for name, field in node["fields"].items()}}
        if kind == "function-wrap" and is_reader(node["function"]["function"]):
            inner = node["schema"]
            return copied({**inner, "ref": node["ref"]} if "ref" in node and "ref" not in inner else inner)
        if kind == "nullable":
            inner = _resolved(node["schema"], definitions)
            if scalar := _scalar(inner, is_optional=True):
                return {**node, "schema": _repairing(scalar, {"type": "nullable", "schema": inner})}
        if scalar := _scalar(node, is_optional=False):
            return _repairing(scalar, node)
        members = {
            name: member if name in ("metadata", "serialization") else copied(member)
            for name, member in node.items()
        }
        return {**members, "fail_fast": True} if kind == "list" else members

    return copied(schema)


def _repairing(scalar: _Scalar, documented: _Schema) -> Any:
    """The usual form first; what it refuses is repaired, and then read as the documented form."""
    repair = scalar.lenient

    def repaired(raw: Any) -> Any:
        value = repair(raw)
        if value is REFUSED:
            raise PydanticCustomError("odd_form", "stands for nothing documented")
        return value

    usual, named = (
        {name: value for name, value in schema.items() if name != "ref"}
        for schema in (scalar.usual, documented)
    )
    before = core_schema.no_info_before_validator_function(repaired, named)
    return core_schema.union_schema([usual, before], mode="left_to_right")
