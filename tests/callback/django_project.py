"""One Django project for the tests of a process, whose settings can only be made once, and databases that
tests add to it.
"""

from __future__ import annotations

import contextlib
import sys
from types import ModuleType

URLS = "callback_urls"


def configure():
    """Set Django up, once."""
    from django import setup
    from django.conf import settings

    if settings.configured:
        return
    sys.modules.setdefault(URLS, ModuleType(URLS)).urlpatterns = []  # type: ignore[attr-defined]  # a module made here
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["order_contract.callback.django_app"],
        LOGGING_CONFIG=None,
        MIDDLEWARE=[
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        ROOT_URLCONF=URLS,
        SECRET_KEY="test",
    )
    setup()


def serve(path, view):
    """Let an address, and no other, be this view's."""
    from django.urls import clear_url_caches
    from django.urls import path as route

    sys.modules[URLS].urlpatterns = [route(path, view)]  # type: ignore[attr-defined]  # the module made above
    clear_url_caches()


@contextlib.contextmanager
def database(**settings):
    """The alias of a database that has the app's tables and one called `witness`, until the block ends."""
    configure()
    from django.core.management import call_command
    from django.db import connections

    alias = f"shop{id(settings)}"
    connections.databases[alias] = connections.configure_settings({alias: settings, "default": {}})[alias]
    try:
        call_command("migrate", database=alias, verbosity=0)
        with connections[alias].cursor() as cursor:
            cursor.execute("CREATE TABLE witness (mark VARCHAR(255))")
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


class ClosingStore:
    """A Django store as the threads of a suite need it: they end without a request's end, where Django
    closes connections.
    """

    def __init__(self, store, alias):
        self._store, self._alias = store, alias

    def close(self):
        from django.db import connections

        if not connections[self._alias].in_atomic_block:
            connections[self._alias].close()

    def __getattr__(self, name):
        method = getattr(self._store, name)

        def call(*arguments):
            try:
                result = method(*arguments)
                return ClosingTransaction(result, self) if name == "begin" else result
            finally:
                self.close()

        return call


class ClosingTransaction:
    def __init__(self, transaction, store):
        self._transaction, self._store = transaction, store
        self.state = transaction.state

    def commit(self):
        self._transaction.commit()
        self._store.close()

    def rollback(self):
        self._transaction.rollback()
        self._store.close()
