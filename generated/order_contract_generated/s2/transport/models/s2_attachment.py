from ...models import S2Attachment

__all__ = ["S2Attachment"]
