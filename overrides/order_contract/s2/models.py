"""The models of Ventmere S2's Update Order, as generated from the spec."""

from order_contract_generated.s2.models import *  # noqa: F403  # all of them, under their own names
