"""What the search of the pages can find: operations, credentials, servers, error codes, objects and fields,
with words for each.

Invariant: an entry is `[kind, title, where, address, words]`, all text; the kinds are ranked by `search.js`.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.docs.reference import APIS, Reference
from codegen.docs.schemas import SchemaTables
from codegen.documents.documented_requests import vendor_name
from order_contract.document import DocumentOperation

Entry = tuple[str, str, str, str, str]


def entries(reference: Reference) -> Iterator[Entry]:
    """Everything of the reference, operations first."""
    for api, operation in reference.operations():
        yield (
            "operation",
            vendor_name(operation),
            f"{APIS[api]}: {operation.node['summary']}",
            reference.address(operation),
            _words(reference, operation),
        )
    yield from _sections(reference)
    for code, entry in reference.codes.items():
        where = ", ".join(
            vendor_name(item) for _, item in reference.operations() if item.id in entry["operations"]
        )
        yield "code", f"{code}: {entry['meaning']}", where, f"codes.html#{code}", entry.get("text", "")
    yield from _objects(reference)


def _sections(reference: Reference) -> Iterator[Entry]:
    """The parts of the pages that are about a whole API, or about all."""
    for api, document in reference.documents.items():
        title = document.root["info"]["title"]
        schemes = document.root["components"].get("securitySchemes", {}).values()
        words = "API key, how to authenticate. " + " ".join(
            f"{scheme.get('name', scheme.get('scheme'))} {scheme['description']}" for scheme in schemes
        )
        if schemes:
            yield "guide", "Credentials and authentication", title, f"{api}.html#credentials", words
        hosts = " ".join(f"{server['url']} {server['description']}" for server in document.root["servers"])
        words = f"Base URL and host of each environment, for tests and for production: {hosts}"
        yield "guide", "Servers and base URLs", title, f"{api}.html#servers", words
    codes = "Every code of a refusal, with the HTTP status, the vendor's text and the exception in Python."
    yield "guide", "Error codes", "API reference", "codes.html", codes
    quirks = "Surprises, traps and differences in the vendors' documents, and what is done about each."
    yield "guide", "Quirks", "API reference", "quirks.html", quirks


def _words(reference: Reference, operation: DocumentOperation) -> str:
    """The description with the names of what is sent and received and the meanings of its codes: together
    they meet a question in several words.
    """
    schemas = SchemaTables(operation.document, reference.evidence)
    names = [parameter.name for parameter in operation.parameters]
    for name in schemas.names_sent(operation):
        names += [name, *operation.document.schemas[name].get("properties", ())]
    names += schemas.names_below(operation.node["responses"])
    tags = {tag["name"]: tag["description"] for tag in operation.document.root["tags"]}
    names += [tags[tag] for tag in operation.node["tags"]]
    names += [entry["meaning"] for entry in reference.codes.values() if operation.id in entry["operations"]]
    return f"{operation.node['description']} {' '.join(dict.fromkeys(names))}"


def _objects(reference: Reference) -> Iterator[Entry]:
    seen: set[str] = set()
    for api, document in reference.documents.items():
        for name, schema in document.schemas.items():
            if name in seen:  # the callback's objects stand in the document of Global-e too
                continue
            seen.add(name)
            page = f"{api}-objects.html"
            yield "object", name, APIS[api], f"{page}#{name}", schema.get("description", "")
            for field, node in schema.get("properties", {}).items():
                yield (
                    "field",
                    field,
                    f"{name}, {APIS[api]}",
                    f"{page}#{name}.{field}",
                    node.get("description", ""),
                )
        for operation in document.operations():
            for parameter in operation.parameters:
                yield (
                    "field",
                    parameter.name,
                    f"parameter of {vendor_name(operation)}",
                    f"{reference.address(operation)}#parameter.{parameter.name}",
                    parameter.node["description"],
                )
