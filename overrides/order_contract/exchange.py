"""One request and the judgement of its answer: what the clients share, synchronous and not.

Invariants: everything is validated before anything is sent; an answer is judged by its body first, then by its status; bytes become numbers in
`wire.codec` only; the secret never stands in a URL that is logged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

import httpx
from attrs import field, frozen
from pydantic import ValidationError

from order_contract import redaction
from order_contract.errors import (
    ApiError,
    InvalidRequest,
    NoAnswer,
    Refused,
    Unauthorized,
    UndocumentedStatus,
    UnexpectedAnswer,
    UnreadableAnswer,
    refusal,
)
from order_contract.wire import assertions, codec
from order_contract.wire.model import WRITE, WireModel

T = TypeVar("T")
M = TypeVar("M", bound=WireModel)
Argument: TypeAlias = M | Mapping[str, Any]

DEFAULT_TIMEOUT = 30.0
redaction.install()


@frozen
class Contract:
    """The generated tables of one API."""

    operations: Mapping[str, Mapping[str, Any]]
    envelopes: Mapping[str, Mapping[str, Any]]
    assertions: assertions.Table
    error_codes: Mapping[str, Mapping[str, Any]]


@frozen
class Call(Generic[T]):
    """A validated request, ready to be sent, and how its documented answer is read."""

    contract: Contract
    operation: str
    request: Mapping[str, Any] = field(repr=False)
    read: Callable[[int, bytes], Any] = field(repr=False)

    def judge(self, status: int, content: bytes) -> T:
        """The documented answer, or the exception that says what came instead."""
        documented = self.contract.operations[self.operation]
        try:
            body = codec.loads(content)
        except codec.CodecError:
            if status == httpx.codes.UNAUTHORIZED:
                raise Unauthorized(self.operation, status, content) from None
            raise UnreadableAnswer(self.operation, status, content) from None
        for name in documented["envelopes"]:
            envelope = self.contract.envelopes[name]
            if assertions.holds(envelope["when"], body):
                raise self._refusal(envelope, body, status, content)
        if not 200 <= status < 300:
            if status == httpx.codes.UNAUTHORIZED:
                raise Unauthorized(self.operation, status, content)
            if str(status) not in documented["statuses"]:
                raise UndocumentedStatus(self.operation, status, content)
            if not documented["envelopes"]:
                raise Refused(self.operation, status, content)
            raise UnexpectedAnswer(self.operation, status, content, [("the body", "is none of the documented refusals")])
        try:
            answer: T = self.read(200, content)
        except ValidationError as broken:
            raise UnexpectedAnswer(self.operation, status, content, problems(broken)) from None
        except (TypeError, AttributeError):
            raise UnexpectedAnswer(self.operation, status, content, [("the body", "is of another JSON type")]) from None
        if isinstance(answer, list) and not isinstance(body, list):  # an empty object or text must not pass for an empty list
            raise UnexpectedAnswer(self.operation, status, content, [("the body", "is of another JSON type")])
        return answer

    def _refusal(self, envelope: Mapping[str, Any], body: Mapping[str, Any], status: int, content: bytes) -> ApiError:
        folded = {key.casefold(): value for key, value in body.items()}
        said = {part: folded.get(envelope[part].casefold()) for part in ("code", "message", "description") if part in envelope}
        code, error, description = (None if said.get(part) is None else str(said[part]) for part in ("code", "message", "description"))
        kind, meaning = refusal(code or (str(status) if status == httpx.codes.UNAUTHORIZED else None), self.contract.error_codes)
        return kind(self.operation, status, content, code=code, error=error, description=description, meaning=meaning)


def problems(broken: ValidationError, prefix: Sequence[str | int] = ()) -> list[tuple[str, str]]:
    """Each place that a validation refused, by its wire path, with a sentence. No value is quoted."""
    return [
        (codec.pointer((*prefix, *(part for part in error["loc"]))), "is required" if error["type"] == "missing" else _sentence(error["msg"]))
        for error in broken.errors(include_url=False, include_input=False, include_context=False)
    ]


def _sentence(message: str) -> str:
    return (
        "m" + message.removeprefix("Input should").replace(" be", "ust be", 1)
        if message.startswith("Input should be")
        else message[:1].lower() + message[1:]
    )


class Outgoing:
    """Collects and validates the arguments of one call; all problems are reported at once."""

    def __init__(self, contract: Contract, operation: str, *, allow_unknown: bool) -> None:
        self.contract = contract
        self.operation = operation
        self.allow_unknown = allow_unknown
        self.found: list[tuple[str, str]] = []

    def model(self, kind: type[M], value: Argument[M], *path: str | int) -> M:
        """The model of a model or of a mapping in wire names, as it will be sent."""
        if isinstance(value, WireModel):
            data: Any = value.model_dump(by_alias=True, exclude_unset=True, warnings=False)  # judged below, without quoting values
            if not isinstance(value, kind):
                self.found.append((codec.pointer(path), f"must be a {kind.__name__} or a mapping, not a {type(value).__name__}"))
                return kind.model_construct()
        elif isinstance(value, Mapping):
            data = value
        else:
            self.found.append((codec.pointer(path), f"must be a {kind.__name__} or a mapping, not {type(value).__name__}"))
            return kind.model_construct()
        try:
            model = kind.model_validate(data, context=WRITE)
        except ValidationError as broken:
            self.found += problems(broken, path)
            return kind.model_construct()
        wire = model.model_dump(by_alias=True, exclude_unset=True)
        rules = {"$ref": kind.__name__}
        found = list(assertions.violations(rules, wire, self.contract.assertions, path))
        if not self.allow_unknown:
            found += assertions.unknown_members(rules, wire, self.contract.assertions, path)
        self.found += [(codec.pointer(place), sentence) for place, sentence in found]
        return model

    def models(self, kind: type[M], values: Iterable[Argument[M]], *path: str | int) -> list[M]:
        """The same for a list."""
        if isinstance(values, (str, bytes, Mapping, WireModel)) or not isinstance(values, Iterable):
            self.found.append((codec.pointer(path), f"must be a list of {kind.__name__}"))
            return []
        return [self.model(kind, value, *path, index) for index, value in enumerate(values)]

    def text(self, value: str, *path: str | int) -> str:
        """A required, non-empty string."""
        if not isinstance(value, str) or not value.strip():
            self.found.append((codec.pointer(path), "must be a non-empty string"))
        elif _half_surrogate(value):
            self.found.append((codec.pointer(path), "holds half of a surrogate pair"))
        return value

    def refuse(self, place: str, sentence: str) -> None:
        """Note a problem that no schema can say."""
        self.found.append((place, sentence))

    def call(self, request: Callable[[], Mapping[str, Any]], read: Callable[[int, bytes], Any]) -> Call[Any]:
        """The call, when nothing was found.

        :raises InvalidRequest: with everything that was found.
        """
        if self.found:
            raise InvalidRequest(self.operation, self.found)
        try:
            arguments = request()
        except codec.CodecError as broken:
            raise InvalidRequest(self.operation, [("the request", str(broken))]) from None
        return Call(self.contract, self.operation, arguments, read)


def _half_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


@frozen
class Credentials:
    """What identifies the caller: added to the query or the headers of each request, never shown."""

    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(factory=dict, repr=False)


@frozen
class Sender:
    """Turns calls into requests of an httpx client. Holds no connection itself."""

    base_url: str
    credentials: Credentials = field(repr=False)
    timeout: httpx.Timeout | float | None

    def request(self, client: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> httpx.Request:
        """The request as it goes over the wire."""
        arguments = dict(call.request)
        parameters: list[tuple[str, str | int | float | bool | None]] = [*self.credentials.query]
        for name, value in arguments.pop("params", {}).items():
            parameters += [(name, item) for item in value] if isinstance(value, list) else [(name, value)]
        headers = {"Accept": "application/json", **arguments.pop("headers", {}), **self.credentials.headers}
        try:
            return client.build_request(
                arguments["method"].upper(),
                self.base_url + arguments["url"],
                params=parameters or None,
                content=arguments.get("content"),
                headers=headers,
                timeout=self.timeout,
            )
        except httpx.InvalidURL:
            raise InvalidRequest(call.operation, [("the URL", "is too long: what stands in the query string must be shorter")]) from None

    @property
    def shown(self) -> str:
        """The address as people may see it, without user and password."""
        return str(httpx.URL(self.base_url).copy_with(userinfo=b""))

    def failed(self, call: Call[Any], error: httpx.HTTPError) -> NoAnswer:
        """The exception for a request that got no answer."""
        unsent = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol))
        return NoAnswer(call.operation, sent=not unsent, reason=type(error).__name__)


def secret_problems(**secrets: Any) -> list[tuple[str, str]]:
    """What is wrong with secrets, by the name of each; none is quoted. One read from a file often ends in a line feed, which no header carries."""
    empty = [(name, "must be a non-empty string") for name, value in secrets.items() if not isinstance(value, str) or not value.strip()]
    texts = [(name, value) for name, value in secrets.items() if isinstance(value, str) and value.strip()]
    odd = [name for name, value in texts if not value.isascii() or not value.isprintable() or value != value.strip()]
    return empty + [(name, "must be printable ASCII without blanks around it") for name in odd]


def sender(base_url: str, credentials: Credentials, timeout: httpx.Timeout | float | None) -> Sender:
    """A sender to one server.

    :raises InvalidRequest: the address is no http or https URL.
    """
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError):
        raise InvalidRequest("the client", [("base_url", "must be an http or https URL")]) from None
    if url.scheme not in ("http", "https") or not url.host or "?" in base_url or "#" in base_url:
        raise InvalidRequest("the client", [("base_url", "must be an http or https URL without a query")])
    return Sender(str(url).rstrip("/"), credentials, timeout)


def exchange(client: httpx.Client, sender: Sender, call: Call[T]) -> T:
    """Send one call and judge its answer."""
    try:
        response = client.send(sender.request(client, call), follow_redirects=False)
    except httpx.HTTPError as error:
        raise sender.failed(call, error) from error
    return call.judge(response.status_code, response.content)


async def async_exchange(client: httpx.AsyncClient, sender: Sender, call: Call[T]) -> T:
    """The same without blocking."""
    try:
        response = await client.send(sender.request(client, call), follow_redirects=False)
    except httpx.HTTPError as error:
        raise sender.failed(call, error) from error
    return call.judge(response.status_code, response.content)
