"""Nonsense that must not type-check."""

from globale_models import OrderRefundDetails, OrderStatusDetails

OrderRefundDetails(OrderIdd=1)
OrderStatusDetails(OrderIdd=1)
