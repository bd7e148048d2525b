"""All files of the site, from the published documents and the texts of the repository.

Invariant: the result depends on the arguments and on the files of this folder, on nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from codegen.docs.display import displayed
from codegen.docs.evidence import Evidence
from codegen.docs.samples import samples
from codegen.documents.documented_requests import vendor_name
from order_contract.document import Document
from order_contract.errors import refusal
from order_contract.wire import codec

APIS = {"globale": "Global-e", "merchant": "Callback", "s2": "S2"}
"""Every API with its name on the site; its page is `<api>.html`."""

_HERE = Path(__file__).parent
_PAGES = {"index": "Overview", **APIS, "quirks": "Quirks", "codes": "Error codes", "changelog": "Changelog"}


def site(root: Path, renderer: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file by its name.

    :param root: the repository; its published documents, README.md, CHANGELOG.md and spec/README.md are read.
    :param renderer: Redoc's script and its notices by file name; they become files of the site.
    """
    return _Site(root).files() | dict(renderer)


class _Site:
    def __init__(self, root: Path) -> None:
        folder = root / "generated/order_contract_generated/openapi"
        self._texts = {
            name: (root / name).read_text() for name in ("README.md", "CHANGELOG.md", "spec/README.md")
        }
        self._index: list[dict[str, Any]] = codec.loads((folder / "index.json").read_bytes())
        self._documents: dict[str, dict[str, Any]] = {
            api: codec.loads((folder / f"{api}.json").read_bytes()) for api in APIS
        }
        self._evidence = Evidence(self._texts["spec/README.md"])
        self._operations = {
            api: list(Document(document).operations(webhooks=True))
            for api, document in self._documents.items()
        }
        self._samples = {
            item.id: samples(api, item, self._evidence)
            for api, value in self._operations.items()
            for item in value
            if not item.webhook
        }

    def files(self) -> dict[str, bytes]:
        templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.filters["vendor_name"] = vendor_name
        facts = {
            **self._overview(),
            **self._codes(),
            **self._prose(),
            "apis": APIS,
            "pages": _PAGES,
            "evidence": self._evidence,
            "Markup": Markup,
        }
        files = {path.name: path.read_bytes() for path in sorted((_HERE / "assets").iterdir())}
        for name, title in _PAGES.items():
            template = templates.get_template(
                "reference.html.jinja" if name in APIS else f"{name}.html.jinja"
            )
            files[f"{name}.html"] = template.render(name=name, title=title, **facts).encode() + b"\n"
        for api, document in self._documents.items():
            files[f"{api}.js"] = _script("contract", displayed(document, self._samples, self._evidence))
        return {**files, "search.js": _script("siteIndex", list(self._index_entries()))}

    def _overview(self) -> dict[str, Any]:
        return {
            "version": self._index[0]["version"],
            "operations": self._operations,
            "documents": self._documents,
            "editions": self._index,
            "counts": {api: Counter(_kinds(document)) for api, document in self._documents.items()},
        }

    def _codes(self) -> dict[str, Any]:
        codes = self._documents["globale"]["x-error-codes"]
        envelopes = [
            {
                "api": api,
                "name": name,
                **x_error_envelope,
                "when": codec.pretty(x_error_envelope["when"]).decode().rstrip(),
            }
            for api, document in self._documents.items()
            for name, schema in document["components"]["schemas"].items()
            if (x_error_envelope := schema.get("x-error-envelope"))
        ]
        return {
            "codes": codes,
            "exceptions": {code: refusal(code, codes)[0].__name__ for code in codes},
            "envelopes": envelopes,
        }

    def _prose(self) -> dict[str, Any]:
        markdown = MarkdownIt("commonmark").enable("table")
        facts = _section(self._texts["README.md"], "Facts of the wire").split("\n\n")
        parts = {
            # What comes after the list points to files of the repository.
            "facts": "\n\n".join(part for part in facts if part.startswith("- ")),
            "defects": _section(self._texts["spec/README.md"], "Defects of the documents"),
            "changes": self._texts["CHANGELOG.md"].partition("\n")[2],
        }
        return {name: Markup(markdown.render(text)) for name, text in parts.items()}  # noqa: S704  # texts of this repository

    def _index_entries(self) -> Iterator[tuple[str, str, str]]:
        """What the search finds: a name, where it stands, the link."""
        for api, operations in self._operations.items():
            for operation in operations:
                yield (
                    vendor_name(operation),
                    f"{APIS[api]} · {operation.node['summary']}",
                    f"{api}.html#operation/{operation.id}",
                )
        for code, error in self._documents["globale"]["x-error-codes"].items():
            yield code, f"Error code · {error['meaning']}", f"codes.html#{code}"
        for api, document in self._documents.items():
            for operation in self._operations[api]:
                for parameter in operation.parameters:
                    yield (
                        parameter.name,
                        f"{APIS[api]} · parameter of {vendor_name(operation)}",
                        f"{api}.html#operation/{operation.id}",
                    )
            for name, schema in document["components"]["schemas"].items():
                yield name, f"{APIS[api]} · schema", f"{api}.html#tag/{name}"
                for member in schema.get("properties", {}):
                    yield (
                        member,
                        f"{APIS[api]} · member of {name}",
                        f"{api}.html?field={name}.{member}#tag/{name}",
                    )


def _kinds(node: Any) -> Iterator[str]:
    """How each thing below a node is known."""
    if isinstance(node, dict):
        if isinstance(node.get("x-evidence"), dict):
            yield node["x-evidence"]["how"]
        for item in node.values():
            yield from _kinds(item)
    elif isinstance(node, list):
        for item in node:
            yield from _kinds(item)


def _section(text: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0].strip()


def _script(name: str, value: Any) -> bytes:
    """A value as a script: a page that was opened from a file may not fetch JSON."""
    return f"window.{name} = ".encode() + codec.dumps(value) + b";\n"
