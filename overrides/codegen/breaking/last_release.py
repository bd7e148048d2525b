"""The last release as it stands in `spec/released/`: its documents, its public surface, and their version.

Invariant: only a release writes it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from attrs import frozen

from codegen import CodegenError, lock
from codegen.breaking import command_surface, package_surface
from codegen.breaking import python_surface as surface
from codegen.breaking.versions import Version, parse
from order_contract.wire import codec

APIS = ("globale", "merchant", "s2")
FOLDER = "spec/released"
PUBLISHED = "generated/order_contract_generated/openapi"
_VERSION = re.compile(r'^__version__ = "(.*)"$', re.MULTILINE)
_INIT = "overrides/order_contract/__init__.py"
_INFO = re.compile(r"^(info:\n(?:  .*\n)*?  version: )\S+$", re.MULTILINE)


@frozen
class LastRelease:
    """One side of the comparison below `root`.

    `documents` by API, `folder` where they lie as JSON, `version` that of the package.
    """

    root: Path
    version: Version
    documents: dict[str, dict[str, Any]]
    folder: Path
    surface: surface.Surface


def released(root: Path) -> LastRelease:
    """The last release.

    :raises codegen.CodegenError: there is none below `root`.
    """
    folder = root / FOLDER
    if not (folder / "surface.json").is_file():
        raise CodegenError(f"{FOLDER}/ holds no release to compare with")
    documents = _documents(folder, "")
    versions = {str(document["info"]["version"]) for document in documents.values()}
    if len(versions) != 1:
        raise CodegenError(f"{FOLDER}/ holds documents of several versions: {', '.join(sorted(versions))}")
    return LastRelease(
        root, parse(versions.pop()), documents, folder, json.loads((folder / "surface.json").read_text())
    )


def working(root: Path, before: surface.Surface) -> LastRelease:
    """The working tree, whose package must be the one that is imported, since its commands are.

    :raises codegen.CodegenError: `generated/` is not what `spec/` gives, or the package and the documents
        bear different versions.
    """
    _prove_current(root)
    documents = _documents(root / PUBLISHED, ".full")
    version = parse(stamped(root))
    for api, document in documents.items():
        if document["info"]["version"] != str(version):
            raise CodegenError(
                f"the package is {version} and the document {api} is {document['info']['version']}; "
                "both bear one version"
            )
    return LastRelease(
        root,
        version,
        documents,
        root / PUBLISHED,
        {**surface.read(root, before), **command_surface.read(), **package_surface.read(root)},
    )


def stamped(root: Path) -> str:
    """The version that the package bears."""
    match = _VERSION.search((root / _INIT).read_text())
    if not match:
        raise CodegenError(f"{_INIT} has no __version__")
    return match[1]


def stamp(root: Path, version: Version) -> None:
    """Write a version into the package and into each document of `spec/`, which are all the places that name
    it.
    """
    package = root / _INIT
    package.write_text(_VERSION.sub(f'__version__ = "{version}"', package.read_text()))
    for api in APIS:
        path = root / "spec" / api / "openapi.yaml"
        text, count = _INFO.subn(rf"\g<1>{version}", path.read_text(), count=1)
        if not count:
            raise CodegenError(f"spec/{api}/openapi.yaml has no info.version")
        path.write_text(text)


def move(state: LastRelease) -> None:
    """Make a working tree its own last release."""
    folder = state.root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for api in state.documents:
        (folder / f"{api}.json").write_bytes((state.folder / f"{api}.full.json").read_bytes())
    lines = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in sorted(state.surface.items())
    )
    (folder / "surface.json").write_text(f"{{\n{lines}\n}}\n")


def _documents(folder: Path, edition: str) -> dict[str, dict[str, Any]]:
    """The documents with everything that the source says; the last release holds no other edition."""
    return {
        api: codec.loads(path.read_bytes())
        for api in APIS
        if (path := folder / f"{api}{edition}.json").is_file()
    }


def _prove_current(root: Path) -> None:
    """The sources must be those that `generated/` was made from; whether the result is exact, `make check`
    proves.
    """
    locked, current = (
        {name: digest for name, digest in inputs.items() if name.startswith("spec/")}
        for inputs in (lock.read(root / "generated").get("inputs", {}), lock.inputs(root))
    )
    if locked != current:
        raise CodegenError("generated/ is not what spec/ gives; run `make generate` first")
