"""The check, as a team would run it, against a receiver under every mount."""

import logging

import pytest

from order_contract.callback import Receiver
from order_contract.check import ServerCredentials, Verdict, run
from order_contract.check.profiles import Profile
from tests.callback.callback_bodies import GUID
from tests.callback.callback_servers import MOUNTS, PATH

PROFILE = Profile("mounted", seconds=60, examples=5, boundaries=10, rule_examples=0)


@pytest.mark.parametrize("mount", MOUNTS)
def test_a_receiver_keeps_the_contract_under_every_mount(mount, caplog):
    caplog.set_level(logging.CRITICAL)
    receiver, seen = Receiver(GUID), []
    receiver.on_status()(seen.append)
    receiver.on_cancelled(seen.append)
    slash = "/" if mount == "starlette_mounted" else ""
    with MOUNTS[mount](receiver) as url:
        report = run(
            f"{url}{PATH}{slash}",
            "merchant",
            credentials=ServerCredentials(merchant_guid=GUID),
            seed=1,
            profile=PROFILE,
            timeout=30,
        )
    assert report.findings == ()
    assert [row.verdict for row in report.operations] == [Verdict.HOLDS]
    assert seen
