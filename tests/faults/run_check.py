"""One run of our check in a process of its own: `python -m tests.faults.run_check URL API PROFILE SECONDS
SEED FIRST STARTED`.

It prints one line of JSON. SECONDS 0 leaves the time to the profile. PROFILE with `+seeded` sends only what
its seed changes.

With FIRST the process ends at the first finding. STARTED is the time of the clock at which the process was
asked for. The fixtures come by stdin.

Invariant: how the check is called stands in one function here.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from typing import Any, NoReturn

from tests.faults.catalogue import CALLBACK_GUID, GUID, ORGANIZATION, TOKEN

SEEDED = "+seeded"
"""After the name of a profile: only what its seed changes."""


def _told(outcome: dict[str, Any]) -> NoReturn:
    print(json.dumps(outcome), flush=True)
    # Nothing of the run is wanted any more, threads of the fuzzer included.
    os._exit(0)


def hold(
    url: str, api: Any, profile: str, seconds: int, seed: int, first: bool, started: float, fixtures: str
) -> NoReturn:
    """Run the check; tell its first finding, or all of them."""
    from order_contract.check import CannotRunError, Progress, ServerCredentials, run
    from order_contract.check.profiles import PROFILES
    from order_contract.check.server_data import Fixtures

    began = time.monotonic()

    def at_event(progress: Progress) -> None:
        finding = progress.new
        if first and finding is not None:
            # The correct servers get no finding at all, so that a warning shows the fault as well.
            _told(
                {
                    "found": True,
                    "grade": finding.grade.value,
                    "rule": finding.rule.id,
                    "operation": finding.operation,
                    "sentence": finding.message,
                    "seconds": time.monotonic() - began,
                    "from_start": time.time() - started,
                    "requests": progress.cases,
                }
            )

    credentials = ServerCredentials(
        guid=GUID, token=TOKEN, organization=ORGANIZATION, merchant_guid=CALLBACK_GUID
    )
    chosen = PROFILES[profile.removesuffix(SEEDED)]
    if profile.endswith(SEEDED):
        chosen = replace(chosen, corpus=False, robustness=False, boundaries=0)
    try:
        known = Fixtures.read(fixtures) if fixtures else None
        report = run(
            url,
            api,
            credentials=credentials,
            fixtures=known,
            profile=chosen,
            max_time=seconds or None,
            seed=seed,
            stop_at_first=first,
            on_event=at_event,
        )
    except CannotRunError as stopped:
        _told({"found": False, "stopped": str(stopped), "seconds": time.monotonic() - began, "requests": 0})
    _told(
        {
            "found": bool(report.findings),
            "stopped": report.stopped,
            "findings": [
                f"{finding.operation} {finding.rule.id}: {finding.message} | {finding.curl}"
                for finding in report.findings
            ],
            "seconds": time.monotonic() - began,
            "from_start": time.time() - started,
            "requests": report.cases,
        }
    )


if __name__ == "__main__":
    url, api, profile, seconds, seed, first, started = sys.argv[1:]
    hold(url, api, profile, int(seconds), int(seed), first == "first", float(started), sys.stdin.read())
