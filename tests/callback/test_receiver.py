"""The receiver without a framework: who handles what, once, and how each mishap is answered."""

import asyncio
import functools
import json
import threading
import time

import pytest

from order_contract.callback import MemoryStore, Receiver, failure, success
from tests.callback.callback_bodies import GUID, SAMPLE, callback

JSON = "application/json"


def status_and_success(response):
    return response.status, json.loads(response.body)["Success"]


@pytest.fixture(params=["handle", "handle_async"])
def receive(request):
    def receive(receiver, body=None, content_type=JSON, method="POST"):
        given = (method, content_type, callback() if body is None else body)
        if request.param == "handle":
            return receiver.handle(*given)
        return asyncio.run(receiver.handle_async(*given))

    return receive


@pytest.fixture
def receiver():
    return Receiver(GUID, patience=0.05)


def recorder(seen, kind):
    if kind == "function":
        return lambda order: seen.append(order.order_id)
    if kind == "partial":
        return functools.partial(lambda _, order: seen.append(order.order_id), None)

    async def coroutine(order):
        await asyncio.sleep(0)
        seen.append(order.order_id)

    if kind == "returns a coroutine":
        return lambda order: coroutine(order)

    class Callable:
        async def __call__(self, order):
            await coroutine(order)

    return Callable() if kind == "object" else coroutine


class TestHandlers:
    @pytest.mark.parametrize("kind", ["function", "partial", "coroutine", "object"])
    def test_of_every_kind_are_run(self, receiver, receive, kind):
        seen = []
        receiver.on_cancelled(recorder(seen, kind))
        assert status_and_success(receive(receiver)) == (200, True)
        assert seen == ["GE1GB"]

    def test_a_function_may_return_a_coroutine(self, receiver, receive):
        seen = []
        receiver.on_cancelled(recorder(seen, "returns a coroutine"))
        assert status_and_success(receive(receiver)) == (200, True)
        assert seen == ["GE1GB"]

    @pytest.mark.parametrize("status", ["CANCELLED", "cancelled", " Canceled ", "CUSTOM.CANCELLED"])
    def test_cancellations_in_every_spelling(self, receiver, receive, status):
        seen = []
        receiver.on_cancelled(recorder(seen, "function"))
        receive(receiver, callback(StatusCode=status))
        assert seen == ["GE1GB"]

    def test_the_own_handler_of_a_status_goes_before_the_general_one(self, receiver, receive):
        seen = []
        receiver.on_status()(lambda order: seen.append("other"))
        receiver.on_status("Failed", "completed")(lambda order: seen.append("own"))
        for status in ("FAILED", "Completed", "N/A", "CANCELLED"):
            receive(receiver, callback(StatusCode=status))
        assert seen == ["own", "own", "other", "other"]

    def test_an_unknown_status_is_acknowledged(self, receiver, receive):
        assert status_and_success(receive(receiver, callback(StatusCode="Ünheard of"))) == (200, True)

    def test_a_status_has_one_handler(self, receiver):
        receiver.on_cancelled(print)
        with pytest.raises(ValueError, match="CANCELED"):
            receiver.on_status("canceled")(print)
        receiver.on_status()(print)
        with pytest.raises(ValueError, match="the other statuses"):
            receiver.on_status()(print)

    def test_decorators_give_the_handler_back(self, receiver):
        @receiver.on_cancelled
        def cancel(order):
            """Cancel."""

        assert cancel.__doc__ == "Cancel."

    def test_a_handler_may_respond_itself(self, receiver, receive):
        receiver.on_cancelled(lambda order: success(order, internal_order_id="mine"))
        assert b'"InternalOrderId":"mine"' in receive(receiver).body

    def test_a_handler_gets_the_order_as_it_came(self, receive):
        seen = []
        receiver = Receiver(None)
        receiver.on_cancelled(seen.append)
        receive(receiver, SAMPLE)
        assert f"{seen[0].international_details.total_duties_price:f}" == "0.000000000"

    def test_a_coroutine_function_needs_its_loop(self, receiver):
        receiver.on_cancelled(recorder([], "coroutine"))

        async def wrong():
            receiver.handle("POST", JSON, callback())

        with pytest.raises(RuntimeError, match="handle_async"):
            asyncio.run(wrong())


