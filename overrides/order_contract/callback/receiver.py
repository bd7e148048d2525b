"""The merchant's end of the callback, for any framework: `Receiver` judges a request, runs the handler of its
status once, and responses.

Invariants: a delivery counts as handled only after its handler returned and the store has it on record;
whatever goes wrong becomes the documented failure, never an exception; nothing of a body, and no text of a
handler's exception, reaches a log.

The same delivery arriving again while the first is at work waits for it, at most `patience`, and then tells
how that ended. A process that dies at work leaves a claim that ends after `lease`; until then repeats are
answered with 500, after it the next one is handled. A handler must therefore end within `lease`, and bear
being run again after a crash.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from secrets import token_hex
from time import monotonic, sleep
from typing import Final, TypeVar

from attrs import evolve, field, frozen

from order_contract.callback.delivery import DOCUMENTED
from order_contract.callback.errors import CallbackError, MalformedCallbackError
from order_contract.callback.parsing import read
from order_contract.callback.responses import CallbackResponse, failure, success
from order_contract.callback.store import DeliveryState, Key, MemoryStore, Store
from order_contract.errors import InvalidRequestError
from order_contract.http.log_redaction import secret_problems
from order_contract.wire.codec import CodecError
from order_contract_generated.merchant.models import MerchantOrder

Handler = Callable[[MerchantOrder], CallbackResponse | Awaitable[CallbackResponse | None] | None]
H = TypeVar("H", bound=Handler)

METHOD: Final[str] = DOCUMENTED["method"]
CANCELLED: Final = ("CANCELLED", "CANCELED", "CUSTOM.CANCELLED")
"""The codes that stand for a cancellation: the documented one, the one of public samples, and one that a
known receiver acts on.
"""

_POLL: Final = 0.02
"""Seconds between two looks at a delivery that somebody else is handling."""

_log = logging.getLogger("order_contract.callback")


@frozen
class _Admitted:
    """A delivery that passed every check, and who handles it."""

    order: MerchantOrder = field(repr=False)
    handler: Handler | None
    key: Key
    owner: str


class Receiver:
    """Receives callbacks. Mount it with `asgi.app`, `wsgi.app`, `flask.view` or `django.view`, or call
    `handle` yourself.

    :param merchant_guid: the secret that every callback must carry. None takes callbacks from anyone: only
        where something before this knows the caller, such as a gateway that checks an `Authorization` header.
    :param store: remembers what was handled; without one, this process's memory does. Several processes need
        a shared one, such as `SQLiteStore`.
    :param max_body: bytes of the largest body that is read.
    :param wrong_guid_status: the status that a wrong GUID is answered with, from 400 to 499.
    :param lease: seconds after which a delivery may be handled again when its handler never ended.
    :param patience: seconds that a repeated delivery waits for the one at work.
    :raises InvalidRequestError: the secret is empty or no printable ASCII, or a number is out of range.
    """

    def __init__(
        self,
        merchant_guid: str | None,
        *,
        store: Store | None = None,
        max_body: int = 1 << 20,
        wrong_guid_status: int = 400,
        lease: float = 60.0,
        patience: float = 5.0,
    ) -> None:
        wrong = [] if merchant_guid is None else secret_problems(merchant_guid=merchant_guid)
        if not 400 <= wrong_guid_status <= 499:
            wrong.append(("wrong_guid_status", "must be from 400 to 499"))
        if max_body < 1 or lease <= 0 or patience < 0:
            wrong.append(("max_body, lease and patience", "must be positive"))
        if wrong:
            raise InvalidRequestError("the receiver", wrong)
        self._guid = merchant_guid
        self._store: Store = MemoryStore() if store is None else store
        self.max_body: Final = max_body
        self._wrong_guid_status = wrong_guid_status
        self._lease = lease
        self._patience = patience
        self._handlers: dict[str, Handler] = {}
        self._other: Handler | None = None
        self._running: set[asyncio.Task[CallbackResponse]] = set()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(merchant_guid={'None' if self._guid is None else '***'}, store={type(self._store).__name__})"

    def on_cancelled(self, handler: H) -> H:
        """Register the handler of a cancellation, as a decorator or by a call. It is given the order as it
        came; see `decoded`.

        A handler is a function or a coroutine function. It returns None for the documented success, or an
        `CallbackResponse`; anything that it raises, and a response that is no success, leaves the delivery
        unhandled, so that a repetition is handled again.
        """
        return self.on_status(*CANCELLED)(handler)

    def on_status(self, *codes: str) -> Callable[[H], H]:
        """Register the handler of these status codes, compared without regard to case; with none, of all
        codes that have no handler.

        A code without any handler is acknowledged and otherwise ignored, as the documents ask.

        :raises ValueError: one of them has a handler already.
        """

        def register(handler: H) -> H:
            names = {code.strip().upper() for code in codes}
            taken = sorted(names & self._handlers.keys())
            if taken or (not names and self._other is not None):
                raise ValueError(
                    "there is a handler already for " + (", ".join(taken) or "the other statuses")
                )
            self._handlers.update(dict.fromkeys(names, handler))
            if not names:
                self._other = handler
            return handler

        return register

    def handle(self, method: str, content_type: str | None, body: bytes) -> CallbackResponse:
        """Answer one request. Never raises on account of it.

        :param method: the HTTP method.
        :param content_type: the value of `Content-Type`, None without one.
        :param body: the body; of one longer than `max_body`, `max_body + 1` bytes are enough.
        :raises RuntimeError: the handler is a coroutine function and this thread runs an event loop: await
            `handle_async` there.
        """
        admitted = self._admit(method, content_type, body)
        if isinstance(admitted, CallbackResponse):
            return admitted
        if admitted.handler is not None and _is_async(admitted.handler) and _in_event_loop():
            raise RuntimeError("this thread runs an event loop: await Receiver.handle_async")
        for state in self._claims(admitted):
            if isinstance(state, CallbackResponse):
                return state
            if state is DeliveryState.CLAIMED:
                return self._work(admitted)
            sleep(_POLL)
        return _busy()

    async def handle_async(self, method: str, content_type: str | None, body: bytes) -> CallbackResponse:
        """The same without blocking: coroutine functions run here, functions in a thread.

        A delivery that began is finished even when the awaiting task is cancelled, as servers do when a
        caller hangs up.
        """
        admitted = self._admit(method, content_type, body)
        if isinstance(admitted, CallbackResponse):
            return admitted
        task = asyncio.get_running_loop().create_task(self._process(admitted))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _process(self, admitted: _Admitted) -> CallbackResponse:
        states = self._claims(admitted)
        while (state := await asyncio.to_thread(next, states, None)) is not None:
            if isinstance(state, CallbackResponse):
                return state
            if state is DeliveryState.CLAIMED:
                if admitted.handler is not None and _is_async(admitted.handler):
                    return await self._work_async(admitted, admitted.handler)
                return await asyncio.to_thread(self._work, admitted)
            await asyncio.sleep(_POLL)
        return _busy()

    def refused_early(
        self, method: str, content_type: str | None, content_length: int | None
    ) -> CallbackResponse | None:
        """The response to a request whose body need not be read, None where it must be."""
        if method.upper() != METHOD:
            response = failure("405", "method not allowed", f"Use {METHOD}.", status=405)
            return evolve(response, headers=(*response.headers, ("Allow", METHOD)))
        if not _is_json(content_type):
            return self._refused(415, "unsupported media type", "Send application/json in UTF-8.")
        if content_length is not None and content_length > self.max_body:
            return self._refused(413, "body too large", f"At most {self.max_body} bytes are read.")
        return None

    def _admit(self, method: str, content_type: str | None, body: bytes) -> CallbackResponse | _Admitted:
        early = self.refused_early(method, content_type, len(body))
        if early is not None:
            return early
        order = read(body, self._guid)
        if isinstance(order, MalformedCallbackError):
            return self._refused(
                400,
                "malformed callback",
                "; ".join(f"{place} {sentence}" for place, sentence in order.problems[:5]),
            )
        if isinstance(order, CallbackError):
            return self._refused(
                self._wrong_guid_status, "unauthorized", "The MerchantGUID is missing or wrong."
            )
        try:
            key = Key.of(order)
        except (CodecError, RecursionError):
            return self._refused(400, "malformed callback", "The body is nested too deeply.")
        return _Admitted(order, self._handlers.get(key.status, self._other), key, token_hex(8))

    def _refused(self, status: int, message: str, description: str) -> CallbackResponse:
        _log.warning("callback refused with %d: %s", status, message)
        return failure(str(status), message, description, status=status)

    def _claims(self, admitted: _Admitted) -> Iterator[DeliveryState | CallbackResponse]:
        """What each look at the store finds, until the delivery is claimed, known to be done, or patience
        ends.
        """
        until = monotonic() + self._patience
        while True:
            try:
                state = self._store.claim(admitted.key, admitted.owner, self._lease)
            except Exception as error:  # noqa: BLE001  # a store can be anybody's; whatever it raises is told
                _log.error("callback %s: the store failed: %s", admitted.key.payload[:12], _told(error))
                yield _failed("The store failed.")
                return
            yield success(admitted.order) if state is DeliveryState.DONE else state
            if state is not DeliveryState.BUSY or monotonic() >= until:
                return

    def _work(self, admitted: _Admitted) -> CallbackResponse:
        """Run the handler of a claimed delivery, and settle the claim."""
        try:
            said = None if admitted.handler is None else admitted.handler(admitted.order)
            if inspect.isawaitable(said):
                said = asyncio.run(_awaited(said))
        except BaseException as error:  # noqa: BLE001  # a claim is given back even on Ctrl-C or cancellation
            return self._raised(admitted, error)
        return self._returned(admitted, said)

    async def _work_async(self, admitted: _Admitted, handler: Handler) -> CallbackResponse:
        try:
            said = handler(admitted.order)
            if inspect.isawaitable(said):
                said = await said
        except BaseException as error:  # noqa: BLE001  # a claim is given back even on Ctrl-C or cancellation
            return self._raised(admitted, error)
        return await asyncio.to_thread(self._returned, admitted, said)

    def _raised(self, admitted: _Admitted, error: BaseException) -> CallbackResponse:
        self._settle(self._store.release, admitted)
        if not isinstance(error, Exception):
            raise error
        _log.error("callback %s: the handler failed: %s", admitted.key.payload[:12], _told(error))
        return _failed("The handler failed.")

    def _returned(self, admitted: _Admitted, said: object) -> CallbackResponse:
        if said is not None and not isinstance(said, CallbackResponse):
            self._settle(self._store.release, admitted)
            _log.error(
                "callback %s: the handler returned a %s, not None or an Answer",
                admitted.key.payload[:12],
                type(said).__name__,
            )
            return _failed("The handler failed.")
        response = success(admitted.order) if said is None else said
        self._settle(self._store.done if response.acknowledges else self._store.release, admitted)
        return response

    def _settle(self, step: Callable[[Key, str], None], admitted: _Admitted) -> None:
        """Tell the store how it ended.

        Where that fails, the claim ends with its lease; the response is what the handler did.
        """
        try:
            step(admitted.key, admitted.owner)
        except Exception as error:  # noqa: BLE001  # as above
            _log.error("callback %s: the store failed: %s", admitted.key.payload[:12], _told(error))


def _failed(description: str) -> CallbackResponse:
    return failure("500", "internal error", description, status=500)


def _busy() -> CallbackResponse:
    return failure("500", "busy", "The same callback is being handled. Send it again later.", status=500)


async def _awaited(said: Awaitable[CallbackResponse | None]) -> CallbackResponse | None:
    return await said


def _is_async(handler: Handler) -> bool:
    call = getattr(handler, "__call__", None)  # noqa: B004  # the method itself is looked at
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(call)


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _is_json(content_type: str | None) -> bool:
    """Whether a body of this type is read. A missing type is, as the body alone decides then."""
    if not content_type or not content_type.strip():
        return True
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charset = next(
        (
            value.strip("\" '")
            for name, _, value in (part.partition("=") for part in parameters)
            if name.strip() == "charset"
        ),
        "utf-8",
    )
    named = kind in ("application/json", "text/json") or (
        kind.startswith("application/") and kind.endswith("+json")
    )
    return named and charset in ("utf-8", "utf8", "us-ascii")


def _told(error: BaseException) -> str:
    """An exception's kind and where it was raised. Its text is left out: it may quote the order."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
    return f"{type(error).__qualname__}{where}"
