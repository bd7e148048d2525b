from ...models import S2OrderUpdate

__all__ = ["S2OrderUpdate"]
