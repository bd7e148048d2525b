"""The app's configuration, and what `manage.py check` says of it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks


class OrderContractConfig(AppConfig):  # type: ignore[misc]  # Django has no types
    """The app `order_contract`."""

    name = "order_contract.callback.django_app"
    label = "order_contract"
    verbose_name = "Global-e callback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """See `AppConfig`."""
        checks.register(_check_settings)


def _check_settings(app_configs: Any, **_: Any) -> list[Any]:
    from order_contract.callback.django_app.settings import problems

    return [
        checks.Error(problem, hint=hint, id=f"order_contract.E{number:03}")
        for number, problem, hint in problems()
    ]
