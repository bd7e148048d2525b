from ...models import RefundProduct

__all__ = ["RefundProduct"]
