from ...models import S2Error

__all__ = ["S2Error"]
