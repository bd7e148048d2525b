from ...models import OrderRefundReason

__all__ = ["OrderRefundReason"]
