"""The setting `ORDER_CONTRACT` of a Django project, and the receiver that it describes.

Invariant: a value is never quoted in a message; it can be a secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.conf import settings
from django.db import connections

from order_contract.callback.django_app.django_store import DjangoLeaseStore, DjangoStore
from order_contract.callback.receiver import Receiver

_ARGUMENTS: Final[Mapping[str, str]] = {
    "MERCHANT_GUID": "merchant_guid",
    "MAX_BODY": "max_body",
    "WRONG_GUID_STATUS": "wrong_guid_status",
    "LEASE": "lease",
    "PATIENCE": "patience",
}
_KEYS: Final = (*_ARGUMENTS, "DATABASE", "LEASED")


def receiver() -> Receiver:
    """A receiver as the setting `ORDER_CONTRACT` describes it, with a store in the project's database.

    The setting is a dict: `MERCHANT_GUID` is required; `MAX_BODY`, `WRONG_GUID_STATUS`, `LEASE` and
    `PATIENCE` are those of `Receiver`; `DATABASE` is the alias of the database, `default` without one;
    `LEASED` True takes a `DjangoLeaseStore` in place of a `DjangoStore`.

    :raises ImproperlyConfigured: the setting is missing or wrong, as `manage.py check` says too.
    """
    from django.core.exceptions import ImproperlyConfigured

    for _, problem, hint in problems(required=True):
        raise ImproperlyConfigured(f"{problem} {hint}")
    given = settings.ORDER_CONTRACT
    store = (DjangoLeaseStore if given.get("LEASED") else DjangoStore)(given.get("DATABASE", "default"))
    return Receiver(
        store=store, **{argument: given[key] for key, argument in _ARGUMENTS.items() if key in given}
    )


def problems(*, required: bool = False) -> Iterator[tuple[int, str, str]]:
    """What is wrong with the setting: a number, what it is, and what to do.

    :param required: whether it is missing without a value; a project can make its receiver itself.
    """
    given = getattr(settings, "ORDER_CONTRACT", None)
    if given is None and not required:
        return
    if not isinstance(given, Mapping):
        yield (
            1,
            "The setting ORDER_CONTRACT must be a dict.",
            "Write ORDER_CONTRACT = {'MERCHANT_GUID': ...}.",
        )
        return
    unknown = sorted(str(key) for key in given if key not in _KEYS)
    if unknown:
        yield 2, f"ORDER_CONTRACT has no key {', '.join(unknown)}.", f"Its keys are {', '.join(_KEYS)}."
    if "MERCHANT_GUID" not in given:
        yield (
            3,
            "ORDER_CONTRACT has no MERCHANT_GUID.",
            "Set the secret that you share with Global-e; None takes callbacks from anyone.",
        )
    elif given["MERCHANT_GUID"] is not None or not unknown:
        yield from _wrong_arguments(given)
    if given.get("DATABASE", "default") not in connections:
        yield (
            5,
            "DATABASE of ORDER_CONTRACT is not an alias of DATABASES.",
            f"Known are {', '.join(connections)}.",
        )
    elif connections.databases[given.get("DATABASE", "default")].get("AUTOCOMMIT") is False:
        yield (
            6,
            "The database of ORDER_CONTRACT has AUTOCOMMIT False, where Django commits no transaction.",
            "Leave AUTOCOMMIT out.",
        )


def _wrong_arguments(given: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    try:
        Receiver(**{argument: given[key] for key, argument in _ARGUMENTS.items() if key in given})
    except (TypeError, ValueError) as error:
        yield 4, f"ORDER_CONTRACT is wrong: {error}.", "See the documentation of Receiver."
