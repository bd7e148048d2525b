"""The Arazzo document of an API: which calls follow each other, and what one hands to the next.

Invariants: it names no operation and no parameter that the API lacks; its version is that of the API.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from codegen import CodegenError
from codegen.documents import yaml12
from codegen.documents.publication import HEADER
from order_contract.document import Document


def arazzo(source: Path, document: dict[str, Any]) -> bytes:
    """The published form of a source file.

    :param document: the bundled document of the API that it calls.
    :raises codegen.CodegenError: it names what the API does not have.
    """
    stated = yaml12.load(source)
    known = _names(document)
    for workflow in stated["workflows"]:
        for step in workflow["steps"]:
            _check(step, workflow.get("parameters", []), known, source)
    info = {**stated["info"], "version": document["info"]["version"]}
    return f"{HEADER}\n".encode() + yaml12.dump({**stated, "info": info})


def _check(
    step: dict[str, Any], shared: list[dict[str, str]], known: dict[str, set[str]], source: Path
) -> None:
    operation = step["operationId"]
    if operation not in known:
        raise CodegenError(f"{source.name}: {step['stepId']} names the unknown operation {operation}")
    for parameter in (*shared, *step.get("parameters", ())):
        if parameter["name"] not in known[operation]:
            raise CodegenError(f"{source.name}: {operation} has no parameter {parameter['name']}")


def _names(document: dict[str, Any]) -> dict[str, set[str]]:
    """By operationId, the names of its parameters and of the caller's secret."""
    secrets = {
        scheme["name"]
        for scheme in document["components"].get("securitySchemes", {}).values()
        if scheme.get("in") == "query"
    }
    return {
        operation.id: {parameter.name for parameter in operation.parameters} | secrets
        for operation in Document(document).operations()
    }
