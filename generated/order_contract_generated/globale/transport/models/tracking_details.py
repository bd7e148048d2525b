from ...models import TrackingDetails

__all__ = ["TrackingDetails"]
