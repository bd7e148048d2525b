from ...models import S2Address

__all__ = ["S2Address"]
