"""The table of deliveries, the same that `sqlalchemy_store` uses."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from order_contract.callback.sql import TABLE, WIDTH


class HandledDelivery(models.Model):  # type: ignore[misc]  # Django has no types
    """A delivery that was handled, or is claimed. It holds an order's id and status, nothing else of it.
    Times are milliseconds since 1970.
    """

    delivery_key = models.CharField(max_length=64, primary_key=True)
    order_id = models.CharField(max_length=WIDTH)
    status = models.CharField(max_length=WIDTH)
    owner = models.CharField(max_length=64, null=True)  # as in the other store
    leased_until_ms = models.BigIntegerField(null=True)
    done_ms = models.BigIntegerField(null=True)

    class Meta:
        """See Django."""

        app_label = "order_contract"
        db_table = TABLE
        indexes: ClassVar = [models.Index(fields=["done_ms"], name="ix_oc_delivery_done_ms")]
        verbose_name_plural = "deliveries"
