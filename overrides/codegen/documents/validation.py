"""Whether `spec/` keeps the rules of `spec/README.md`, checked before anything is generated; each fault has
file and line.

Invariants: every fault is reported, not only the first; each names the rule it breaks in the words of
`spec/README.md`; nothing outside the folder is read.
"""

from __future__ import annotations

import re
from pathlib import Path

from yaml import YAMLError

from codegen.documents import yaml12
from codegen.documents.bundle import bundle
from codegen.documents.cross_references import CrossReferences
from codegen.documents.form_validation import check_form
from codegen.documents.schema_validation import check_condition, check_schema
from codegen.documents.source_rules import Fault, Faults, SpecRule, extensions, near_name
from codegen.documents.yaml12 import Located

_METHODS = ("get", "put", "post", "delete", "patch")
_OF_AN_OPERATION = (
    "summary",
    "tags",
    "responses",
    "x-idempotent",
    "x-only-reads",
    "x-outcome-shown-by",
    "x-acts-on",
    "x-plain-request",
)
_PATH_PARAMETER = re.compile(r"\{([^{}]+)\}")


def validate(spec: Path, apis: tuple[str, ...]) -> list[Fault]:
    """Every fault of the APIs in this folder, by file and line; empty when the rules are kept."""
    if not (readme := spec.resolve() / "README.md").is_file():
        return [Fault(readme, 1, "the file with the rules is missing", SpecRule.EXTENSION)]
    work = _Validation(spec.resolve())
    for api in apis:
        work.api(spec.resolve() / api)
    work.check_evidence_key(spec.resolve() / "evidence.yaml")
    if not work.faults.gathered:
        work.check_everything_is_used()
    if not work.faults.gathered:
        for api in apis:
            work.check_cross_references(spec.resolve() / api / "openapi.yaml")
    return sorted(set(work.faults.gathered), key=lambda fault: (fault.file, fault.line, fault.message))


