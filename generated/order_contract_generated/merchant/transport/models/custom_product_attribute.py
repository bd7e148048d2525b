from ...models import CustomProductAttribute

__all__ = ["CustomProductAttribute"]
