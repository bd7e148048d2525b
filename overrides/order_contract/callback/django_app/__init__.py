"""The Django app: a table of deliveries with its migration, stores on it, settings, checks and a command.

Add `order_contract.callback.django_app` to `INSTALLED_APPS` and run `manage.py migrate`.
"""

from order_contract.callback.django_app.django_store import DjangoLeaseStore, DjangoStore

__all__ = ["DjangoLeaseStore", "DjangoStore"]
