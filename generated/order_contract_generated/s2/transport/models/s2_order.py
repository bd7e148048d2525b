from ...models import S2Order

__all__ = ["S2Order"]
