"""The files under `openapi/` of the generated package: every edition of every document, and their index.

Invariant: the index has each edition with its size and digest. JSON Schemas and workflows lie beside them,
and `SHA256SUMS` has the digest of every file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from codegen.documents import editions, yaml12
from order_contract.wire import codec

HEADER = "# Generated from spec/ by `make generate`; do not edit."


def openapi_files(documents: Mapping[str, dict[str, Any]]) -> dict[str, bytes]:
    """Each file by its name.

    :param documents: the bundled documents, with everything that the source says.
    """
    files: dict[str, bytes] = {}
    index = []
    for api, full in documents.items():
        for name, edition, flat, document in _editions(api, full):
            files[name] = _written(name, document)
            index.append(
                {
                    "file": name,
                    "api": api,
                    "edition": edition,
                    "openapi": document["openapi"],
                    "format": name.rpartition(".")[2],
                    "dereferenced": flat,
                    "version": document["info"]["version"],
                    "bytes": len(files[name]),
                    "sha256": sha256(files[name]).hexdigest(),
                }
            )
    return {**files, "index.json": codec.pretty(index)}


def _editions(api: str, full: dict[str, Any]) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
    default = editions.for_tools(full)
    older = editions.openapi_3_0(default)
    yield f"{api}.yaml", "default", False, default
    yield f"{api}.json", "default", False, default
    yield f"{api}.dereferenced.json", "default", True, editions.dereferenced(default)
    yield f"{api}-3.0.yaml", "default", False, older
    yield f"{api}-3.0.json", "default", False, older
    yield f"{api}.full.yaml", "full", False, full
    yield f"{api}.full.json", "full", False, full
    yield f"{api}.lean.json", "lean", False, editions.lean(full)


def _written(name: str, document: dict[str, Any]) -> bytes:
    return (
        codec.pretty(document) if name.endswith(".json") else f"{HEADER}\n".encode() + yaml12.dump(document)
    )


def sums(files: Mapping[str, bytes]) -> bytes:
    """The digests of files in the form that `sha256sum --check` reads.

    :param files: by path, from the folder in which it is run.
    """
    lines = (f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()
