"""A collection in Bruno's format: a folder of .bru files.

Invariant: secrets have names in the environments of the vendor and no values; the sandbox's environment has
the values that the documents print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from codegen.collections.request_collection import (
    BASE_URL,
    RESET,
    CollectionRequest,
    RequestCollection,
)
from order_contract.wire import codec

_SETTINGS = "settings {\n  encodeUrl: false\n}"


def bruno(collection: RequestCollection) -> dict[str, bytes]:
    """The files of the collection by their paths."""
    files = {
        "bruno.json": codec.pretty({"version": "1", "name": collection.name, "type": "collection"}),
        "collection.bru": _collection(collection),
    }
    for description, url in collection.servers:
        sandbox = collection.sandbox_credentials if description == "Sandbox" else None
        files[f"environments/{_file_name(description)}.bru"] = _environment(collection, url, sandbox)
    for number, request in enumerate(collection.requests, 1):
        name = f"{number:02}-{_file_name(request.operation)}.bru"
        files[name] = _request(request, number, _key_in_query(collection))
    return files


def _file_name(name: str) -> str:
    return re.sub(r"\W+", "-", name).strip("-")


def _text(*blocks: str) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode()


def _block(name: str, values: Mapping[str, str] | tuple[tuple[str, str], ...]) -> str:
    pairs = values.items() if isinstance(values, Mapping) else values
    return "\n".join([f"{name} {{", *(f"  {key}: {value}" for key, value in pairs), "}"])


def _lines(name: str, text: str) -> str:
    return "\n".join([f"{name} {{", *(f"  {line}".rstrip() for line in text.splitlines()), "}"])


def _collection(collection: RequestCollection) -> bytes:
    reset = (
        f'if (bru.getEnvVar("{RESET}") === "yes") {{\n'
        f'  const url = bru.getEnvVar("{BASE_URL}") + "/sandbox/reset";\n'
        '  await bru.sendRequest({ method: "POST", url });\n'
        "}"
    )
    return _text(
        *_auth(collection),
        _lines("script:pre-request", reset),
        _lines("tests", _test(collection)),
        _lines("docs", collection.description),
    )


def _auth(collection: RequestCollection) -> Iterator[str]:
    scheme = collection.scheme
    if scheme is not None and scheme["type"] == "http":
        yield _block("auth", {"mode": "bearer"})
        yield _block("auth:bearer", {"token": f"{{{{{scheme['variable']}}}}}"})


def _key_in_query(collection: RequestCollection) -> tuple[tuple[str, str], ...]:
    # Given a key for the query in `auth:apikey`, Bruno (@usebruno/cli 4.1.0) reads the URL before it fills in
    # variables, finds `{{baseUrl}}` invalid and sends no key. So the key stands in each request.
    scheme = collection.scheme
    if scheme is None or scheme["type"] == "http":
        return ()
    return ((scheme["name"], f"{{{{{scheme['variable']}}}}}"),)


def _environment(collection: RequestCollection, url: str, values: Mapping[str, str] | None) -> bytes:
    if values is not None:
        return _text(_block("vars", {BASE_URL: url, **values}))
    names = ",\n".join(f"  {name}" for name in collection.credentials)
    return _text(_block("vars", {BASE_URL: url}), f"vars:secret [\n{names}\n]")


def _request(request: CollectionRequest, number: int, key_in_query: tuple[tuple[str, str], ...]) -> bytes:
    query = (*request.values, *key_in_query)
    body = "json" if request.body else "none"
    blocks = [
        _block("meta", {"name": request.name, "type": "http", "seq": str(number)}),
        _block(request.method.lower(), {"url": request.address(query), "body": body, "auth": "inherit"}),
    ]
    if query:
        blocks.append(_block("params:query", query))
    if request.headers:
        blocks.append(_block("headers", request.headers))
    if request.body:
        blocks.append(_lines("body:json", request.body))
    if request.json_texts:
        script = "\n".join(f'bru.setVar("{json.variable}", {json.script});' for json in request.json_texts)
        blocks.append(_lines("script:pre-request", script))
    return _text(*blocks, _SETTINGS, _lines("docs", request.description))


def _test(collection: RequestCollection) -> str:
    return "\n".join(
        [
            'const Ajv = require("ajv");',
            f"const refusals = {codec.dumps(list(collection.refusals)).decode()};",
            'test("status 200", () => expect(res.getStatus()).to.equal(200));',
            'test("the body is JSON and not a refusal", () => {',
            "  const body = res.getBody();",
            '  expect(body).to.be.an.instanceof(Object, "JSON");',
            "  const ajv = new Ajv({ strict: false });",
            "  for (const refusal of refusals) expect(ajv.validate(refusal, body)).to.equal(false);",
            "});",
        ]
    )
