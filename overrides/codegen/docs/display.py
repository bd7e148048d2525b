"""A published document as the renderer is given it: the same facts, put where Redoc shows them.

What is moved, and why: `x-evidence` becomes a badge at the head of the description, because a description is
CommonMark and may hold HTML, which every renderer shows; documented requests become `x-codeSamples`;
conditions (`if`, `then`) become sentences, because Redoc would draw each as two variants of the object; JSON
in the query is drawn as the object that it holds; `{$ref} or null` becomes one nullable reference.

Invariants: the published document is not changed; each `x-evidence` outside the samples of requests gives one
badge; values of examples stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from codegen.docs.evidence import Evidence
from codegen.docs.samples import CodeSample
from codegen.documents.documented_requests import vendor_name
from order_contract.document import (
    Document,
    DocumentOperation,
    condition_note,
    conditions,
    with_listed_types,
)

_NAMED = {
    "properties",
    "schemas",
    "parameters",
    "examples",
    "responses",
    "headers",
    "content",
    "securitySchemes",
    "paths",
    "webhooks",
    "variables",
}
_VALUES = {"value", "example", "default", "enum", "const"}
_CONDITIONS = {"if", "then"}
_LANGUAGES = (
    ("curl", "bash", "# "),
    ("python", "python", "# "),
    ("wire", "http", "### "),
    ("decoded", "json", "// "),
)
_LABELS = {"curl": "curl", "python": "Python", "wire": "Wire", "decoded": "Decoded"}


def displayed(
    document: Mapping[str, Any], samples: Mapping[str, Sequence[CodeSample]], evidence: Evidence
) -> dict[str, Any]:
    """The document for the renderer.

    :param samples: by operationId, the documented requests.
    """
    return _Display(document, samples, evidence).document()


class _Display:
    def __init__(
        self, document: Mapping[str, Any], samples: Mapping[str, Sequence[CodeSample]], evidence: Evidence
    ) -> None:
        self._document = document
        self._samples = samples
        self._evidence = evidence

    def document(self) -> dict[str, Any]:
        shown: dict[str, Any] = self._node(
            {name: value for name, value in self._document.items() if not name.startswith("x-")}
        )
        for operation in Document(self._document).operations(webhooks=True):
            self._operation(
                operation,
                shown["webhooks" if operation.webhook else "paths"][operation.path][operation.method],
            )
        for name, schema in self._document["components"]["schemas"].items():
            for member, node in schema.get("properties", {}).items():
                if "x-evidence" in node:
                    self._badge(
                        node, shown["components"]["schemas"][name]["properties"][member], f"{name}.{member}"
                    )
        for name, parameter in self._document["components"].get("parameters", {}).items():
            shown["components"]["parameters"][name] = self._parameter(parameter)
        self._sections(shown)
        return shown

    def _node(self, node: Any, named: bool = False) -> Any:
        """One object of the document with what stands below it; `named` when its keys are names that the
        document gives.
        """
        if isinstance(node, list):
            return [self._node(item) for item in node]
        if not isinstance(node, dict):
            return node
        if named:
            return {name: self._node(item) for name, item in node.items()}
        node = with_listed_types(node)
        reference = _nullable(node)
        if reference is not None:
            node = {**{name: value for name, value in node.items() if name != "oneOf"}, **reference}
        shown = {
            name: value if name in _VALUES else self._node(value, named=name in _NAMED)
            for name, value in node.items()
            if name == "x-nullable" or not (name.startswith("x-") or name in _CONDITIONS)
        }
        if "x-evidence" in node and "how" in node["x-evidence"]:
            self._badge(node, shown)
        return shown

    def _badge(self, node: Mapping[str, Any], shown: dict[str, Any], field: str = "") -> None:
        parts = [self._evidence.badge(node["x-evidence"], field), node.get("description", "")]
        if digits := dict.fromkeys(_unlike_javascript(node.get("value"))):
            parts.append(f"\n\nDigits as they stand on the wire: {', '.join(digits)}.")
        shown["description"] = " ".join(part for part in parts if part)

    def _parameter(self, parameter: Mapping[str, Any]) -> dict[str, Any]:
        schema = parameter["schema"]
        shown: dict[str, Any] = self._node(
            {name: value for name, value in parameter.items() if name != "examples"}
        )
        held = schema.get("items", schema).get("contentSchema")
        self._badge(parameter, shown, parameter["name"])
        if held is None:
            return shown
        shown["description"] += self._rules(held)
        if "items" in schema:
            return {**shown, "schema": {"type": "array", "items": held}}
        del shown["schema"]
        return {**shown, "content": {"application/json": {"schema": held}}}

    def _operation(self, operation: DocumentOperation, shown: dict[str, Any]) -> None:
        raw = operation.node
        repeat = (
            "yes, even when its outcome is unknown"
            if raw["x-idempotent"]
            else "no, once its outcome is unknown"
        )
        lead = f"{self._evidence.badge(raw['x-evidence'], vendor_name(operation))} **{raw['summary']}.**"
        shown["summary"] = vendor_name(operation)
        shown["description"] = f"{lead}\n\n{raw['description']}\n\n**May be repeated:** {repeat}."
        shown["x-codeSamples"] = list(_code(self._samples[operation.id]))
        if operation.body:
            shown["requestBody"]["content"]["application/json"].pop("examples", None)  # they are the samples
            shown["requestBody"]["description"] += self._rules(operation.body["schema"])

    def _rules(self, schema: Mapping[str, Any], badges: bool = False) -> str:
        """The conditions of a schema as a list in Markdown, with badges on request; empty without any."""
        while "items" in schema or "$ref" in schema:
            schema = schema["items"] if "items" in schema else Document(self._document).resolve(schema)
        sentences = []
        for condition in conditions(schema):
            sentence = condition_note(condition, "description")
            known = condition_note(condition, "x-evidence")
            sentences.append(f"{self._evidence.badge(known)} {sentence}" if badges and known else sentence)
        return "".join(("\n\n", *(f"- {sentence}\n" for sentence in sentences))) if sentences else ""

    def _sections(self, shown: dict[str, Any]) -> None:
        """A section for each schema: Redoc's own would make up a sample for each."""
        for name, schema in self._document["components"]["schemas"].items():
            text = f"{schema.get('description', '')}{self._rules(schema, badges=True)}"
            reference = f'schemaRef="#/components/schemas/{name}"'
            section = f"<SchemaDefinition {reference} showExample={{false}} showWriteOnly={{true}} />"
            shown["tags"].append({"name": name, "description": f"{text}\n\n{section}"})


def _nullable(node: Mapping[str, Any]) -> dict[str, Any] | None:
    """`{$ref} or null` as one reference; None for anything else."""
    match node.get("oneOf"):
        case [{"$ref": reference}, {"type": "null"}]:
            return {"$ref": reference, "x-nullable": True}
    return None


def _code(samples: Sequence[CodeSample]) -> Iterator[dict[str, str]]:
    """One tab a language, with every sample under a comment that says what it is and how it is known."""
    for kind, language, mark in _LANGUAGES:
        parts = [
            f"{mark}{sample.title}\n{mark}{sample.evidence}\n\n{getattr(sample, kind)}" for sample in samples
        ]
        yield {"lang": language, "label": _LABELS[kind], "source": "\n\n\n".join(parts)}


def _unlike_javascript(value: Any, name: str = "") -> Iterator[str]:
    """Each number that a browser would print in other digits, with its name."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _unlike_javascript(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _unlike_javascript(item, name)
    elif isinstance(value, Decimal) and _unlike(value):
        yield f"`{name}` {value:f}"


def _unlike(value: Decimal) -> bool:
    text = f"{value:f}"
    return ("." in text and text.endswith("0")) or len(value.as_tuple().digits) > 15