class TestOnce:
    def test_a_repetition_is_acknowledged_and_not_handled(self, receiver, receive):
        seen = []
        receiver.on_cancelled(recorder(seen, "function"))
        first, second = receive(receiver), receive(receiver)
        assert first == second
        assert len(seen) == 1

    @pytest.mark.parametrize(
        "again",
        [
            callback(MerchantGUID=GUID.upper()),
            callback(StatusCode=" cancelled"),
            callback(OrderId="GE1GB "),
            json.dumps(dict(reversed(json.loads(callback()).items())), indent=4).encode(),
        ],
        ids=["secret in another case", "status in another case", "id with a blank", "other order and blanks"],
    )
    def test_what_counts_as_a_repetition(self, receiver, receive, again):
        seen = []
        receiver.on_status()(recorder(seen, "function"))
        receive(receiver)
        assert status_and_success(receive(receiver, again)) == (200, True)
        assert len(seen) == 1

    @pytest.mark.parametrize(
        "other",
        [{"OrderId": "GE2GB"}, {"StatusCode": "FAILED"}, {"CartId": "7"}, {"PriceCoefficientRate": 1}],
    )
    def test_what_does_not(self, receiver, receive, other):
        seen = []
        receiver.on_status()(recorder(seen, "function"))
        receive(receiver)
        receive(receiver, callback(**other))
        assert len(seen) == 2

    @pytest.mark.parametrize("kind", ["function", "coroutine"])
    def test_a_handler_that_raised_is_run_again(self, receiver, receive, kind):
        seen = []

        def handler(order):
            seen.append(1)
            if len(seen) == 1:
                raise OSError

        async def coroutine(order):
            handler(order)

        receiver.on_cancelled(handler if kind == "function" else coroutine)
        assert status_and_success(receive(receiver)) == (500, False)
        assert status_and_success(receive(receiver)) == (200, True)
        assert status_and_success(receive(receiver)) == (200, True)
        assert len(seen) == 2

    def test_a_handler_that_refused_is_run_again(self, receiver, receive):
        seen = []

        def handler(order):
            seen.append(1)
            return failure("301", "ids do not belong together", order=order)

        receiver.on_cancelled(handler)
        assert [status_and_success(receive(receiver)) for _ in range(2)] == [(400, False)] * 2
        assert len(seen) == 2

    @pytest.mark.parametrize("returned", [False, True, "no", 7])
    def test_a_handler_that_says_something_else_counts_as_failed(self, receiver, receive, returned):
        receiver.on_cancelled(lambda order: returned)
        assert status_and_success(receive(receiver)) == (500, False)

    def test_ctrl_c_in_a_handler_gives_the_delivery_back(self, receiver):
        def handler(order):
            raise KeyboardInterrupt

        receiver.on_cancelled(handler)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                receiver.handle("POST", JSON, callback())

    def test_concurrent_threads(self):
        receiver = Receiver(GUID)
        seen = []
        gate = threading.Barrier(16)

        @receiver.on_cancelled
        def slow(order):
            time.sleep(0.1)
            seen.append(order.order_id)

        responses = []

        def deliver():
            gate.wait()
            responses.append(receiver.handle("POST", JSON, callback()).status)

        threads = [threading.Thread(target=deliver) for _ in range(16)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert seen == ["GE1GB"]
        assert responses == [200] * 16

    @pytest.mark.parametrize("kind", ["function", "coroutine"])
    def test_concurrent_tasks(self, kind):
        receiver = Receiver(GUID)
        seen = []

        def slow(order):
            time.sleep(0.1)
            seen.append(1)

        async def slow_too(order):
            await asyncio.sleep(0.1)
            seen.append(1)

        receiver.on_cancelled(slow if kind == "function" else slow_too)

        async def all_at_once():
            return await asyncio.gather(*(receiver.handle_async("POST", JSON, callback()) for _ in range(30)))

        assert [response.status for response in asyncio.run(all_at_once())] == [200] * 30
        assert len(seen) == 1

    def test_the_second_takes_over_when_the_first_fails(self):
        receiver = Receiver(GUID)
        seen = []
        entered = threading.Event()

        @receiver.on_cancelled
        def first_fails(order):
            seen.append(1)
            entered.set()
            time.sleep(0.05)
            if len(seen) == 1:
                raise OSError

        responses = {}
        first = threading.Thread(
            target=lambda: responses.update(first=receiver.handle("POST", JSON, callback()).status)
        )
        first.start()
        entered.wait()
        responses["second"] = receiver.handle("POST", JSON, callback()).status
        first.join()
        assert responses == {"first": 500, "second": 200}
        assert len(seen) == 2

    def test_patience_ends_with_a_failure_and_nothing_handled_twice(self):
        receiver = Receiver(GUID, patience=0.05)
        seen = []
        entered, leave = threading.Event(), threading.Event()

        @receiver.on_cancelled
        def stuck(order):
            seen.append(1)
            entered.set()
            leave.wait()

        thread = threading.Thread(target=receiver.handle, args=("POST", JSON, callback()))
        thread.start()
        entered.wait()
        response = receiver.handle("POST", JSON, callback())
        leave.set()
        thread.join()
        assert status_and_success(response) == (500, False)
        assert b"Send it again later" in response.body
        assert len(seen) == 1
        assert status_and_success(receiver.handle("POST", JSON, callback())) == (200, True)

    @pytest.mark.parametrize("kind", ["function", "coroutine"])
    def test_a_caller_that_hangs_up_does_not_stop_the_work(self, kind):
        receiver = Receiver(GUID)
        seen = []

        def work(order):
            time.sleep(0.05)
            seen.append(1)

        async def work_too(order):
            await asyncio.sleep(0.05)
            seen.append(1)

        receiver.on_cancelled(work if kind == "function" else work_too)

        async def hang_up():
            task = asyncio.ensure_future(receiver.handle_async("POST", JSON, callback()))
            await asyncio.sleep(0.02)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await receiver.handle_async("POST", JSON, callback())

        assert asyncio.run(hang_up()).status == 200
        assert len(seen) == 1

    def test_the_end_of_the_loop_gives_the_delivery_back(self):
        receiver = Receiver(GUID, patience=0.0)
        seen, began = [], []

        @receiver.on_cancelled
        async def work(order):
            seen.append(1)
            began[0].set()
            await asyncio.sleep(0 if len(seen) > 1 else 30)

        async def leave():
            began.append(asyncio.Event())
            task = asyncio.ensure_future(receiver.handle_async("POST", JSON, callback()))
            await began[0].wait()
            task.cancel()

        asyncio.run(leave())
        assert receiver.handle("POST", JSON, callback()).status == 200
        assert len(seen) == 2

    def test_a_crash_ends_with_the_lease(self):
        now = [0.0]
        store = MemoryStore(clock=lambda: now[0])
        receiver = Receiver(GUID, store=store, lease=60, patience=0.0)
        seen = []

        class Crash(MemoryStore):
            """Forgets nothing of the claim, as a process that was killed."""

            claim = store.claim
            release = done = lambda *_: None

        def crash(order):
            raise ZeroDivisionError

        crashed = Receiver(GUID, store=Crash(), lease=60)
        receiver.on_cancelled(recorder(seen, "function"))
        crashed.on_cancelled(crash)
        crashed.handle("POST", JSON, callback())
        now[0] = 59.9
        assert status_and_success(receiver.handle("POST", JSON, callback())) == (500, False)
        assert seen == []
        now[0] = 60.0
        assert status_and_success(receiver.handle("POST", JSON, callback())) == (200, True)
        assert seen == ["GE1GB"]
