from ...models import S2Account

__all__ = ["S2Account"]
