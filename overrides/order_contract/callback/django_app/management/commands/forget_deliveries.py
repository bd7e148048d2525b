"""`manage.py forget_deliveries --older-than-days 90`: delete the records of deliveries that were handled
long ago.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from order_contract.callback.django_app.django_store import DjangoStore


class Command(BaseCommand):  # type: ignore[misc]  # Django has no types
    """See Django."""

    help = "Delete the records of deliveries handled long ago; repeated, they would be handled again."

    def add_arguments(self, parser: Any) -> None:
        """See Django."""
        parser.add_argument("--older-than-days", type=float, required=True, metavar="DAYS")
        parser.add_argument(
            "--portion", type=int, default=1_000, metavar="ROWS", help="rows of one transaction"
        )
        parser.add_argument("--database", default="default", metavar="ALIAS")

    def handle(self, *_: Any, **options: Any) -> None:
        """See Django."""
        store = DjangoStore(options["database"])
        count = store.forget(timedelta(days=options["older_than_days"]), portion=options["portion"])
        self.stdout.write(f"{count} deliveries forgotten")
