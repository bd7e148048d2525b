from ...models import Localization

__all__ = ["Localization"]
