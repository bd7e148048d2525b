"""A request as it comes, read step by step into what the rules work with.

Invariants: nothing is executed before all of it is read; each step refuses with a documented envelope;
time and memory stay within the settings' limits whatever the bytes are.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from order_contract.sandbox.errors import bad_request, by_status
from order_contract.sandbox.operations import QueryParameter, ServedOperation
from order_contract.sandbox.settings import Settings
from order_contract.wire import codec, media_type, query

Headers = Mapping[bytes, Sequence[bytes]]
"""The values by name in lower case, as ASGI gives it, in the order sent."""
Given = Mapping[str, Sequence[str]]
"""What the query gives: the values by folded name, in the order sent."""


class Incoming(NamedTuple):
    """A request that satisfies the schema: parameters by documented name (JSON ones as values), the body as
    the codec reads it, None without one.
    """

    operation: ServedOperation
    query: Mapping[str, Any]
    path: Mapping[str, str]
    body: Any


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers of an ASGI scope by name."""
    headers: dict[bytes, list[bytes]] = {}
    for name, value in raw:
        headers.setdefault(name, []).append(value)
    return headers


def header(headers: Headers, name: bytes) -> list[str]:
    """All values of a header."""
    return [value.decode("latin-1").strip() for value in headers[name]] if name in headers else []


def given(raw: bytes, settings: Settings) -> Given:
    """The query's parameters, decoded. Their names count without regard to case."""
    if len(raw) > settings.max_query:
        raise bad_request(f"the query string is longer than {settings.max_query} bytes")
    parameters: dict[str, list[str]] = {}
    try:
        for name, value in query.split(raw):
            parameters.setdefault(name.casefold(), []).append(value)
    except codec.CodecError as broken:
        raise bad_request(str(broken)) from None
    return parameters


def authorize(operation: ServedOperation, parameters: Given, headers: Headers, settings: Settings) -> None:
    """Ask for the caller's secret.

    Global-e's GUID comes in the query under a name in any case, or as a header (003:57 and a public page),
    and is compared without regard to case; S2's token and organisation are headers (004:12, 004:13).

    :raises Refusal: 401, it is missing or wrong.
    """
    if not operation.secured:
        return
    if operation.api == "s2":
        schemes = [value.split(None, 1) for value in header(headers, b"authorization")]
        tokens = [parts[1] if len(parts) == 2 and parts[0].lower() == "bearer" else "" for parts in schemes]
        organizations = [value.lower() for value in header(headers, b"x-s2-organization")]
        # Both are compared always, so that the time tells nothing of the first.
        known = [_same(tokens, settings.s2_token), _same(organizations, settings.s2_organization.lower())]
        if not all(known):
            raise by_status(
                HTTPStatus.UNAUTHORIZED, "The bearer token or X-S2-Organization is missing or unknown."
            )
        return
    guids = [
        guid.lower() for guid in (*parameters.get("merchantguid", ()), *header(headers, b"merchantguid"))
    ]
    if not _same(guids, settings.merchant_guid.lower()):
        raise by_status(HTTPStatus.UNAUTHORIZED, "The merchantGUID is missing or unknown.")


def same_secret(given: str, known: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), known.encode())


def _same(given: Iterable[str], known: str) -> bool:
    equal = [same_secret(value, known) for value in given]
    return bool(equal) and all(equal)


def read(
    operation: ServedOperation,
    path: Mapping[str, str],
    parameters: Given,
    headers: Headers,
    raw: bytes,
    settings: Settings,
) -> Incoming:
    """Judge parameters and body by the published schema.

    :raises Refusal: 400 for what the schema forbids, 415 for a body of another type.
    """
    content = _body(operation, headers, raw, settings)
    query: dict[str, Any] = {}
    for parameter in operation.parameters:
        values = parameters.get(parameter.folded)
        if values:
            query[parameter.name] = _parameter(parameter, values, settings)
        elif parameter.required:
            raise bad_request(f"{parameter.name} is required")
    return Incoming(operation, query, path, content)


def _parameter(parameter: QueryParameter, values: Sequence[str], settings: Settings) -> Any:
    name = parameter.name
    if parameter.repeated:
        parsed: Any = [
            _value(parameter, value, (name, index), settings) for index, value in enumerate(values)
        ]
        if len(parsed) == 1 and isinstance(parsed[0], list) and parsed[0]:
            # One parameter with all parcels in one array: no source has it, other servers of the vendor's
            # framework would take it.
            parsed = parsed[0]
    elif len(values) > 1:
        raise bad_request(f"{name} is given {len(values)} times")
    else:
        parsed = _value(parameter, values[0], (name,), settings)
    return (
        parsed
        if parameter.content is None
        else parameter.content.read(parsed, name, size=sum(map(len, values)))
    )


def _value(parameter: QueryParameter, text: str, place: Sequence[str | int], settings: Settings) -> Any:
    if parameter.plain is not None:
        parameter.plain.read(text, *place)
    return text if parameter.content is None else json_of(text, place, settings)


def _body(operation: ServedOperation, headers: Headers, raw: bytes, settings: Settings) -> Any:
    if not raw:
        # A public client sends an empty body with a content type to methods that take none (SFCC).
        if operation.body_required:
            raise bad_request("the body is required")
        return None
    require_json(headers)
    if operation.body is None:
        return None
    return operation.body.read(json_of(raw, ("the body",), settings), size=len(raw))


def require_json(headers: Headers) -> None:
    """Ask for the content type of JSON, which a web page cannot send without asking first (CORS).

    :raises RefusalError: 415, it is another, or none.
    """
    if headers.get(b"content-type") == [b"application/json"]:
        return
    types = header(headers, b"content-type")
    media = media_type.parse(types[0] if types else "")
    if media.name != "application/json" or not media.is_utf_8:
        raise by_status(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be sent as application/json in UTF-8."
        )


def json_of(raw: bytes | str, place: Sequence[str | int], settings: Settings) -> Any:
    """A JSON text within the limits.

    :raises Refusal: it is none, names a member twice, or is nested too deeply.
    """
    data = raw.encode() if isinstance(raw, str) else raw
    try:
        value = codec.loads(data, unique=True)
    except codec.CodecError as broken:
        raise bad_request(f"{codec.pointer(place)}: {broken}") from None
    if data.count(b"[") + data.count(b"{") > settings.max_depth and _deeper(value, settings.max_depth):
        raise bad_request(f"{codec.pointer(place)}: nested more than {settings.max_depth} levels deep")
    return value


def _deeper(value: Any, limit: int) -> bool:
    """Whether lists and objects are nested more than so many levels; level by level, because recursion is
    what the limit protects.
    """
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(limit):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) in _CONTAINERS
        ]
        if not level:
            return False
    return True


_CONTAINERS: Final = frozenset((dict, list))
