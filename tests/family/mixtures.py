"""Correct servers that Hypothesis makes up: any values of the switches of an API, mixed.

Invariant: the same seed gives the same server.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.family.bed.switches import SWITCHES
from tests.family.servers import Api, Switches


def mixtures(api: Api) -> st.SearchStrategy[dict[str, str]]:
    """Values for all switches of an API."""
    fitting = [switch for switch in SWITCHES.values() if switch.api in ("any", api)]
    return st.fixed_dictionaries({switch.name: st.sampled_from(switch.values) for switch in fitting})


def mixture(api: Api, seed: int) -> Switches:
    """The mixture of a seed."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    drawn: list[dict[str, str]] = []

    @seeded(seed)
    @settings(
        max_examples=3,
        phases=[Phase.generate],
        database=None,
        derandomize=False,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(mixtures(api))
    def draw(switches: dict[str, str]) -> None:
        drawn.append(switches)

    draw()
    return drawn[-1]  # the first is the simplest: nearly all defaults
