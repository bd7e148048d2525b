from ...models import DTBreakdown

__all__ = ["DTBreakdown"]
