"""Whether the names that the parts of one API use for each other exist, and its values fit their schemas.

Invariant: nothing is checked here before the files themselves keep their rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from codegen.documents.source_rules import Faults, SpecRule, near_name
from codegen.documents.yaml12 import Located
from order_contract.wire import codec

Follow = Callable[[Located], Located | None]
"""What a node refers to, or the node; None when the reference leads nowhere."""


class CrossReferences:
    """The checks of one API whose files are whole."""

    def __init__(self, faults: Faults, root: Located, follow: Follow, bundled: Mapping[str, Any]) -> None:
        self.faults, self.root, self.follow = faults, root, follow
        self.components: Mapping[str, Any] = bundled["components"]
        self.operations = list(self._operations())
        self.ids = [node.text("operationId") for _, node in self.operations]

    def check(self) -> None:
        """Add every fault."""
        tags = [tag.text("name") for tag in self.root.sequence("tags")]
        schemes = self.components.get("securitySchemes", {})
        self._check_security(self.root, schemes)
        for number, (item, node) in enumerate(self.operations):
            own = self.ids[number]
            what = f"operation {own}"
            identifier = node["operationId"]
            if own in self.ids[:number]:
                self.faults.add(identifier, SpecRule.OPERATION_ID, f"{what} stands twice")
            self._known(node, "tags", tags, SpecRule.OPERATION, what)
            self._known(node, "x-outcome-shown-by", self.ids, SpecRule.OPERATION, what)
            self._check_security(node, schemes)
            self._check_operation(item, node, what)
        self._check_error_codes()

    def check_values(self, node: Located, what: str) -> None:
        """That each default and each value of an enumeration fits the schema in which it stands."""
        if node.value is not None and {"type", "anyOf", "oneOf", "$ref"} & dict(node.items()).keys():
            stated = [node["default"]] if "default" in node else []
            for value in [*stated, *node.sequence("enum")]:
                self._fits(value, value.plain(), node, f"{value.plain()!r} in {what}", SpecRule.SCHEMA)
        children = enumerate(node.value) if isinstance(node.value, list) else node.items()
        for key, child in children:
            if not str(key).startswith("x-") and key not in ("example", "value"):
                self.check_values(child, f"{what}.{key}")

    def _operations(self) -> Iterator[tuple[Located, Located]]:
        for kind in ("paths", "webhooks"):
            members = self.root.get(kind)
            for _, reference in members.items() if members is not None else ():
                item = self.follow(reference)
                for _, node in item.items() if item is not None else ():
                    if "operationId" in node and item is not None:
                        yield item, node

    def _known(self, node: Located, key: str, known: list[str], rule: SpecRule, what: str) -> None:
        for name in node.sequence(key):
            if name.value not in known:
                message = f"{key} of {what} names {name.value}, which is not there"
                self.faults.add(name, rule, message + near_name(name.value, known))

    def _check_security(self, node: Located, schemes: Mapping[str, Any]) -> None:
        for requirement in node.sequence("security"):
            for name, place in requirement.items():
                if name not in schemes:
                    message = f"security names {name}, which is not a security scheme"
                    self.faults.add(place, SpecRule.SCHEMA, message + near_name(name, schemes))

    def _check_operation(self, item: Located, node: Located, what: str) -> None:
        parameters: dict[str, Located] = {}
        for stated in [*item.sequence("parameters"), *node.sequence("parameters")]:
            parameter = self.follow(stated)
            if parameter is None or "schema" not in parameter:
                message = f"{what} has a parameter without a schema; refer to one of parameters.yaml"
                self.faults.add(stated, SpecRule.PARAMETER, message)
                continue
            name = parameter.text("name")
            if name in parameters:
                self.faults.add(stated, SpecRule.PARAMETER, f"the parameter {name} of {what} stands twice")
            parameters[name] = parameter
            self._check_examples(parameter, parameter["schema"], f"parameter {name}")
        roots = {name: parameter["schema"] for name, parameter in parameters.items()}
        for media in self._media(node.get("requestBody")):
            roots["body"] = media["schema"]
            self._check_examples(media, media["schema"], f"the body of {what}")
        responses = node.get("responses")
        for status, response in responses.items() if responses is not None else ():
            for media in self._media(self.follow(response)):
                self._check_examples(media, media["schema"], f"response {status} of {what}")
        self._check_places(node, roots, what)
        self._check_plain_request(node["x-plain-request"], parameters, roots, what)

    def _check_places(self, node: Located, roots: Mapping[str, Located], what: str) -> None:
        """That the extensions of an operation name members that are there."""
        for key in ("x-acts-on", "x-left-open", "x-secret-in-body"):
            members = node.get(key)
            for place, evidence in members.items() if members is not None else ():
                self._check_place(roots, str(place), evidence, f"{key} of {what}")
        for rule in node.sequence("x-request-rules"):
            if "breaks" in rule:
                self._check_place(roots, rule.text("breaks"), rule["breaks"], f"x-request-rules of {what}")

    def _media(self, holder: Located | None) -> list[Located]:
        content = holder.get("content") if holder is not None else None
        return [media for _, media in content.items() if "schema" in media] if content is not None else []

    def _check_place(self, roots: Mapping[str, Located], place: str, at: Located, what: str) -> None:
        first, *path = place.removesuffix(".*").split(".")
        if first not in roots:
            message = f"{what} names {first}, which is not a parameter or `body`{near_name(first, roots)}"
            self.faults.add(at, SpecRule.OPERATION, message)
            return
        known = self._members(roots[first])
        for part in path:
            if part not in known:
                message = f"{what} names {place}, and there is no {part}{near_name(part, known)}"
                self.faults.add(at, SpecRule.OPERATION, message)
                return
            known = self._members(known[part])

    def _members(self, schema: Located) -> dict[str, Located]:
        """The properties of what a schema, its items or the JSON in its text are."""
        for _ in range(8):
            inner = [branch for branch in schema.sequence("oneOf") if "$ref" in branch]
            following = self.follow(schema) if "$ref" in schema else inner[0] if inner else None
            following = following or schema.get("items") or schema.get("contentSchema")
            if following is None:
                break
            schema = following
        return dict(schema["properties"].items()) if "properties" in schema else {}

    def _check_plain_request(
        self,
        stated: Located,
        parameters: Mapping[str, Located],
        roots: Mapping[str, Located],
        what: str,
    ) -> None:
        query = stated.get("query")
        values = dict(query.items()) if query is not None else {}
        for name, parameter in parameters.items():
            required = "required" in parameter and parameter["required"].value is True
            if required and parameter.text("in") == "query" and name not in values:
                message = f"x-plain-request of {what} lacks the required parameter {name}"
                self.faults.add(stated, SpecRule.OPERATION, message)
        for name, value in values.items():
            if name not in parameters:
                message = f"x-plain-request of {what} has {name}, which is not a parameter"
                self.faults.add(value, SpecRule.OPERATION, message + near_name(name, parameters))
                continue
            schema = roots[name].get("items") or roots[name]
            for item in value.value if isinstance(value.value, list) else [value]:
                self._fits(
                    item,
                    item.plain(),
                    schema.get("contentSchema") or schema,
                    f"x-plain-request of {what}: {name}",
                )
        if "body" in stated and "body" in roots:
            self._fits(
                stated["body"], stated["body"].plain(), roots["body"], f"x-plain-request of {what}: body"
            )

    def _check_examples(self, holder: Located, schema: Located, what: str) -> None:
        examples = holder.get("examples")
        inner = schema.get("items") or schema
        for name, reference in examples.items() if examples is not None else ():
            example = self.follow(reference)
            value = example.get("value") if example is not None else None
            if value is None:
                continue
            called = f"example {name} of {what}"
            if "contentSchema" in inner:
                for text in value.value if isinstance(value.value, list) else [value]:
                    self._fits_text(text, inner["contentSchema"], called)
            else:
                self._fits(value, value.plain(), schema, called, SpecRule.EXAMPLE)

    def _fits_text(self, text: Located, schema: Located, what: str) -> None:
        if not isinstance(text.value, str):
            self.faults.add(text, SpecRule.EXAMPLE, f"{what} is {text.plain()!r}; pass JSON as a text")
            return
        try:
            value = codec.loads(text.value)
        except codec.CodecError as error:
            self.faults.add(text, SpecRule.EXAMPLE, f"{what} is {error}")
            return
        self._fits(text, value, schema, what, SpecRule.EXAMPLE)

    def _fits(
        self, at: Located, value: Any, schema: Located, what: str, rule: SpecRule = SpecRule.OPERATION
    ) -> None:
        document = {**_bundled(schema.plain()), "components": self.components}
        for error in jsonschema_rs.Draft202012Validator(document).iter_errors(value):
            place = ".".join(map(str, error.instance_path))
            message = f"{what} breaks its schema{place and f' at {place}'}: {error.message}"
            self.faults.add(at, rule, message)

    def _check_error_codes(self) -> None:
        reference = self.root.get("x-error-codes")
        codes = self.follow(reference) if reference is not None else None
        names: list[str] = []
        for code, entry in codes.items() if codes is not None else ():
            what = f"error code {code}"
            self._known(entry, "operations", self.ids, SpecRule.EXTENSION, what)
            if entry.text("name") in names:
                message = f"{what} has the name {entry.text('name')}, which another code has"
                self.faults.add(entry["name"], SpecRule.EXTENSION, message)
            names.append(entry.text("name"))


def _bundled(schema: Any) -> Any:
    """A schema of the source as it stands in the bundled document."""
    if isinstance(schema, list):
        return [_bundled(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    rewritten = {key: _bundled(value) for key, value in schema.items()}
    if isinstance(schema.get("$ref"), str):
        rewritten["$ref"] = f"#/components/schemas/{re.sub('^.*/', '', schema['$ref'])}"
    return rewritten
