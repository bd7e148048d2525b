"""What goes to a server and what comes back: one sender, the course of one call, the response in full.
`clients` does the input and output.

Invariants: what may have been delivered is repeated only when the contract calls it repeatable; bytes are
taken in under a limit and a deadline; neither a secret nor a server's words stand in an exception's text, in
the errors behind it, or in an event.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import httpx

from order_contract.errors import (
    ApiError,
    ContentEncodingError,
    InvalidRequestError,
    NoResponseError,
    OutcomeUnknownError,
    RefusedError,
    ResponseTooLargeError,
    ServerFailedError,
    advice,
)
from order_contract.http import log_redaction
from order_contract.http.body import (
    ACCEPTED,
    MAX_RESPONSE_BYTES,
    BodyTooLargeError,
    BoundedBody,
    UndecodableBodyError,
)
from order_contract.retries import Retries, RetryLoop, seconds

if TYPE_CHECKING:
    from order_contract.http.call import Call

T = TypeVar("T")
_DEFERRED: Final = (429, 503)
_PASSING: Final = (429, 502, 503, 504)
_UNSENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_QUOTING: Final = (httpx.RemoteProtocolError, httpx.LocalProtocolError, httpx.ProxyError, httpx.InvalidURL)
_TOKEN: Final = re.compile(r"\b(jwt|token)", re.IGNORECASE)
_log: Final = logging.getLogger("order_contract")
log_redaction.install()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What identifies the caller: added to the query or the headers of each request, never shown."""

    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


