from ...models import S2Fulfillment

__all__ = ["S2Fulfillment"]
