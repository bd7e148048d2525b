"""Nonsense that must not type-check."""

from globale_client.models import OrderRefundDetails, OrderStatusDetails

OrderRefundDetails(order_idd=1)
OrderStatusDetails(order_idd=1)