NO_CREDENTIALS: Final = Credentials()


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one attempt: `kind` is `request`, `response`, `failure` or `pause`. Holds nothing of
    the request's or the response's content.

    `elapsed` counts seconds since the call began, `seconds` those of an attempt that ended, `pause` those
    until the next one; `error` is the class of a failure. Each `request` is followed by one `response` or
    `failure`.
    """

    kind: str
    operation: str
    method: str
    url: str
    attempt: int
    elapsed: float
    status_code: int | None = None
    error: str | None = None
    pause: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class RawResponse(Generic[T]):
    """A response in full, whatever it is.

    `elapsed` counts the seconds of the whole call, pauses included; `content` is unpacked, and empty when
    `broken` says why it was thrown away: `ResponseTooLargeError` or `ContentEncodingError`.
    """

    operation: str
    status_code: int
    headers: httpx.Headers = field(repr=False)
    content: bytes = field(repr=False)
    elapsed: float
    attempts: int
    _call: Call[T] = field(repr=False)
    broken: type[ApiError] | None = None

    @property
    def repeatable(self) -> bool:
        """Whether the contract lets this call be repeated whatever became of it."""
        return self._call.repeatable

    @property
    def parsed(self) -> T:
        """The documented response.

        :raises ApiError: what the method itself would have raised.
        """
        try:
            if self.broken is not None:
                raise self.broken(self.operation, self.status_code)
            return self._call.judge(self.status_code, self.content)
        except ApiError as error:
            error.attempts = self.attempts
            if not self._call.repeatable and _outcome_is_unknown(error):
                error.outcome_unknown, error.digest, error.ask_next = (
                    True,
                    self._call.digest,
                    self._call.ask_next,
                )
                error.add_note(f"It may have been carried out: {advice(error.ask_next)}.")
            raise

    @property
    def error(self) -> ApiError | None:
        """What the method itself would have raised; None for the documented response."""
        try:
            self.parsed  # noqa: B018  # judged here
        except ApiError as error:
            return error
        return None


@dataclass(frozen=True)
class Sender:
    """Turns calls into requests of an httpx client. Holds no connection itself."""

    base_url: str
    credentials: Credentials = field(repr=False)
    timeout: httpx.Timeout | float | None
    retries: Retries = field(default_factory=Retries)
    max_response_bytes: int = MAX_RESPONSE_BYTES
    on_event: Callable[[Event], object] | None = field(default=None, repr=False)

    def request(
        self,
        client: httpx.Client | httpx.AsyncClient,
        call: Call[Any],
        extra: Credentials | None = None,
        remaining: float = math.inf,
    ) -> httpx.Request:
        """The request as it goes over the wire.

        :param extra: what comes besides the sender's own, such as a token.
        :param remaining: seconds that no phase may outlast.
        """
        arguments = dict(call.request)
        parameters: list[tuple[str, str | int | float | bool | None]] = [*self.credentials.query]
        for name, value in arguments.pop("params", {}).items():
            parameters += [(name, item) for item in value] if isinstance(value, list) else [(name, value)]
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": ACCEPTED,
            **arguments.pop("headers", {}),
            **self.credentials.headers,
            **(extra.headers if extra else {}),
        }
        phases = {
            name: _least(given, remaining) for name, given in httpx.Timeout(self.timeout).as_dict().items()
        }
        try:
            return client.build_request(
                arguments["method"].upper(),
                self.base_url + arguments["url"],
                params=parameters or None,
                content=arguments.get("content"),
                headers=headers,
                timeout=httpx.Timeout(**phases),
            )
        except httpx.InvalidURL:
            raise InvalidRequestError(
                call.operation, [("the URL", "is too long: what stands in the query string must be shorter")]
            ) from None

    @property
    def shown(self) -> str:
        """The address as people may see it, without user and password."""
        return str(httpx.URL(self.base_url).copy_with(userinfo=b""))


def names_token(error: RefusedError) -> bool:
    """Whether a refusal is about the token: then nothing was done."""
    return _TOKEN.search(f"{error.error} {error.description}") is not None


def _outcome_is_unknown(error: ApiError) -> bool:
    """Whether the work may have been done although this was answered.

    A server's own failure can come after the work, in a refusal's clothes.
    """
    if not isinstance(error, RefusedError):
        return True
    failed = isinstance(error, ServerFailedError) or (
        type(error) is RefusedError and error.status_code >= httpx.codes.INTERNAL_SERVER_ERROR
    )
    return failed and error.status_code != httpx.codes.TOO_MANY_REQUESTS and not names_token(error)


def _least(given: float | None, remaining: float) -> float | None:
    least = min(math.inf if given is None else given, max(remaining, 0.001))
    return None if math.isinf(least) else least


def sender(
    base_url: str, credentials: Credentials, timeout: httpx.Timeout | float | None, **options: Any
) -> Sender:
    """A sender to one server; None among the options stands for the default.

    :raises InvalidRequestError: the address is no http or https URL, or the limit is none.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError):
        raise InvalidRequestError("the client", [("base_url", "must be an http or https URL")]) from None
    if url.scheme not in ("http", "https") or not url.host or "?" in base_url or "#" in base_url:
        raise InvalidRequestError(
            "the client", [("base_url", "must be an http or https URL without a query")]
        )
    if given.get("max_response_bytes", 1) < 1:
        raise InvalidRequestError("the client", [("max_response_bytes", "must be above zero")])
    return Sender(str(url).rstrip("/"), credentials, timeout, **given)


