"""The shop's settings."""

import os
from pathlib import Path
from urllib.parse import urlsplit

SECRET_KEY = os.environ.get("SHOP_SECRET_KEY", "only for this example")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
INSTALLED_APPS = ["order_contract.callback.django_app", "shop"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "shop.middleware.remember_body"]
ROOT_URLCONF = "shop.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_SERVER = urlsplit(os.environ.get("SHOP_DATABASE", ""))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _SERVER.path[1:],
        "USER": _SERVER.username,
        "PASSWORD": _SERVER.password or "",
        "HOST": _SERVER.hostname,
        "PORT": _SERVER.port,
        "ATOMIC_REQUESTS": True,
    }
    if _SERVER.scheme
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(__file__).parents[1] / "shop.sqlite",
        "ATOMIC_REQUESTS": True,
    }
}
ORDER_CONTRACT = {"MERCHANT_GUID": os.environ.get("ORDER_CONTRACT_MERCHANT_GUID", "0511db1d-cdc6")}
