"""The models of Global-e's Order methods and of its callback, as generated from the spec."""

from order_contract_generated.globale.models import *  # noqa: F403  # all of them, under their own names
