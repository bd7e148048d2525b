"""What a validator found, as sentences that name the place on the wire: `orderRefund.OrderId is required`.

Invariant: a sentence never holds the value that was found; it can be long, or personal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from jsonschema_rs import ValidationError

from order_contract.document import condition_note
from order_contract.wire import codec
from order_contract.wire.problems import alternatives, got_json

_MOST: Final = 5

_TYPES: Final = {
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


def _counted(limit: int, noun: str) -> str:
    return f"{limit} {noun}{'' if limit == 1 else 's'}"


_SENTENCES: Final[Mapping[str, Callable[[Any], str]]] = {
    "enum": lambda kind: "must be one of " + ", ".join(str(option) for option in kind.options),
    "const": lambda kind: f"must be {kind.expected_value}",
    "pattern": lambda kind: f"must match {kind.pattern}",
    "format": lambda kind: f"must be a valid {kind.format}",
    "minLength": lambda kind: f"must have at least {_counted(kind.limit, 'character')}",
    "maxLength": lambda kind: f"must have at most {kind.limit} characters",
    "minItems": lambda kind: f"must have at least {_counted(kind.limit, 'item')}",
    "maxItems": lambda kind: f"must have at most {kind.limit} items",
    "minimum": lambda kind: f"must be at least {kind.limit}",
    "maximum": lambda kind: f"must be at most {kind.limit}",
}


def sentences(
    errors: Iterator[ValidationError], schemas: Mapping[str, Any], place: Sequence[str | int]
) -> str:
    """The first few problems, one sentence each.

    :param schemas: the document's schemas, in which conditions find their sentence.
    :param place: where the value stands, such as `("orderRefund",)`; empty for a body.
    """
    sentences: dict[str, None] = {}
    for error in islice(errors, _MOST):
        sentences.update(dict.fromkeys(_sentence(error, schemas, place)))
    return "; ".join(islice(sentences, _MOST)) or "the request does not match the contract"


def _sentence(
    error: ValidationError, schemas: Mapping[str, Any], place: Sequence[str | int]
) -> Iterator[str]:
    kind: Any = error.kind
    path = (*place, *error.instance_path)
    condition = _condition(error, schemas)
    at = codec.pointer(path) if path else "the body"
    if condition:
        yield condition if not path else f"{codec.pointer(path)}: {condition}"
    elif kind.name == "required":
        yield f"{codec.pointer((*path, kind.property))} is required"
    elif kind.name in ("oneOf", "anyOf"):
        # The branch for null says nothing that the sender could use.
        for inner in kind.context[0]:
            yield from _sentence(inner, schemas, place)
    elif kind.name == "type":
        yield f"{at} got {got_json(error.instance)}; pass {alternatives(_TYPES[name] for name in kind.types)}"
    else:
        known = _SENTENCES.get(kind.name)
        yield f"{at} {known(kind) if known else 'does not match the contract'}"


def _condition(error: ValidationError, schemas: Mapping[str, Any]) -> str | None:
    """The sentence of the `if` / `then` that an error comes from: it stands on the condition or on its
    `then`.
    """
    path = error.schema_path
    if "then" not in path or path[:2] != ["components", "schemas"]:
        return None
    node: Any = schemas
    innermost = max(index for index, part in enumerate(path) if part == "then")
    for part in path[2:innermost]:
        node = node[part]
    sentence = condition_note(node, "description")
    return sentence.rstrip(".") if sentence else None
