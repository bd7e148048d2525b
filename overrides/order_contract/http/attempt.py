"""The attempts of one call: builds their requests and decides after each. Does no input or output itself.

Invariants: a call that must not be repeated is sent again only while it certainly never left; a response is
always final for it, whatever its status, headers or text; bytes are taken in under a limit and a deadline;
neither a secret nor a server's words stand in an exception's text, in the errors behind it, or in an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import httpx2

from order_contract.errors import (
    ContentEncodingError,
    NoResponseError,
    OutcomeUnknownError,
    ResponseTooLargeError,
    advice,
)
from order_contract.http import log_redaction
from order_contract.http.auth import Credentials
from order_contract.http.body import BodyTooLargeError, BoundedBody, UndecodableBodyError
from order_contract.http.deadline import RequestWatch, enforce_deadline
from order_contract.http.events import Event, emit
from order_contract.http.response import RawResponse
from order_contract.http.retry import REAL_TIME, RetryLoop, Timing, seconds

if TYPE_CHECKING:
    from order_contract.http.call import Call
    from order_contract.http.request import Sender

T = TypeVar("T")
End = RawResponse[T] | NoResponseError
_MAY_PASS: Final = (429, 502, 503, 504)
_UNSENT: Final = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)
_USELESS: Final = (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError)
_QUOTING: Final = (
    httpx2.RemoteProtocolError,
    httpx2.LocalProtocolError,
    httpx2.ProxyError,
    httpx2.InvalidURL,
)
log_redaction.install()


class CallAttempts(Generic[T]):
    """One call on its way. An attempt ends in a `RawResponse[T]` or a `NoResponseError`.

    :param may_repeat: decides instead of the rule for calls whether another attempt may follow an end.
    """

    def __init__(
        self,
        sender: Sender,
        call: Call[T],
        timing: Timing | None = None,
        *,
        may_repeat: Callable[[End[T]], bool] | None = None,
    ) -> None:
        self.call = call
        self.attempts = 0
        self._sender = sender
        self._shown = ""
        self._begun = 0.0
        self._watch = RequestWatch(repeatable=call.repeatable)
        self._owned = self._in_flight = False
        self.outgoing: httpx2.Request
        """Kept here, since a request in a local variable shows its URL in a traceback."""
        self.loop: RetryLoop[End[T]] = RetryLoop(
            sender.retries,
            may_repeat or self._may_repeat,
            self._retry_after,
            self._pausing,
            timing or REAL_TIME,
        )

    @property
    def remaining(self) -> float:
        """Seconds until the deadline; below zero after it."""
        return self.loop.remaining

    def prepare(self, client: httpx2.Client | httpx2.AsyncClient, extra: Credentials, *, owned: bool) -> None:
        """Make the request of the next attempt; `outgoing` is that request.

        :param owned: whether `client` is one of ours, whose transport tells what it sends.
        :raises InvalidRequestError: it cannot be made.
        """
        request = self._sender.request(client, self.call, extra, self.remaining)
        self._watch = watch = RequestWatch(repeatable=self.call.repeatable)
        blocking = isinstance(client, httpx2.Client)
        request.extensions["trace"] = watch.blocking_trace if blocking else watch.async_trace
        self.outgoing = request
        self._owned = owned
        self._in_flight = True
        self.attempts += 1
        self._begun = self.loop.elapsed
        if self._sender.on_event is not None:
            self._shown = log_redaction.masked(request.url)
            self._emit("request")

    @contextmanager
    def ours(self) -> Iterator[None]:
        """While the request is sent, log lines of httpx2 are masked."""
        token = log_redaction.OURS.set(True)
        try:
            yield
        finally:
            log_redaction.OURS.reset(token)

    def within_deadline(self) -> AbstractContextManager[None]:
        """While the request is sent, no read and no write of a blocking client outlasts the deadline."""
        return enforce_deadline(lambda: self.loop.remaining)

    def body(self, response: httpx2.Response) -> BoundedBody:
        """Where the bytes of a response go. What a mock or a hook has read already is decompressed."""
        limit = self._sender.max_response_bytes
        if not response.is_stream_consumed:
            return BoundedBody(response.headers.get("content-encoding", ""), limit)
        body = BoundedBody("", limit)
        body.take(response.content)
        return body

    def take(self, body: BoundedBody, piece: bytes) -> None:
        """Take in the next piece of a response.

        :raises TimeoutError: the deadline has passed.
        """
        body.take(piece)
        self.proceed()

    def responded(
        self, response: httpx2.Response, content: bytes | BodyTooLargeError | UndecodableBodyError
    ) -> RawResponse[T]:
        """The end of an attempt that got a response."""
        self._in_flight = False
        self._watch.left = True
        self._emit("response", status_code=response.status_code)
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
            self.loop.elapsed,
            self.attempts,
            self.call,
            broken,
        )

    def failed(self, error: Exception) -> NoResponseError:
        """The end of an attempt that got none: returned, so that no exception drags the request along as its
        context.
        """
        late = isinstance(error, (httpx2.ReadTimeout, httpx2.WriteTimeout)) and self.remaining <= 0
        reason = "DeadlineExceeded" if late or isinstance(error, TimeoutError) else type(error).__name__
        self._emit("failure", error=reason)
        return self._without_response(error, reason)

    def too_late(self, error: TimeoutError) -> NoResponseError:
        """The end of a call whose response came, and could not be read before the deadline."""
        return self._without_response(error, "DeadlineExceeded")

    def _without_response(self, error: Exception, reason: str) -> NoResponseError:
        end = NoResponseError(self.call.operation, sent=self._may_have_left(error), reason=reason)
        self._in_flight = False
        if end.sent and not self.call.repeatable:
            end = OutcomeUnknownError(
                self.call.operation, reason=reason, digest=self.call.digest, ask_next=self.call.ask_next
            )
        end.attempts = self.attempts
        end.__cause__ = _sanitized(error)
        return end

    def proceed(self) -> None:
        """Go on reading a response.

        :raises TimeoutError: the deadline has passed.
        """
        if self.remaining <= 0:
            raise TimeoutError

    def abandoned(self, error: BaseException) -> None:
        """Note on an interrupt or a cancellation what it means for the call that it ended."""
        operation, left = self.call.operation, self._may_have_left(error)
        if self._in_flight:
            self._emit("failure", error=type(error).__name__)
        error._order_contract_left = left  # type: ignore[attr-defined]  # for `may_have_left`
        if not left:
            error.add_note(f"{operation} was not sent.")
        elif not self.call.repeatable:
            error.add_note(
                f"{operation} was in flight: its outcome is unknown; {advice(self.call.ask_next)}."
                f" Request {self.call.digest}."
            )

    def passes(self, error: Exception) -> bool:
        """Whether an error is a test's own: the verdict of a mock that sends nothing."""
        return isinstance(error, AssertionError) and not self._watch.seen

    def _may_have_left(self, error: BaseException) -> bool:
        if self._watch.left:
            return True
        if not self._in_flight:  # what ended before was repeated, so it had not left
            return False
        if self._watch.seen or isinstance(error, _UNSENT):
            return False
        # A transport that is not ours may say nothing of what it sends.
        return not self._owned or isinstance(error, httpx2.RequestError)

    def _may_repeat(self, end: End[T]) -> bool:
        """Whether another attempt does no harm, and can do any good."""
        if isinstance(end, NoResponseError):
            return not isinstance(end.__cause__, _USELESS) and (self.call.repeatable or not end.sent)
        if not self.call.repeatable or end.status_code not in _MAY_PASS:
            return False
        if end.status_code == httpx2.codes.TOO_MANY_REQUESTS or seconds(self._retry_after(end)) is None:
            return True
        return end.error is not None

    def _retry_after(self, end: End[T]) -> str | None:
        return None if isinstance(end, NoResponseError) else end.headers.get("retry-after")

    def _pausing(self, seconds: float) -> None:
        self._emit("pause", pause=seconds)

    def _emit(self, kind: str, **details: Any) -> None:
        on_event = self._sender.on_event
        if on_event is None:
            return
        if kind in ("response", "failure"):
            details["seconds"] = self.loop.elapsed - self._begun
        method = self.call.request["method"].upper()
        elapsed = self.loop.elapsed
        emit(
            on_event, Event(kind, self.call.operation, method, self._shown, self.attempts, elapsed, **details)
        )


def may_have_left(error: BaseException) -> bool:
    """Whether the call that an interrupt or a cancellation ended may have been delivered."""
    return bool(getattr(error, "_order_contract_left", True))


def _sanitized(error: Exception) -> Exception:
    """The error as it may be shown: those that quote a server's or our own bytes lose their text, and all
    lose what they came from.
    """
    quoting: type[Exception] | None = next((kind for kind in _QUOTING if isinstance(error, kind)), None)
    if quoting is not None:
        return quoting("not shown, it may quote what was sent")
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
