"""The files of the reference that the sandbox serves: the pages of the API, in a frame of their own.

Invariants: the result depends on the files of the repository alone; no page needs a network; no page has a
script or a style in itself, so that they work under a policy that allows neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codegen.docs.prose import paragraphs, section
from codegen.docs.reference import Page, Reference
from codegen.docs.search_entries import Entry, entries
from order_contract.wire import codec

SANDBOX = "http://127.0.0.1:8080"
"""The address of the sandbox in the samples; the sandbox puts its own in the place."""
MORE = {
    "index.html": "Overview",
    "codes.html": "Error codes",
    "quirks.html": "Quirks",
    "changelog.html": "Changelog",
}

_HERE = Path(__file__).parent


def site(root: Path, library: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file by its name.

    :param root: the repository; its published documents, CHANGELOG.md and spec/README.md are read.
    :param library: the script of the search library and its licence, by file name; they become files.
    """
    reference = Reference(root / "generated/order_contract_generated/openapi", SANDBOX)
    files = {path.name: path.read_bytes() for path in sorted((_HERE / "assets").iterdir())}
    files["search-entries.js"] = entries_script(entries(reference))
    for page in all_pages(root, reference):
        framed = reference.render(
            "shell",
            file=page.file,
            title=page.title,
            body=page.body,
            version=reference.version,
            documents=reference.documents,
            more=MORE,
        )
        files[page.file] = framed.encode() + b"\n"
    return files | dict(library)


def all_pages(root: Path, reference: Reference) -> Iterator[Page]:
    """The pages of the reference, and those on the APIs as a whole."""
    counts = {api: Counter(_grades(document.root)) for api, document in reference.documents.items()}
    overview = reference.render("index", documents=reference.documents, counts=counts)
    yield Page("index.html", "API reference", overview)
    yield from reference.pages()
    yield reference.codes_page()
    facts = (_HERE / "quirks.md").read_text()
    defects = section((root / "spec/README.md").read_text(), "Defects of the documents")
    quirks = reference.render("quirks", facts=paragraphs(facts), defects=paragraphs(defects))
    yield Page("quirks.html", "Quirks", quirks)
    changes = (root / "CHANGELOG.md").read_text().partition("\n")[2]
    yield Page("changelog.html", "Changelog", reference.render("changelog", changes=paragraphs(changes)))


def entries_script(items: Iterator[Entry]) -> bytes:
    """The entries of the search as a script: a page that was opened from a file may not fetch JSON."""
    return b"window.searchEntries = " + codec.dumps([list(entry) for entry in items]) + b";\n"


def _grades(node: Any) -> Iterator[str]:
    """How each thing below a node is known."""
    if isinstance(node, dict):
        known = node.get("x-evidence")
        if isinstance(known, dict):
            yield known["how"]
        for item in node.values():
            yield from _grades(item)
    elif isinstance(node, list):
        for item in node:
            yield from _grades(item)
