"""`make bench`: requests a second of the check, with each text parsed once and with it parsed by every rule.

Both send the same requests to one sandbox over loopback, in turns, and hold every response to the wire rules;
the memory of `parsed_json.parse` is all that differs.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from statistics import median
from unittest.mock import patch

from order_contract.check.document import corpus_cases
from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.check.session import Session
from order_contract.check.transport import parsed_json
from order_contract.check.transport.connections import Http
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Sent
from tests.bench.sandbox import GUID, ROUNDS, SECONDS, sandbox

Requests = Sequence[tuple[CheckedOperation, Sent]]


@contextmanager
def parsed_by_every_rule() -> Iterator[None]:
    """While this is open, no module of the check remembers what a text holds."""
    remembered = parsed_json.parse
    ours = [module for name, module in [*sys.modules.items()] if name.startswith("order_contract.")]
    with ExitStack() as patched:
        for module in ours:
            if getattr(module, "parse", None) is remembered:
                patched.enter_context(patch.object(module, "parse", remembered.__wrapped__))
        yield


def rates(session: Session, requests: Requests, seconds: float) -> tuple[float, float]:
    """Requests a second of the clock and of the check's own processor time, each with its verdict."""
    before, began, worked = session.cases, time.perf_counter(), time.process_time()
    for operation, sent in cycle(requests):
        session.send(operation, sent)
        if time.perf_counter() - began >= seconds:
            break
    done = session.cases - before
    return done / (time.perf_counter() - began), done / (time.process_time() - worked)


def sets_of_requests(session: Session) -> dict[str, Requests]:
    """The documented request of some operations, and the whole corpus."""
    documented = {
        operation.id: [(operation, case.sent(operation, session.base))]
        for operation, case in corpus_cases.documented("globale", session.operations)
    }
    corpus = [
        (operation, case.sent(operation, session.base))
        for operation, case in corpus_cases.of("globale", session.operations)
    ]
    names = ("updateOrderDispatch", "updateOrderProducts", "createOrderRefund")
    return {**{name: documented[name] for name in names}, "the whole corpus": corpus}


def main() -> None:
    """Measure in turns and print medians, ratios and their spread."""
    print(
        f"Requests a second of the check, median of {ROUNDS} rounds of {SECONDS:.0f} s, against the sandbox "
        f"({os.getloadavg()[0]:.1f} processes waiting besides)"
    )
    credentials = ServerCredentials(guid=GUID)
    with (
        sandbox() as url,
        Session("globale", Http(url, 30), url, credentials, operations("globale")) as session,
    ):
        for name, requests in sets_of_requests(session).items():
            rates(session, requests, SECONDS)
            pairs = []
            for _ in range(ROUNDS):
                once = rates(session, requests, SECONDS)
                with parsed_by_every_rule():
                    pairs.append((once, rates(session, requests, SECONDS)))
            print(f"  {name}")
            for which, label in enumerate(("of the clock", "of its processor time")):
                ratios = sorted(once[which] / often[which] for once, often in pairs)
                print(
                    f"    {label:22} parsed once {median(once[which] for once, _ in pairs):6.0f}   "
                    f"by every rule {median(often[which] for _, often in pairs):6.0f}   "
                    f"ratio {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
                )


if __name__ == "__main__":
    main()
