"""One self-contained OpenAPI document from the files of an API.

A reference into `schemas/`, `parameters.yaml` or `responses.yaml` becomes a component named after the
pointer's last part; any other reference (path items, examples, the table of error codes) is replaced by what
it points to. Invariants: components are sorted by name, a name stands for one place only, and no reference
leaves the document.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from yaml import YAMLError

from codegen import CodegenError
from codegen.documents import yaml12

_SECTIONS = {"schemas": "schemas", "parameters.yaml": "parameters", "responses.yaml": "responses"}
_ORDER = ("openapi", "info", "servers", "tags", "security", "paths", "webhooks", "components")


class _Bundle:
    def __init__(self) -> None:
        self.files: dict[Path, Any] = {}
        self.components: dict[str, dict[str, Any]] = {}
        self.origins: dict[tuple[str, str], tuple[Path, str]] = {}

    def file(self, path: Path) -> Any:
        if path not in self.files:
            if not path.is_file():
                raise CodegenError(f"no such file: {path}")
            try:
                self.files[path] = yaml12.load(path)
            except YAMLError as broken:
                raise CodegenError(f"{path.name} is not YAML: {broken}") from None
        return self.files[path]

    def resolve(self, node: Any, path: Path) -> Any:
        if isinstance(node, list):
            return [self.resolve(item, path) for item in node]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("$ref"), str):
            return self.reference(node, path)
        return {key: self.resolve(value, path) for key, value in node.items()}

    def reference(self, node: dict[str, Any], path: Path) -> Any:
        target, _, pointer = node["$ref"].partition("#")
        place = (path.parent / target).resolve() if target else path
        section = _SECTIONS.get(place.name, _SECTIONS.get(place.parent.name))
        beside = {key: self.resolve(value, path) for key, value in node.items() if key != "$ref"}
        if section is None:
            target = self.resolve(self.point(place, pointer), place)
            return {**target, **beside} if beside else target
        name = pointer.rsplit("/", 1)[-1]
        self.component(section, name, place, pointer)
        return {"$ref": f"#/components/{section}/{name}", **beside}

    def component(self, section: str, name: str, place: Path, pointer: str) -> None:
        known = self.origins.setdefault((section, name), (place, pointer))
        if known != (place, pointer):
            raise CodegenError(f"{name} stands in {known[0].name} and in {place.name}")
        table = self.components.setdefault(section, {})
        if name not in table:
            table[name] = None
            table[name] = self.resolve(self.point(place, pointer), place)

    def point(self, place: Path, pointer: str) -> Any:
        node = self.file(place)
        for part in pointer.split("/")[1:]:
            try:
                node = node[part.replace("~1", "/").replace("~0", "~")]
            except (KeyError, TypeError):
                raise CodegenError(f"{place.name} has no {pointer}") from None
        return node


def bundle(root: Path) -> dict[str, Any]:
    """The document whose root file this is.

    :raises CodegenError: a reference that leads nowhere, or a name that stands for two things.
    """
    root = root.resolve()
    work = _Bundle()
    document = work.resolve(work.file(root), root)
    components = document.setdefault("components", {})
    for section, table in work.components.items():
        components[section] = dict(sorted({**components.get(section, {}), **table}.items()))
    order = [*(key for key in _ORDER if key in document), *(key for key in document if key not in _ORDER)]
    document["components"] = dict(sorted(components.items()))
    return {key: document[key] for key in order}
