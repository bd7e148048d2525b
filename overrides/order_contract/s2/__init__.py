"""Ventmere S2's Update Order: `S2Client`, `AsyncS2Client`, and the models in `order_contract.s2.models`."""

from order_contract.s2.client import AsyncS2Client, S2Client

__all__ = ["AsyncS2Client", "S2Client"]
