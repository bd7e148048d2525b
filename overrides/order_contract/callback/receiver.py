"""The merchant's end of the callback, for any framework: `Receiver` judges a request, runs the handler of its
status once, and returns the response.

Invariants: a delivery is acknowledged only after its handler returned and the store has it on record;
whatever goes wrong becomes the documented failure, never an exception; nothing of a body, and no text of a
handler's exception, reaches a log.

The same delivery arriving again while the first is at work waits for it, at most `patience`, and then tells
how that ended. What a process that dies at work leaves behind is the store's: a transaction ends with its
connection and the next delivery is handled at once; a claim ends after `lease`, and until then repeats
get status 500. Either way the handler is run again, and what it did outside the store's own transaction
must bear that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any, Final, TypeVar, cast

from attrs import evolve

from order_contract.callback.delivery import DOCUMENTED
from order_contract.callback.errors import CallbackError, MalformedCallbackError, origin
from order_contract.callback.handling import (
    Admitted,
    Call,
    Handler,
    RegisteredHandler,
    Threads,
    attempt,
    attempt_async,
    call_blocking,
    failed,
    wanted_resources,
)
from order_contract.callback.leases import AsyncLeases, Leases
from order_contract.callback.merchants import MerchantGuid, Merchants
from order_contract.callback.parsing import read
from order_contract.callback.responses import CallbackResponse, failure
from order_contract.callback.store import (
    AsyncStore,
    AsyncTransactionalStore,
    Key,
    MemoryStore,
    Store,
    TransactionalStore,
)
from order_contract.errors import InvalidRequestError
from order_contract.wire import media_type
from order_contract.wire.codec import LARGE, CodecError

H = TypeVar("H", bound=Handler)

METHOD: Final[str] = DOCUMENTED["method"]
CANCELLED: Final = ("CANCELLED", "CANCELED", "CUSTOM.CANCELLED")
"""The codes that stand for a cancellation: the documented one, the one of public samples, and one that a
known receiver acts on.
"""

_POLL: Final = 0.02
"""Seconds between two looks at a delivery that another attempt is handling."""

_log = logging.getLogger("order_contract.callback")


class Receiver:
    """Receives callbacks. Mount it with `asgi.app`, `wsgi.app`, `flask.view` or `django.view`, or call
    `handle` yourself.

    :param merchant_guid: the secret that every callback must carry; several of them as a sequence; several by
        the merchants' names as a mapping; or a function from the order, whose sender is not known yet, to the
        GUID that it must carry. None takes callbacks from anyone: only where something before this knows the
        caller, such as a gateway that checks an `Authorization` header.
    :param store: remembers what was handled; without one, the memory of this process does, for its last
        10,000 deliveries. Several processes need a shared one: `SQLiteStore` on one machine,
        `SQLAlchemyStore`, `DjangoStore` or `RedisStore` on many.
    :param max_body: bytes of the largest body that is read.
    :param wrong_guid_status: the status of the response to a wrong GUID, from 400 to 499.
    :param lease: seconds after which a delivery may be handled again when its process died, under a store
        with leases; a claim is renewed while its handler works. Other stores need none.
    :param patience: seconds that a repeated delivery waits for the one at work.
    :raises InvalidRequestError: a secret is empty, no printable ASCII or another merchant's too, or a number
        is out of range.
    """

    def __init__(
        self,
        merchant_guid: MerchantGuid | None,
        *,
        store: Store | AsyncStore | TransactionalStore | AsyncTransactionalStore | None = None,
        max_body: int = 1 << 20,
        wrong_guid_status: int = 400,
        lease: float = 60.0,
        patience: float = 5.0,
    ) -> None:
        self._merchants = None if merchant_guid is None else Merchants(merchant_guid)
        wrong = [] if self._merchants is None else self._merchants.problems()
        if not 400 <= wrong_guid_status <= 499:
            wrong.append(("wrong_guid_status", "must be from 400 to 499"))
        if max_body < 1 or lease <= 0 or patience < 0:
            wrong.append(("max_body, lease and patience", "must be positive"))
        if wrong:
            raise InvalidRequestError("the receiver", wrong)
        given: Any = MemoryStore() if store is None else store
        self.store: Final[Any] = given
        self._blocking: TransactionalStore | None = None
        if getattr(given, "is_async", not (hasattr(given, "begin") or hasattr(given, "claim"))):
            self._store: AsyncTransactionalStore = (
                given if hasattr(given, "abegin") else AsyncLeases(given, lease, patience)
            )
        else:
            self._blocking = (
                cast(TransactionalStore, given) if hasattr(given, "begin") else Leases(given, lease, patience)
            )
            self._store = Threads(self._blocking)
        self.is_async: Final = self._blocking is None
        """Whether the store is async: then only `handle_async` will do."""
        self._offered: Final = self._store.resources | {"merchant"}
        self._thread_bound = bool(getattr(given, "thread_bound", False))
        self.max_body: Final = max_body
        self._wrong_guid_status = wrong_guid_status
        self._patience = patience
        self._handlers: dict[str, RegisteredHandler] = {}
        self._other: RegisteredHandler | None = None
        self._running: set[asyncio.Task[CallbackResponse]] = set()

    def __repr__(self) -> str:
        guid = "None" if self._merchants is None else "***"
        return f"{type(self).__name__}(merchant_guid={guid}, store={type(self.store).__name__})"

    def on_cancelled(self, handler: H) -> H:
        """Register the handler of a cancellation, as a decorator or by a call. It is given the order as it
        came; see `decoded`.

        A handler is a function or a coroutine function. It returns None for the documented success, or a
        `CallbackResponse`; anything that it raises, and a response that is not a success, leaves the delivery
        unhandled, so that a repetition is handled again.
        """
        return self.on_status(*CANCELLED)(handler)

    def on_status(self, *codes: str) -> Callable[[H], H]:
        """Register the handler of these status codes, compared without regard to case; with none, of all
        codes that have no handler.

        A code without any handler is acknowledged and otherwise ignored, as the documents ask. A handler is
        given, by the names of its parameters after the order: `merchant`, the merchant whose GUID the
        callback carried (its name where `merchant_guid` has names, else the GUID; None without
        `merchant_guid`), and what the store offers, such as `session` and `connection` of a
        `SQLAlchemyStore`.

        :raises ValueError: one of them has a handler already.
        :raises TypeError: the handler requires a parameter that is not offered.
        """

        def register(handler: H) -> H:
            names = {code.strip().upper() for code in codes}
            taken = sorted(names & self._handlers.keys())
            if taken or (not names and self._other is not None):
                raise ValueError(
                    "there is a handler already for " + (", ".join(taken) or "the other statuses")
                )
            entry = RegisteredHandler.of(handler, wanted_resources(handler, self._offered))
            self._handlers.update(dict.fromkeys(names, entry))
            if not names:
                self._other = entry
            return handler

        return register

    def handle(
        self, method: str, content_type: str | None, body: bytes, *, call: Call = call_blocking
    ) -> CallbackResponse:
        """Respond to one request. No request makes it raise.

        :param method: the HTTP method.
        :param content_type: the value of `Content-Type`, None without one.
        :param body: the body; of one longer than `max_body`, `max_body + 1` bytes are enough.
        :param call: how a handler is called, for frameworks that have their own way.
        :raises RuntimeError: the store is async, or the handler is a coroutine function and this thread runs
            an event loop: await `handle_async` there.
        """
        admitted = self._admit(method, content_type, body)
        if isinstance(admitted, CallbackResponse):
            return admitted
        if self._blocking is None or (admitted.is_async and call is call_blocking and _in_event_loop()):
            raise RuntimeError(
                "the store is async or this thread runs an event loop: await Receiver.handle_async"
            )
        until = monotonic() + self._patience
        while (response := attempt(self._blocking, admitted, call)) is None:
            if monotonic() >= until:
                return _busy()
            sleep(_POLL)
        return response

    async def handle_async(
        self, method: str, content_type: str | None, body: bytes, *, handler: Handler | None = None
    ) -> CallbackResponse:
        """Respond to one request without blocking: coroutine functions run here, functions in a thread.

        With an async store, a function that asks for its session or connection is called here too. A delivery
        that began is finished even when the awaiting task is cancelled, as servers do when a caller hangs up.

        :param handler: in place of those that are registered, for frameworks that have their own; it is given
            by name everything that is offered.
        """
        if len(body) > LARGE:
            admitted = await asyncio.to_thread(self._admit, method, content_type, body)
        else:
            admitted = self._admit(method, content_type, body)
        if isinstance(admitted, CallbackResponse):
            return admitted
        if handler is not None:
            admitted = evolve(admitted, handler=RegisteredHandler.of(handler, self._offered))
        task = asyncio.get_running_loop().create_task(self._process(admitted))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _process(self, admitted: Admitted) -> CallbackResponse:
        until = monotonic() + self._patience
        while (response := await self._attempt(admitted)) is None:
            if monotonic() >= until:
                return _busy()
            await asyncio.sleep(_POLL)
        return response

    async def _attempt(self, admitted: Admitted) -> CallbackResponse | None:
        if self._blocking is not None and (self._thread_bound or not admitted.is_async):
            return await asyncio.to_thread(attempt, self._blocking, admitted, call_blocking)
        in_thread = self._blocking is not None or not admitted.uses_store
        return await attempt_async(self._store, admitted, in_thread=in_thread)

    def refused_early(
        self, method: str, content_type: str | None, content_length: int | None
    ) -> CallbackResponse | None:
        """The response to a request whose body need not be read, None where it must be."""
        if method.upper() != METHOD:
            response = failure("405", "method not allowed", f"Use {METHOD}.", status=405)
            return evolve(response, headers=(*response.headers, ("Allow", METHOD)))
        if not _is_json(content_type):
            return self.refuse(415, "unsupported media type", "Send application/json in UTF-8.")
        if content_length is not None and content_length > self.max_body:
            return self.refuse(413, "body too large", f"At most {self.max_body} bytes are read.")
        return None

    def _admit(self, method: str, content_type: str | None, body: bytes) -> CallbackResponse | Admitted:
        early = self.refused_early(method, content_type, len(body))
        if early is not None:
            return early
        try:
            received = read(body, self._merchants)
        except Exception as error:  # noqa: BLE001  # raised by the merchant's own function
            _log.error("callback: the merchant was not looked up: %s", origin(error))
            return failed("The merchant could not be looked up.")
        if isinstance(received, MalformedCallbackError):
            return self.refuse(
                400,
                "malformed callback",
                "; ".join(f"{place} {sentence}" for place, sentence in received.problems[:5]),
            )
        if isinstance(received, CallbackError):
            return self.refuse(
                self._wrong_guid_status, "unauthorized", "The MerchantGUID is missing or wrong."
            )
        sender = received.merchant if self._merchants is not None and self._merchants.several else None
        try:
            key = Key.of(received.order, sender, members=received.members)
        except (CodecError, RecursionError):
            return self.refuse(400, "malformed callback", "The body is nested too deeply.")
        handler = self._handlers.get(key.status, self._other)
        return Admitted(received.order, key, received.merchant, handler)

    def refuse(self, status: int, message: str, description: str) -> CallbackResponse:
        """The documented response to a request that is not taken, for frameworks that find more reasons."""
        _log.warning("callback refused with %d: %s", status, message)
        return failure(str(status), message, description, status=status)


def _busy() -> CallbackResponse:
    return failure("500", "busy", "The same callback is being handled. Send it again later.", status=500)


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
    media = media_type.parse(content_type)
    return (media.is_json or media.name == "text/json") and media.is_utf_8
