from ...models import S2Brand

__all__ = ["S2Brand"]
