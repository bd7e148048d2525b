"""The pages of the API reference as HTML, without the frame that a site puts around them.

Invariants: every operation has a page, and every schema a table on the page of each operation that uses it
and on the page of all objects of its API; the addresses of pages and of their parts are made from names of
the document alone, so that they stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from codegen.docs.evidence import Evidence
from codegen.docs.prose import inline, paragraphs
from codegen.docs.samples import CodeSample, samples
from codegen.docs.schemas import SchemaTables
from codegen.documents.documented_requests import vendor_name
from order_contract import spec
from order_contract.document import Document, DocumentOperation, DocumentParameter, Node
from order_contract.errors import refusal
from order_contract.wire import codec

APIS: Mapping[spec.Api, str] = {"globale": "Global-e", "merchant": "Callback", "s2": "Ventmere S2"}
"""Every API with its name on the pages."""
LANGUAGES = {
    "curl": "curl",
    "python": "Python",
    "javascript": "JavaScript",
    "wire": "HTTP",
    "decoded": "Readable",
}
"""The members of a sample that are shown, with their names on the pages."""

_HERE = Path(__file__).parent


@frozen
class Page:
    """One page. `file` is its name with the ending, `body` is HTML without the heading of the page."""

    file: str
    title: str
    body: Markup


@frozen
class ParameterRow:
    """A parameter as a row: the type and the description are HTML."""

    name: str
    place: str
    type: Markup
    required: bool
    description: Markup
    mark: Markup


@frozen
class ResponseRow:
    """A documented response: `schema` is HTML, and empty when no JSON body is documented."""

    status: str
    description: Markup
    mark: Markup
    schema: Markup
    examples: tuple[tuple[str, Markup, str], ...]
    """Title, mark and body of each."""


class Reference:
    """All pages of the reference, from the documents of one folder.

    :param folder: where the published documents are.
    :param server: the base URL that the samples call; empty for the vendors' own.
    """

    def __init__(self, folder: Path, server: str = "") -> None:
        self.server = server
        self.index: list[dict[str, Any]] = codec.loads((folder / "index.json").read_bytes())
        self.documents = {
            api: Document(codec.loads((folder / f"{api}.full.json").read_bytes())) for api in APIS
        }
        self._beside = {
            api: [
                {"file": path.name, "kind": kind, "bytes": path.stat().st_size}
                for kind in ("schema", "arazzo")
                for path in sorted(folder.glob(f"{api}.{kind}.*"))
            ]
            for api in APIS
        }
        self._addresses = {operation.id: f"{api}-{operation.id}.html" for api, operation in self.operations()}
        self.evidence = Evidence(self.documents["globale"].root["x-evidence-key"])
        self.codes: Mapping[str, Node] = self.documents["globale"].root["x-error-codes"]
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "vendor_name": vendor_name,
            "inline": inline,
            "paragraphs": paragraphs,
            "address": self.address,
            "breakable": _breakable,
        }
        self._templates.globals |= {
            "apis": APIS,
            "evidence": self.evidence,
            "languages": LANGUAGES,
            "server": server,
        }

    @property
    def version(self) -> str:
        """The version of the documents."""
        return str(self.index[0]["version"])

    def operations(self) -> Iterator[tuple[spec.Api, DocumentOperation]]:
        """Every operation that has a page: those of each API's own server."""
        for api, document in self.documents.items():
            for operation in document.operations():
                yield api, operation

    def address(self, operation: DocumentOperation) -> str:
        """The file of an operation's page; a webhook has that of the API whose server takes it."""
        return self._addresses[operation.id]

    def render(self, template: str, **facts: Any) -> Markup:
        """The text of a template, as HTML that is safe to put into a page."""
        return Markup(self._templates.get_template(f"{template}.html.jinja").render(**facts))  # noqa: S704  # the templates escape

    def pages(self) -> Iterator[Page]:
        """The pages of operations and objects, each API's overview before them."""
        for api, document in self.documents.items():
            yield Page(f"{api}.html", document.root["info"]["title"], self._overview(api))
            for operation in document.operations():
                yield Page(self.address(operation), vendor_name(operation), self._operation(api, operation))
            schemas = SchemaTables(document, self.evidence)
            body = self.render("objects", tables=schemas.tables(list(document.schemas)), api=api)
            yield Page(f"{api}-objects.html", f"Objects of {APIS[api]}", body)

    def codes_page(self) -> Page:
        """The error codes and the structures in which they come."""
        envelopes = [
            {
                "api": api,
                "name": name,
                **envelope,
                "when": codec.pretty(envelope["when"]).decode().rstrip(),
            }
            for api, document in self.documents.items()
            for name, schema in document.schemas.items()
            if (envelope := schema.get("x-error-envelope"))
        ]
        body = self.render(
            "codes",
            codes=self.codes,
            exceptions=self._exceptions(),
            envelopes=envelopes,
            operations={item.id: item for _, item in self.operations()},
        )
        return Page("codes.html", "Error codes", body)

    def _exceptions(self) -> dict[str, str]:
        return {code: refusal(code, self.codes)[0].__name__ for code in self.codes}

    def _overview(self, api: spec.Api) -> Markup:
        document = self.documents[api]
        editions = [entry for entry in self.index if entry["api"] == api]
        return self.render("api", api=api, document=document, editions=editions, beside=self._beside[api])

    def _operation(self, api: spec.Api, operation: DocumentOperation) -> Markup:
        schemas = SchemaTables(operation.document, self.evidence)
        sent = schemas.names_sent(operation)
        received = schemas.names_below(operation.node["responses"])
        return self.render(
            "operation",
            api=api,
            operation=operation,
            samples=self._samples(api, operation),
            parameters=[self._parameter(item, schemas) for item in operation.parameters],
            body=schemas.type(operation.body["schema"]) if operation.body else None,
            rules=schemas.rules(operation.body["schema"]) if operation.body else (),
            sent=schemas.tables(sent),
            responses=[
                self._response(status, node, operation, schemas)
                for status, node in operation.node["responses"].items()
            ],
            received=schemas.tables([name for name in received if name not in sent]),
            codes={code: entry for code, entry in self.codes.items() if operation.id in entry["operations"]}
            if api == "globale"
            else {},
            exceptions=self._exceptions(),
            asked=[item for _, item in self.operations() if item.id in operation.node["x-outcome-shown-by"]],
        )

    def _samples(self, api: spec.Api, operation: DocumentOperation) -> list[CodeSample]:
        return samples(api, operation, self.evidence, self.server)

    def _parameter(self, parameter: DocumentParameter, schemas: SchemaTables) -> ParameterRow:
        type_ = schemas.type(parameter.text_schema)
        return ParameterRow(
            name=parameter.name,
            place=parameter.place,
            type=Markup("{}, repeated").format(type_) if parameter.repeated else type_,
            required=parameter.required,
            description=inline(parameter.node["description"]),
            mark=self.evidence.mark(parameter.node["x-evidence"]),
        )

    def _response(
        self, status: str, node: Node, operation: DocumentOperation, schemas: SchemaTables
    ) -> ResponseRow:
        response = operation.document.resolve(node)
        media = operation.responses[status]
        return ResponseRow(
            status="any other" if status == "default" else status,
            description=inline(response["description"]),
            mark=self.evidence.mark(response["x-evidence"]),
            schema=schemas.type(media["schema"]) if media else Markup(),
            examples=tuple(
                (
                    example["summary"],
                    self.evidence.mark(example["x-evidence"]),
                    codec.pretty(example["value"]).decode().rstrip(),
                )
                for example in media.get("examples", {}).values()
                if "value" in example
            ),
        )


def _breakable(name: str) -> Markup:
    """A name that a narrow screen may break between its words, and nowhere else."""
    return Markup("<wbr>").join(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).split(" "))
