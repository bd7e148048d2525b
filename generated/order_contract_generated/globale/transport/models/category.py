from ...models import Category

__all__ = ["Category"]
