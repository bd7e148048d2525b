from ...models import InternationalDetails

__all__ = ["InternationalDetails"]
