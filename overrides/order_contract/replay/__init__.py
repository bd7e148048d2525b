"""Recorded and live traffic held against the contract: HAR, mitmproxy's flows, VCR cassettes, JSON Lines; API
calls and callback deliveries, both sides of each.

Invariants: nothing is sent; the rules, ids and reports are those of the check; secrets and personal data are
masked in all that is given out.
"""

from __future__ import annotations

from order_contract.replay.recorded_exchange import Skipped
from order_contract.replay.replay import Replayed, judge_file, merge, replay

__all__ = ["Replayed", "Skipped", "judge_file", "merge", "replay"]