class _Validation:
    def __init__(self, spec: Path) -> None:
        self.spec = spec
        self.faults = Faults()
        self.extensions = extensions((spec / "README.md").read_text())
        self.files: dict[Path, Located | None] = {}
        self.used: set[tuple[Path, str]] = set()
        """The files that a reference leads to, and the name in each; empty for the whole file."""

    def file(self, path: Path) -> Located | None:
        """The content of a file; None when it cannot be read, which is a fault."""
        if path not in self.files:
            self.files[path] = None
            try:
                self.files[path] = yaml12.locate(path)
            except YAMLError as error:
                mark = getattr(error, "problem_mark", None)
                line = mark.line + 1 if mark else 1
                problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
                self.faults.gathered.append(
                    Fault(path, line, f"the file is not YAML: {problem}", SpecRule.YAML)
                )
        return self.files[path]

    def api(self, folder: Path) -> None:
        """Every file of one API, by what its place says it holds."""
        names: dict[str, Located] = {}
        for path in sorted(folder.rglob("*.yaml")):
            root = self.file(path)
            if root is None:
                continue
            self._everywhere(root)
            if not isinstance(root.value, dict):
                self.faults.add(root, SpecRule.YAML, "the file holds no mapping")
            elif not self._check_keys(root):
                continue
            elif path.parent.name == "paths":
                self._path_item(root)
            elif path.parent.name == "schemas":
                self._components(root, names)
            elif path.parent.name == "examples":
                self._example(root)
            else:
                self._file_of_the_api(root)
        if not (folder / "openapi.yaml").is_file():
            self.faults.gathered.append(
                Fault(folder / "openapi.yaml", 1, "the file is missing", SpecRule.REFERENCE)
            )

    def check_evidence_key(self, path: Path) -> None:
        """The file that says what `x-evidence` means; that it is there, the references to it say."""
        root = self.file(path) if path.is_file() else None
        if root is not None and self._check_keys(root):
            check_form(self.faults, root, "evidenceKey")

    def check_everything_is_used(self) -> None:
        """That no file and no component was written and then forgotten."""
        used_files = {path for path, _ in self.used}
        for path, root in self.files.items():
            if path.parent.name in ("paths", "schemas", "examples") and path not in used_files:
                fault = Fault(path, 1, "no $ref leads to this file", SpecRule.REFERENCE)
                self.faults.gathered.append(fault)
            elif path.parent.name == "schemas" or path.name in ("parameters.yaml", "responses.yaml"):
                for name, node in root.items() if root is not None else ():
                    if (path, name) not in self.used:
                        self.faults.add(node, SpecRule.REFERENCE, f"no $ref leads to {name}")

    def check_cross_references(self, path: Path) -> None:
        """The names and values of one API, whose files have no fault of their own."""
        root = self.file(path)
        if root is None:
            return
        references = CrossReferences(self.faults, root, self._followed, bundle(path))
        references.check()
        for file, node in self.files.items():
            if node is not None and path.parent in file.parents and file.parent.name != "examples":
                references.check_values(node, file.stem)

    def _check_keys(self, node: Located) -> bool:
        """Whether all keys are texts; each that is none is a fault."""
        children = node.value if isinstance(node.value, list) else [child for _, child in node.items()]
        kept = [self._check_keys(child) for child in children]
        for key, child in node.items():
            if not isinstance(key, str):
                message = f"the key {key!r} is not a text; put it in quotes"
                self.faults.add(child, SpecRule.QUOTES, message)
                kept.append(False)
        return all(kept)

    def _file_of_the_api(self, root: Located) -> None:
        if root.file.name == "openapi.yaml":
            self._root(root)
            check_form(self.faults, root, "root")
        kind = {"parameters.yaml": "parameter", "responses.yaml": "response", "errors.yaml": "errorCode"}
        for name, node in root.items() if root.file.name in kind else ():
            check_form(self.faults, node, kind[root.file.name], str(name))
        for name, node in root.items():
            if root.file.name == "parameters.yaml":
                self._parameter(node, name)
            elif root.file.name == "responses.yaml":
                self._response(node, f"response {name}")
            elif root.file.name == "errors.yaml":
                self._error_code(node, name)

    def _everywhere(self, node: Located) -> None:
        """What holds in every file: keys once, known extensions, references that lead somewhere."""
        for line, key in node.repeated:
            message = f"the key {key} stands twice"
            self.faults.gathered.append(Fault(node.file, line, message, SpecRule.YAML))
        if isinstance(node.value, dict):
            for key, child in node.value.items():
                if str(key).startswith("x-") and key not in self.extensions:
                    meant = near_name(key, self.extensions)
                    self.faults.add(child, SpecRule.EXTENSION, f"{key} is unknown{meant}")
                if key == "$ref" and isinstance(child.value, str) and child.value:
                    self._reference(child)
                elif key == "$ref":
                    message = f"$ref is {child.plain()!r}; pass the name of a file"
                    self.faults.add(child, SpecRule.REFERENCE, message)
                elif key not in ("example", "value", "x-plain-request"):  # data, not contract
                    self._everywhere(child)
        elif isinstance(node.value, list):
            for child in node.value:
                self._everywhere(child)

    def _reference(self, node: Located) -> None:
        target, _, pointer = node.value.partition("#")
        path = (node.file.parent / target).resolve() if target else node.file
        if not path.is_relative_to(self.spec) or not path.is_file():
            self.faults.add(node, SpecRule.REFERENCE, f"$ref {node.value}: there is no file {target}")
            return
        self.used.add((path, pointer.partition("/")[2].partition("/")[0]))
        place = self.file(path)
        for part in pointer.split("/")[1:]:
            if place is None:
                return
            name = part.replace("~1", "/").replace("~0", "~")
            known = place.value if isinstance(place.value, dict) else {}
            if name not in known:
                meant = near_name(name, known)
                self.faults.add(
                    node, SpecRule.REFERENCE, f"$ref {node.value}: {path.name} has no /{name}{meant}"
                )
                return
            place = place[name]

    def _followed(self, node: Located) -> Located | None:
        """What a node refers to, or the node; None when the reference leads nowhere."""
        if "$ref" not in node:
            return node
        target, _, pointer = str(node["$ref"].value).partition("#")
        path = (node.file.parent / target).resolve() if target else node.file
        place = self.file(path) if path.is_file() else None
        for part in pointer.split("/")[1:]:
            place = place.get(part) if place is not None else None
        return place

    def _root(self, root: Located) -> None:
        version = root.get("openapi")
        if version is None or version.value != "3.1.0":
            got = "nothing" if version is None else version.value
            self.faults.add(version or root, SpecRule.SCHEMA, f"openapi must be 3.1.0, got {got}")
        for key in ("info", "servers", "tags", "paths"):
            if key not in root:
                self.faults.add(root, SpecRule.SCHEMA, f"{key} is missing from the document")
        for path, item in root["paths"].items() if "paths" in root else ():
            target = self._followed(item)
            if target is not None:
                self._path_parameters(target, path, item)

    def _path_parameters(self, item: Located, path: str, at: Located) -> None:
        """That each operation has the parameters that the path names, and no other in path."""
        named = _PATH_PARAMETER.findall(path)
        operations = [node for method, node in item.items() if method in _METHODS]
        for operation in operations:
            both = map(self._followed, [*item.sequence("parameters"), *operation.sequence("parameters")])
            declared = {
                node.text("name"): node for node in both if node is not None and node.text("in") == "path"
            }
            for name in named:
                if name not in declared:
                    message = f"the path {path} names {name}, which is not a parameter in path"
                    self.faults.add(at, SpecRule.PARAMETER, message)
            for name, parameter in declared.items():
                if name not in named:
                    message = f"the parameter {name} is in path, and {path} does not name it"
                    self.faults.add(parameter, SpecRule.PARAMETER, message)
                if "required" not in parameter or parameter["required"].value is not True:
                    message = f"the parameter {name} is in path and must be `required: true`"
                    self.faults.add(parameter, SpecRule.PARAMETER, message)

    def _path_item(self, root: Located) -> None:
        check_form(self.faults, root, "pathItem")
        self._parameters(root)
        for key, node in root.items():
            if key in _METHODS:
                self._operation(node)
            elif key not in ("summary", "description", "parameters") and not str(key).startswith("x-"):
                meant = near_name(key, (*_METHODS, "parameters"))
                self.faults.add(node, SpecRule.SCHEMA, f"{key} is not part of a path item{meant}")

    def _operation(self, node: Located) -> None:
        identifier = node.text("operationId")
        what = f"operation {identifier}" if identifier else "the operation"
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", identifier):
            message = f"operationId is {identifier!r}" if identifier else "the operation has no operationId"
            self.faults.add(node.get("operationId") or node, SpecRule.OPERATION_ID, message)
        self.faults.check_description_and_evidence(node, what)
        for key in _OF_AN_OPERATION:
            if key not in node or node[key].value in ({}, "", None):
                self.faults.add(node, SpecRule.OPERATION, f"{what} has no {key}")
        idempotent = node.get("x-idempotent")
        if idempotent is not None and not isinstance(idempotent.value, bool):
            message = f"x-idempotent of {what} is {idempotent.plain()!r}; pass true or false"
            self.faults.add(idempotent, SpecRule.OPERATION, message)
        self._facts_of_operation(node, what)
        self._parameters(node)
        if "requestBody" in node:
            self._content(node["requestBody"], f"the request body of {what}", example=True)
        for status, response in node["responses"].items() if "responses" in node else ():
            if "$ref" not in response:
                self._response(response, f"response {status} of {what}")

    def _facts_of_operation(self, node: Located, what: str) -> None:
        """The extensions of an operation that hold evidence or conditions."""
        for key in ("x-acts-on", "x-left-open", "x-secret-in-body"):
            for member, evidence in node[key].items() if key in node else ():
                self.faults.check_evidence_form(evidence, f"{key} of {what}: {member}")
        for rule in node.sequence("x-request-rules"):
            self.faults.check_evidence(rule, f"a rule of x-request-rules of {what}")
            if "when" in rule:
                check_condition(self.faults, rule["when"], f"x-request-rules of {what}")

    def _parameters(self, node: Located) -> None:
        for parameter in node.sequence("parameters"):
            if "$ref" not in parameter:
                self._parameter(parameter, parameter.text("name"))

    def _response(self, node: Located, what: str) -> None:
        if not node.text("description").strip():
            self.faults.add(node, SpecRule.DESCRIPTION, f"{what} has no description")
        if "x-complete-as-shown" in node:
            self.faults.check_evidence_form(node["x-complete-as-shown"], f"x-complete-as-shown of {what}")
        if "content" in node:
            self._content(node, what)

    def _content(self, node: Located, what: str, *, example: bool = False) -> None:
        for media_type, media in node["content"].items() if "content" in node else ():
            if "schema" not in media:
                self.faults.add(media, SpecRule.SCHEMA, f"{media_type} of {what} has no schema")
                continue
            check_schema(self.faults, media["schema"], f"the schema of {what}", inline=True)
            if example and not _has_example(media):
                self.faults.add(media, SpecRule.EXAMPLE, f"{what} has no example")

    def _parameter(self, node: Located, name: str) -> None:
        what = f"parameter {name}" if name else "the parameter"
        for key in ("name", "in", "schema"):
            if key not in node:
                instead = key == "schema" and "content" in node
                rule = SpecRule.QUERY if instead else SpecRule.PARAMETER
                hint = "; `content` is not read by generators" if instead else ""
                self.faults.add(node, rule, f"{what} has no {key}{hint}")
        place = node.text("in")
        if place not in ("query", "path", "header", ""):
            self.faults.add(
                node["in"], SpecRule.PARAMETER, f"{what} is in {place}; pass query, path or header"
            )
        self.faults.check_description_and_evidence(node, what)
        if "schema" in node:
            check_schema(self.faults, node["schema"], f"the schema of {what}", inline=True)
        if "required" in node and node["required"].value is True and not _has_example(node):
            self.faults.add(node, SpecRule.EXAMPLE, f"{what} is required and has no example")

    def _example(self, root: Located) -> None:
        check_form(self.faults, root, "example")
        if "value" not in root:
            self.faults.add(root, SpecRule.EXAMPLE, "the example has no value")
        self.faults.check_evidence(root, "the example")

    def _error_code(self, node: Located, code: str) -> None:
        for key in ("name", "meaning", "operations"):
            if key not in node or not node[key].value:
                self.faults.add(node, SpecRule.EXTENSION, f"error code {code} has no {key} (x-error-codes)")
        self.faults.check_evidence(node, f"error code {code}")
        for key in ("given-before-work", "says-malformed", "after-earlier-work"):
            if key in node:
                self.faults.check_evidence_form(node[key], f"{key} of error code {code}")

    def _components(self, root: Located, names: dict[str, Located]) -> None:
        for name, schema in root.items():
            if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", str(name)):
                message = f"{name} is not a component's name; pass letters and digits"
                self.faults.add(schema, SpecRule.NAME, message)
            if name in names:
                known = f"{names[name].file.name}:{names[name].line}"
                self.faults.add(schema, SpecRule.NAME, f"{name} stands here and in {known}")
            names.setdefault(str(name), schema)
            if not schema.text("description").strip():
                self.faults.add(schema, SpecRule.DESCRIPTION, f"component {name} has no description")
            check_schema(self.faults, schema, str(name))
            check_form(self.faults, schema, "schema", str(name))


def _has_example(node: Located) -> bool:
    return "example" in node or ("examples" in node and bool(node["examples"].value))
