from ...models import MetaDataUpdateType

__all__ = ["MetaDataUpdateType"]
