"""Whether a schema of the source keeps the rules of `spec/README.md`: keywords, types, objects, conditions.

Invariant: only the words of JSON Schema that all readers of the contract evaluate are let through.
"""

from __future__ import annotations

import re

from codegen.documents.source_rules import Faults, SpecRule, near_name
from codegen.documents.yaml12 import Located

_TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
_SCHEMA_KEYWORDS = frozenset(
    [
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "contentMediaType",
        "contentSchema",
        "default",
        "deprecated",
        "description",
        "enum",
        "example",
        "examples",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "if",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "properties",
        "readOnly",
        "required",
        "then",
        "title",
        "type",
        "uniqueItems",
        "writeOnly",
    ]
)
_CONDITION_KEYWORDS = frozenset(
    [
        "allOf",
        "anyOf",
        "const",
        "description",
        "enum",
        "if",
        "items",
        "maxItems",
        "minItems",
        "not",
        "pattern",
        "properties",
        "required",
        "then",
        "type",
    ]
)
_TYPED_KEYWORDS = frozenset(["format", "maxLength", "maximum", "minLength", "minimum", "pattern", "type"])
_LOOKAROUND = re.compile(r"\(\?<?[=!]")


def check_schema(faults: Faults, node: Located, what: str, *, inline: bool = False) -> None:
    """A schema; an inline one may not be an object or an enumeration."""
    if not isinstance(node.value, dict):
        faults.add(node, SpecRule.SCHEMA, f"{what} must be a schema, got {node.plain()!r}")
        return
    _check_keywords(faults, node, what, _SCHEMA_KEYWORDS, SpecRule.SCHEMA)
    _check_types(faults, node, what)
    if len([kind for kind in node.sequence("type") if kind.value != "null"]) > 1:
        faults.add(node["type"], SpecRule.TYPES, f"{what} has a list of types")
    _check_choices(faults, node, what)
    if inline:
        _check_inline(faults, node, what)
    _check_required(faults, node, what)
    if "properties" in node or node.text("type") == "object":
        _check_object(faults, node, what)
    if "items" in node:
        check_schema(faults, node["items"], f"an item of {what}", inline=True)
    if "contentSchema" in node and node.text("contentMediaType") != "application/json":
        message = f"{what} has a contentSchema without `contentMediaType: application/json`"
        faults.add(node, SpecRule.QUERY, message)
    _check_pattern(faults, node, what)
    _check_extensions(faults, node, what)
    _check_conditions(faults, node, what)


def _check_required(faults: Faults, node: Located, what: str) -> None:
    """That each member that is required says how that is known."""
    evidence = node.get("x-required-evidence")
    required = [name.value for name in node.sequence("required")]
    for name in node.sequence("required"):
        if evidence is None or name.value not in evidence:
            message = f"{what} requires {name.value} without x-required-evidence"
            faults.add(name, SpecRule.EVIDENCE, message)
    for member, known in evidence.items() if evidence is not None else ():
        faults.check_evidence_form(known, f"x-required-evidence of {what}.{member}")
        if member not in required:
            meant = near_name(member, required)
            message = f"x-required-evidence of {what} names {member}, which is not required{meant}"
            faults.add(known, SpecRule.EVIDENCE, message)


def _check_inline(faults: Faults, node: Located, what: str) -> None:
    if "properties" in node or "enum" in node:
        faults.add(node, SpecRule.COMPONENT, f"{what} is written inline; give it a name in schemas/")
    if node.text("type") == "number":
        faults.add(node, SpecRule.AMOUNT, f"{what} is a plain number")


def _check_extensions(faults: Faults, node: Located, what: str) -> None:
    names = node.get("x-enum-varnames")
    if names is not None and len(node.sequence("x-enum-varnames")) != len(node.sequence("enum")):
        faults.add(names, SpecRule.EXTENSION, f"{what} has not one x-enum-varnames for each value")
    if "x-error-envelope" in node:
        _check_envelope(faults, node, what)


def _check_keywords(faults: Faults, node: Located, what: str, known: frozenset[str], rule: SpecRule) -> None:
    for key, child in node.items():
        if key == "nullable":
            faults.add(child, SpecRule.NULLABLE, f"{what} has `nullable`, which is of OpenAPI 3.0")
        elif key not in known and not str(key).startswith("x-"):
            meant = near_name(key, known)
            faults.add(child, rule, f"{what} has the keyword {key}, which is not taken here{meant}")


def _check_types(faults: Faults, node: Located, what: str) -> None:
    if "type" not in node:
        return
    declared = node["type"]
    for kind in declared.value if isinstance(declared.value, list) else [declared]:
        if kind.value not in _TYPES:
            message = f"{what} has the type {kind.plain()!r}{near_name(kind.plain(), _TYPES)}"
            faults.add(kind, SpecRule.SCHEMA, message)


