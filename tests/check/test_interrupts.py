"""A signal that is held back is not lost, whichever thread the system gives it to."""

from __future__ import annotations

import signal
import threading

import pytest

from order_contract.check import interrupts


@pytest.fixture(autouse=True)
def default_handler():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def another_thread_gets_it():
    def get():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    thread = threading.Thread(target=get)
    thread.start()
    thread.join()


@pytest.mark.parametrize("send", [another_thread_gets_it, lambda: signal.raise_signal(signal.SIGINT)])
def test_an_interrupt_comes_at_the_end_of_the_block(send):
    seen = []

    def block():
        with interrupts.held_back():
            send()
            seen.append("the whole block ran")

    with pytest.raises(KeyboardInterrupt):
        block()
    assert seen == ["the whole block ran"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_that_is_ignored_stays_so():
    """A process that is started inside inherits it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interrupts.held_back():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        another_thread_gets_it()
