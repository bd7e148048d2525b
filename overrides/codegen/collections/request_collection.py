"""The documented requests of one API as a collection, before it is written for one API client.

Invariants: amounts keep their digits; a credential is never written, only the name of its variable; JSON in
the query is percent-encoded when it is sent and readable until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from codegen.documents.documented_requests import Argument, documented, vendor_name
from order_contract.document import Document, DocumentOperation, server_url
from order_contract.sandbox.settings import (
    DOCUMENTED_CALLBACK_GUID,
    DOCUMENTED_GUID,
    DOCUMENTED_ORGANIZATION,
    DOCUMENTED_TOKEN,
)
from order_contract.wire import codec

BASE_URL = "baseUrl"
RESET = "resetSandbox"
"""Set to `yes`, each request begins with a reset sandbox: three samples dispatch the same orders."""
_SANDBOX = "http://127.0.0.1:8080"
_GUID_OF_CALLBACK = "MerchantGUID"
"""The member of the callback's body by which the receiver recognises Global-e."""
_SANDBOX_CREDENTIALS = {
    "merchantGUID": DOCUMENTED_GUID,
    _GUID_OF_CALLBACK: DOCUMENTED_CALLBACK_GUID,
    "bearerAuth": DOCUMENTED_TOKEN,
    "organization": DOCUMENTED_ORGANIZATION,
}


@frozen
class JsonText:
    """A parameter that carries JSON: the script that runs before the request sets `variable`."""

    variable: str
    text: str

    @property
    def script(self) -> str:
        """A line of JavaScript that encodes the text."""
        return f"encodeURIComponent({_template_literal(self.text)})"


@frozen
class CollectionRequest:
    """One documented request. `url` has `{{variables}}`; `query` holds names with values, or JSON to set."""

    operation: str
    """What the vendor calls the operation."""
    name: str
    description: str
    method: str
    url: str
    query: tuple[tuple[str, str | JsonText], ...]
    headers: tuple[tuple[str, str], ...]
    body: str | None

    @property
    def json_texts(self) -> tuple[JsonText, ...]:
        """The JSON that stands in the query."""
        return tuple(value for _, value in self.query if isinstance(value, JsonText))

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """The query as an API client shows it: JSON by its variable."""
        return tuple(
            (name, f"{{{{{value.variable}}}}}" if isinstance(value, JsonText) else value)
            for name, value in self.query
        )

    def address(self, query: Sequence[tuple[str, str]]) -> str:
        """The URL with a query, whose values are written already."""
        return self.url + "".join(
            f"{'&' if number else '?'}{name}={value}" for number, (name, value) in enumerate(query)
        )


@frozen
class RequestCollection:
    """The requests of one API, with what they share."""

    name: str
    description: str
    requests: tuple[CollectionRequest, ...]
    scheme: Mapping[str, Any] | None
    """The security scheme that the collection sends itself, with its `variable`."""
    servers: tuple[tuple[str, str], ...]
    """Descriptions and URLs, the one to begin with first; the last is the sandbox."""
    credentials: tuple[str, ...]
    """Variables whose values are secrets."""
    refusals: tuple[Mapping[str, Any], ...]
    """The JSON Schemas that tell a refusal."""

    @property
    def sandbox_credentials(self) -> dict[str, str]:
        """What the sandbox takes: the values that the documents print."""
        return {RESET: "yes"} | {name: _SANDBOX_CREDENTIALS[name] for name in self.credentials}


NOTE = (
    "\n\nSet `baseUrl` and the credentials as variables. JSON in the query stands in each request's script "
    "before the request: change it there, it is sent percent-encoded. After each response, a test looks for "
    "a refusal in the body, because a refusal can come with status 200. Against the sandbox, set "
    "`resetSandbox` to `yes`: each request then begins from the sandbox's first state."
)


def request_collection(document: Mapping[str, Any]) -> RequestCollection:
    """Every documented request of an API, with its credentials as variables."""
    source = Document(document)
    schemes = document["components"].get("securitySchemes", {})
    required = list(next(iter(document.get("security", ())), {}))
    own = {**schemes[required[0]], "variable": required[0]} if required else None
    headers = tuple((schemes[name]["name"], f"{{{{{name}}}}}") for name in required[1:])
    in_body = not required
    return RequestCollection(
        name=document["info"]["title"],
        description=document["info"]["summary"] + NOTE,
        requests=tuple(
            request
            for operation in source.operations()
            for request in _requests(operation, headers, in_body=in_body)
        ),
        scheme=own,
        servers=(*_servers(document), ("Sandbox", _SANDBOX)),
        credentials=tuple(required) or (_GUID_OF_CALLBACK,),
        refusals=tuple(
            schema["x-error-envelope"]["when"]
            for schema in source.schemas.values()
            if "x-error-envelope" in schema
        ),
    )


def _servers(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    servers = document["servers"]
    for server in servers:
        name = server["description"].rstrip(".") if len(servers) > 1 else "Server"
        yield name, server_url(server)


def _requests(
    operation: DocumentOperation, headers: tuple[tuple[str, str], ...], *, in_body: bool
) -> Iterator[CollectionRequest]:
    items = list(documented(operation))
    for item in items:
        operation_name = vendor_name(operation)
        path = operation.path
        query: list[tuple[str, str | JsonText]] = []
        for parameter in operation.parameters:
            argument = item.parameters[parameter.name]
            if parameter.place == "path":
                path = path.replace(f"{{{parameter.name}}}", argument.value)
            else:
                query += _query(parameter.name, argument)
        yield CollectionRequest(
            operation=operation_name,
            name=operation_name + (f": {item.title}" if len(items) > 1 else ""),
            description=f"{item.title}.\n\n{operation.node['description']}",
            method=operation.method.upper(),
            url=f"{{{{{BASE_URL}}}}}{path}",
            query=tuple(query),
            headers=headers,
            body=_body(item.body, in_body=in_body) if item.body else None,
        )


def _query(name: str, argument: Argument) -> Iterator[tuple[str, str | JsonText]]:
    if argument.schema is None:
        yield name, argument.value
    elif isinstance(argument.value, list):
        for number, value in enumerate(argument.value, 1):
            yield name, JsonText(f"{name}{number}", codec.dumps(value).decode())
    else:
        yield name, JsonText(name, codec.dumps(argument.value).decode())


def _body(argument: Argument, *, in_body: bool) -> str:
    value = argument.value
    if in_body:
        value = {**value, _GUID_OF_CALLBACK: f"{{{{{_GUID_OF_CALLBACK}}}}}"}
    return codec.pretty(value).decode().rstrip("\n")


def _template_literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return f"`{escaped}`"