def _check_choices(faults: Faults, node: Located, what: str) -> None:
    kinds = []
    for branch in node.sequence("anyOf"):
        kinds.append(branch.text("type"))
        if kinds[-1] not in _TYPES[:4] + _TYPES[-1:] or kinds[-1] in kinds[:-1]:
            message = f"a branch of anyOf of {what} has not one plain type of its own"
            faults.add(branch, SpecRule.TYPES, message)
        _check_keywords(faults, branch, f"a branch of anyOf of {what}", _TYPED_KEYWORDS, SpecRule.TYPES)
        _check_pattern(faults, branch, what)
    if "oneOf" not in node:
        return
    branches = node.sequence("oneOf")
    references = [branch for branch in branches if "$ref" in branch]
    null = [branch for branch in branches if branch.text("type") == "null"]
    if len(branches) != 2 or len(references) != 1 or len(null) != 1:
        faults.add(node["oneOf"], SpecRule.NULLABLE, f"oneOf of {what} is not one reference or null")


def _check_pattern(faults: Faults, node: Located, what: str) -> None:
    if "pattern" in node and _LOOKAROUND.search(str(node["pattern"].value)):
        faults.add(node["pattern"], SpecRule.PATTERN, f"the pattern of {what} looks around")


def _check_object(faults: Faults, node: Located, what: str) -> None:
    if "additionalProperties" not in node or node["additionalProperties"].value is False:
        faults.add(node, SpecRule.ADDITIONAL, f"object {what} does not say `additionalProperties: true`")
    members = node.get("properties")
    for name, member in members.items() if members is not None else ():
        place = f"{what}.{name}"
        check_schema(faults, member, place, inline=True)
        if isinstance(member.value, dict):
            faults.check_description_and_evidence(member, f"property {place}")
    for name in node.sequence("required"):
        if members is None or name.value not in members:
            meant = near_name(name.value, dict(members.items()) if members is not None else ())
            message = f"{what} requires {name.value}, which is not among its properties{meant}"
            faults.add(name, SpecRule.SCHEMA, message)


def _check_conditions(faults: Faults, node: Located, what: str) -> None:
    if "allOf" in node:
        message = (
            f"{what} has allOf; conditions stand together under `then: {{allOf: [...]}}` of an `if: {{}}`"
        )
        faults.add(node["allOf"], SpecRule.CONDITION, message)
    if "if" not in node and "then" not in node:
        return
    together = "if" in node and node["if"].value == {} and "then" in node
    if together and set(dict(node["then"].items())) != {"allOf"}:
        message = f"`then` beside `if: {{}}` of {what} is not a list of conditions under allOf"
        faults.add(node["then"], SpecRule.CONDITION, message)
    for condition in node["then"].sequence("allOf") if together else [node]:
        if "if" not in condition or "then" not in condition:
            faults.add(condition, SpecRule.CONDITION, f"a condition of {what} has not both `if` and `then`")
            continue
        sentence = condition if condition is not node else condition["then"]
        if not sentence.text("description") and not condition["then"].text("description"):
            faults.add(condition, SpecRule.CONDITION, f"a condition of {what} has no description")
        beside = next((place for place in (condition["then"], condition) if "x-evidence" in place), sentence)
        faults.check_evidence(beside, f"a condition of {what}")
        for part in ("if", "then"):
            check_condition(faults, condition[part], what)


def check_condition(faults: Faults, node: Located, what: str) -> None:
    """That a condition uses the words alone that every reader of the contract evaluates."""
    if not isinstance(node.value, dict):
        return
    _check_keywords(faults, node, f"a condition of {what}", _CONDITION_KEYWORDS, SpecRule.CONDITION)
    _check_types(faults, node, f"a condition of {what}")
    members = list(node["properties"].value.values()) if "properties" in node else []
    nested = [node[key] for key in ("items", "not") if key in node]
    for child in [*members, *nested, *node.sequence("anyOf"), *node.sequence("allOf")]:
        check_condition(faults, child, what)


def _check_envelope(faults: Faults, node: Located, what: str) -> None:
    envelope = node["x-error-envelope"]
    if "when" not in envelope:
        faults.add(envelope, SpecRule.EXTENSION, f"x-error-envelope of {what} has no `when`")
    else:
        check_condition(faults, envelope["when"], f"x-error-envelope of {what}")
    for key in ("code", "message", "description"):
        member = envelope.text(key)
        if member and ("properties" not in node or member.split(".", 1)[0] not in node["properties"]):
            faults.add(
                envelope[key], SpecRule.EXTENSION, f"x-error-envelope of {what}: {what} has no {member}"
            )
