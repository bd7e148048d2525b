from ...models import S2Product

__all__ = ["S2Product"]
