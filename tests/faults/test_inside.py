"""Each fault inside the second server can be seen from outside: its witness tells the faulty server from the
correct one.
"""

from __future__ import annotations

import pytest

from tests.faults.catalogue import Fault
from tests.faults.inside import FAULTS


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.id for fault in FAULTS])
def test_witness_tells_the_faulty_server_from_the_correct_one(fault: Fault) -> None:
    assert fault.correct is not None
    assert fault.witness is not None
    with fault.correct() as right, fault.serve() as wrong:
        assert fault.witness(wrong) != fault.witness(right)