class CallAttempts(RetryLoop[RawResponse[T] | NoResponseError], Generic[T]):
    """One call on its way: builds its attempts and decides after each. Does no input or output itself.

    An attempt ends in a `RawResponse[T]` or a `NoResponseError`.
    """

    def __init__(self, client: httpx.Client | httpx.AsyncClient, sender: Sender, call: Call[T]) -> None:
        super().__init__(sender.retries)
        self._client = client
        self._sender = sender
        self.call = call
        self._shown = ""
        self._begun = 0.0

    def request(self, extra: Credentials | None = None) -> httpx.Request:
        """The request of the next attempt."""
        request = self._sender.request(self._client, self.call, extra, self.remaining)
        self.attempts += 1
        self._begun = self.elapsed
        self._shown = log_redaction.masked(request.url)
        self._tell("request")
        return request

    def intake(self, response: httpx.Response) -> BoundedBody:
        """Where the bytes of a response go. What a mock or a hook has read already is unpacked."""
        if not response.is_stream_consumed:
            return BoundedBody(response.headers.get("content-encoding", ""), self._sender.max_response_bytes)
        intake = BoundedBody("", self._sender.max_response_bytes)
        intake.take(response.content)
        return intake

    def take(self, intake: BoundedBody, piece: bytes) -> None:
        """Take in the next piece of a response.

        :raises TimeoutError: the deadline has passed.
        """
        intake.take(piece)
        if self.remaining <= 0:
            raise TimeoutError

    def answered(
        self, response: httpx.Response, content: bytes | BodyTooLargeError | UndecodableBodyError
    ) -> RawResponse[T]:
        """The end of an attempt that got a response."""
        self._tell("response", status_code=response.status_code, seconds=self.elapsed - self._begun)
        broken = (
            None
            if isinstance(content, bytes)
            else ResponseTooLargeError
            if isinstance(content, BodyTooLargeError)
            else ContentEncodingError
        )
        return RawResponse(
            self.call.operation,
            response.status_code,
            response.headers,
            content if isinstance(content, bytes) else b"",
            self.elapsed,
            self.attempts,
            self.call,
            broken,
        )

    def failed(self, error: Exception) -> NoResponseError:
        """The end of an attempt that got none: returned, so that no exception drags the request along as its
        context.
        """
        late = isinstance(error, (httpx.ReadTimeout, httpx.WriteTimeout)) and self.remaining <= 0
        reason = "DeadlineExceeded" if late or isinstance(error, TimeoutError) else type(error).__name__
        self._tell("failure", error=reason, seconds=self.elapsed - self._begun)
        sent = not isinstance(error, _UNSENT)
        found = NoResponseError(self.call.operation, sent=sent, reason=reason)
        if sent and not self.call.repeatable:
            found = OutcomeUnknownError(
                self.call.operation, reason=reason, digest=self.call.digest, ask_next=self.call.ask_next
            )
        found.attempts = self.attempts
        found.__cause__ = _sanitized(error)
        return found

    def abandoned(self, error: BaseException) -> None:
        """Told of an attempt that the caller broke off, by an interrupt or by cancelling its task."""
        self._tell("failure", error=type(error).__name__, seconds=self.elapsed - self._begun)

    def repeatable(self, end: RawResponse[T] | NoResponseError) -> bool:
        """Whether another attempt does no harm, and can do any good."""
        if isinstance(end, NoResponseError):
            useless = isinstance(end.__cause__, (httpx.UnsupportedProtocol, httpx.LocalProtocolError))
            return not useless and (self.call.repeatable or not end.sent)
        # With Retry-After the server says so before the work, unless its body is the documented success.
        deferred = (
            end.status_code in _DEFERRED
            and seconds(self.retry_after(end)) is not None
            and replace(end, status_code=200).error is not None
        )
        return deferred or (self.call.repeatable and end.status_code in _PASSING)

    def retry_after(self, end: RawResponse[T] | NoResponseError) -> str | None:
        """What the server asked for."""
        return None if isinstance(end, NoResponseError) else end.headers.get("retry-after")

    def pausing(self, seconds: float) -> None:
        """Tell of a pause."""
        self._tell("pause", pause=seconds)

    def _tell(self, kind: str, **what: Any) -> None:
        if self._sender.on_event is None:
            return
        event = Event(
            kind,
            self.call.operation,
            self.call.request["method"].upper(),
            self._shown,
            self.attempts,
            self.elapsed,
            **what,
        )
        try:
            self._sender.on_event(event)
        except Exception as broken:  # noqa: BLE001  # a failing metric must not hide what became of a refund
            _log.warning("on_event raised %s", type(broken).__name__)


def _sanitized(error: Exception) -> Exception:
    """The error as it may be shown: those that quote a server's or our own bytes lose their text."""
    quoting: type[Exception] | None = next((kind for kind in _QUOTING if isinstance(error, kind)), None)
    return quoting("not shown, it may quote what was sent") if quoting else error.with_traceback(None)
