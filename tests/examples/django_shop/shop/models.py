"""What the shop keeps."""

from django.db import models


class Cancellation(models.Model):
    """An order that was cancelled. Nothing keeps an order from standing here twice but the receiver."""

    order_id = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
