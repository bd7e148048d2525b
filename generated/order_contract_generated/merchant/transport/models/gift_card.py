from ...models import GiftCard

__all__ = ["GiftCard"]
