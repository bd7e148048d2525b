from ...models import S2AttachmentUpdate

__all__ = ["S2AttachmentUpdate"]
