from ...models import Parcel

__all__ = ["Parcel"]
