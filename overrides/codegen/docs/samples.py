"""Each documented request as curl, Python, JavaScript and the bytes on the wire.

Invariant: the bytes are those that our own client sends for the documented values, with the credentials that
the documents print; curl sends the same URL, headers and body.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

import httpx2
from attrs import frozen

from codegen import CodegenError
from codegen.docs import python
from codegen.docs.evidence import Evidence
from codegen.documents.contract_tables import client_method
from codegen.documents.documented_requests import Argument, Documented, documented
from order_contract.callback import Notifier
from order_contract.cli.call import DryRun, Nowhere
from order_contract.document import DocumentOperation, server_url
from order_contract.globale import GlobalEClient
from order_contract.s2 import S2Client
from order_contract.sandbox.settings import DOCUMENTED_GUID, DOCUMENTED_ORGANIZATION, DOCUMENTED_TOKEN
from order_contract.wire import codec, curl, query

_CREDENTIALS = ("Authorization", "X-S2-Organization")
_SHOWN = ("Host", *_CREDENTIALS, "Content-Type", "Content-Length")


@frozen
class CodeSample:
    """One documented request.

    `evidence` is in words; the other members are text to copy, `wire` with line feeds for line ends.
    """

    title: str
    evidence: str
    curl: str
    python: str
    javascript: str
    wire: str
    decoded: str


def samples(api: str, operation: DocumentOperation, evidence: Evidence, server: str = "") -> list[CodeSample]:
    """Every documented request of an operation of the server that this API describes.

    :param server: the base URL to call, such as that of a sandbox; empty for the one of the document.
    """
    host = server or _host(operation.document.root)
    return [_sample(api, operation, item, evidence, host) for item in documented(operation)]


def _sample(
    api: str, operation: DocumentOperation, item: Documented, evidence: Evidence, host: str
) -> CodeSample:
    arguments = _arguments(api, operation, item)
    request = _request(api, operation, host, arguments)
    return CodeSample(
        item.title,
        evidence.together(item.evidence),
        _curl(request),
        _python(api, operation, host, arguments),
        _javascript(request),
        _wire(request),
        _decoded(request),
    )


def _host(document: Mapping[str, Any]) -> str:
    """The first server: the one to try things on, where there are several."""
    return server_url(document["servers"][0])


def _arguments(api: str, operation: DocumentOperation, item: Documented) -> list[Argument]:
    """What the client's method is given, in its order: `order_status` is orderStatus, `parcels` is
    parcelsList, any other name is the body.
    """
    if api == "merchant":
        return [item.body] if item.body else []
    client, name = S2Client if api == "s2" else GlobalEClient, client_method(operation.id)
    method = getattr(client, name, None)
    if method is None:
        raise CodegenError(
            f"{client.__name__} has no method {name} for {operation.id}; CONTRIBUTING.md says where it goes"
        )
    arguments = []
    positional = [
        name
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.kind is not parameter.KEYWORD_ONLY
    ]
    for name in positional[1:]:
        folded = name.replace("_", "")
        argument = next(
            (value for wire, value in item.parameters.items() if wire.lower().removesuffix("list") == folded),
            item.body,
        )
        arguments += [argument] if argument else []
    return arguments


def _request(api: str, operation: DocumentOperation, host: str, arguments: list[Argument]) -> httpx2.Request:
    values = [argument.value for argument in arguments]
    try:
        with httpx2.Client(transport=Nowhere()) as http:
            if api == "merchant":
                Notifier(host + operation.path, http_client=http).deliver(*values)
            elif api == "s2":
                S2Client(host, DOCUMENTED_TOKEN, DOCUMENTED_ORGANIZATION, http_client=http).update_order(
                    *values
                )
            else:
                getattr(GlobalEClient(host, DOCUMENTED_GUID, http_client=http), client_method(operation.id))(
                    *values
                )
    except DryRun as prepared:
        return prepared.request
    raise AssertionError(f"{operation.id} sent nothing")


def _headers(request: httpx2.Request) -> dict[str, str]:
    """Those that a caller writes."""
    names = (*_CREDENTIALS, "Content-Type")
    return {name: request.headers[name] for name in names if name in request.headers}


def _curl(request: httpx2.Request) -> str:
    return curl.command(
        request.method, str(request.url), _headers(request), request.content, separator=" \\\n  "
    )


def _javascript(request: httpx2.Request) -> str:
    headers = _headers(request)
    lines = [f"const response = await fetch({json.dumps(str(request.url))}, {{"]
    lines.append(f"  method: {json.dumps(request.method)},")
    lines += [f"  headers: {json.dumps(headers)},"] if headers else []
    lines += [f"  body: {json.dumps(request.content.decode())},"] if request.content else []
    return "\n".join((*lines, "});", "console.log(response.status, await response.text());"))


def _wire(request: httpx2.Request) -> str:
    """The message as it goes out, without the headers that only say which program sent it."""
    head = [f"{request.method} {request.url.raw_path.decode('ascii')} HTTP/1.1"]
    head += [f"{name}: {request.headers[name]}" for name in _SHOWN if name in request.headers]
    return "\n".join(head) + "\n\n" + request.content.decode()


def _decoded(request: httpx2.Request) -> str:
    """The same for reading: each parameter of the query decoded, JSON in it and in the body laid out."""
    parts = [f"{request.method} {request.url.path}"]
    parts += [
        f"{name} =\n{_laid_out(value)}" if value[:1] == "{" else f"{name} = {value}"
        for name, value in query.split(request.url.query)
    ]
    if request.content:
        parts.append(f"body =\n{_laid_out(request.content)}")
    return "\n\n".join(parts)


def _laid_out(text: bytes | str) -> str:
    return codec.pretty(codec.loads(text)).decode().rstrip("\n")


def _python(api: str, operation: DocumentOperation, host: str, arguments: list[Argument]) -> str:
    if api == "merchant":
        return python.program(
            "callback", "Notifier", [host + operation.path], "globale", "deliver", arguments
        )
    if api == "s2":
        return python.program(
            "s2",
            "S2Client",
            [host, DOCUMENTED_TOKEN, DOCUMENTED_ORGANIZATION],
            "s2",
            client_method(operation.id),
            arguments,
        )
    return python.program(
        "globale", "GlobalEClient", [host, DOCUMENTED_GUID], "globale", client_method(operation.id), arguments
    )
