"""`python -m second --port 8080`: the second server until it is interrupted.

Invariants: it listens on loopback alone.
"""

from argparse import ArgumentParser
from contextlib import suppress
from threading import Event

from tests.faults.second import Config, create, running

arguments = ArgumentParser(
    prog="second", description="A correct server of the three APIs, for proving the check."
)
arguments.add_argument("--port", type=int, default=0, help="0 picks a free one")
arguments.add_argument("--envelope-200", action="store_true", help="refusals come under 200")
arguments.add_argument("--no-error-info", action="store_true", help="refused refunds come as ResponseInfo")
given = arguments.parse_args()
with running(
    create(Config(envelope_200=given.envelope_200, error_info=not given.no_error_info)), given.port
) as url:
    print(url, flush=True)
    with suppress(KeyboardInterrupt):
        Event().wait()
