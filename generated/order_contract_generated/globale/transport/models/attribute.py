from ...models import Attribute

__all__ = ["Attribute"]
