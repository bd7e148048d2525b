from ...models import Brand

__all__ = ["Brand"]
