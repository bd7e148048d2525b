"""How hypothesis searches: the same cases on every run, or other ones with `ORDER_CONTRACT_DEEP=1`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep", settings.get_profile("ci"), derandomize=False, max_examples=2_000, print_blob=True
)
settings.load_profile("deep" if os.environ.get("ORDER_CONTRACT_DEEP") == "1" else "ci")
