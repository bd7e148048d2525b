from ...models import ExporterDetails

__all__ = ["ExporterDetails"]
