from ...models import S2Organization

__all__ = ["S2Organization"]
