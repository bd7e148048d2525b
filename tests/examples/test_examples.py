"""The example projects, run as a newcomer would: their commands, their servers, and what is in their
tables afterwards.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import psycopg
import pytest

from tests.callback.callback_bodies import GUID, callback
from tests.database_servers import free_port

HERE = Path(__file__).parent
JSON = {"Content-Type": "application/json"}
BIN = Path(sys.executable).parent


class Shop:
    """A copy of an example project with an empty database on PostgreSQL."""

    def __init__(self, name, folder, server, scheme):
        self.folder = shutil.copytree(HERE / name, folder / name)
        database = server.new_database()
        self.dsn = server.dsn(database)
        url = self.dsn.replace("postgresql:", f"{scheme}:")
        self.environment = {**os.environ, "SHOP_DATABASE": url, "ORDER_CONTRACT_MERCHANT_GUID": GUID}
        self.url = ""

    def run(self, *command):
        return subprocess.run(
            [BIN / command[0], *command[1:]],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    @contextlib.contextmanager
    def serving(self, *command):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        words = [word.format(port=port) for word in command]
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [BIN / words[0], *words[1:]], cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        try:
            until = time.monotonic() + 60
            while True:
                with contextlib.suppress(httpx2.TransportError):
                    httpx2.get(self.url)
                    break
                failed = process.poll() is not None or time.monotonic() > until
                assert not failed, (self.folder / "log").read_text()
                time.sleep(0.05)
            yield self
        finally:
            process.terminate()
            process.wait(30)

    def post(self, path, content=None, **members):
        body = callback(**members) if content is None else content
        response = httpx2.post(self.url + path, content=body, headers=JSON, timeout=30)
        assert response.headers["content-type"] == "application/json", response.text
        assert isinstance(response.json()["Success"], bool)
        return response

    def rows(self, query):
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(query).fetchall()

    def notify(self, path="/order-status"):
        order = ("--order", "GE10047946955SG", "--status", "CANCELLED")
        return self.run("order-contract", "notify", self.url + path, *order)


@pytest.fixture
def django(tmp_path, postgresql):
    shop = Shop("django_shop", tmp_path, postgresql, "postgresql")
    assert shop.run("python", "-W", "error", "manage.py", "check").returncode == 0
    migrated = shop.run("python", "manage.py", "migrate")
    assert "Applying order_contract.0001_initial... OK" in migrated.stdout, migrated.stderr
    return shop


GUNICORN = ("gunicorn", "shop.wsgi", "--bind", "127.0.0.1:{port}", "--workers", "2")
UVICORN = ("uvicorn", "shop.asgi:application", "--port", "{port}", "--lifespan", "off")
CANCELLED = "SELECT order_id FROM shop_cancellation ORDER BY id"


class TestDjango:
    @pytest.mark.parametrize("path", ["/order-status", "/order-status-async"])
    @pytest.mark.parametrize("server", [GUNICORN, UVICORN], ids=["gunicorn", "uvicorn"])
    def test_cancels_once_and_rolls_back(self, django, server, path):
        with django.serving(*server):
            for _ in range(2):
                done = django.notify(path)
                assert (done.returncode, "acknowledged (HTTP 200)" in done.stdout) == (0, True), done.stderr
            assert django.rows(CANCELLED) == [("GE10047946955SG",)]
            assert django.post(path, OrderId="2", CartId="fail").status_code == 500
            assert django.rows(CANCELLED) == [("GE10047946955SG",)]
            assert django.post(path, content=iter([callback(OrderId="3")])).status_code == 200
            response = django.post(path, OrderId="4")
            assert response.headers["x-body-length"] == str(len(callback(OrderId="4")))
            for number in range(5, 11):
                django.post(path, OrderId=str(number))
            time.sleep(0.2)
            assert self.connections(django) <= 1
        assert len(django.rows(CANCELLED)) == 9
        assert django.rows("SELECT count(*) FROM order_contract_delivery") == [(9,)]

    def connections(self, django):
        query = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
        """
        return django.rows(query)[0][0]

    def test_a_commit_that_fails_is_no_success(self, django):
        trigger = """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
            CREATE CONSTRAINT TRIGGER late AFTER INSERT ON shop_cancellation DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION refuse()
        """
        with psycopg.connect(django.dsn) as connection:
            connection.execute(trigger)
        with django.serving(*UVICORN):
            for path in ("/order-status", "/order-status-async"):
                assert django.post(path).status_code == 500
            with psycopg.connect(django.dsn) as connection:
                connection.execute("DROP TRIGGER late ON shop_cancellation")
            assert django.post("/order-status").status_code == 200
        assert django.rows(CANCELLED) == [("GE1GB",)]

    def test_needs_no_migration_that_is_not_there(self, django):
        done = django.run("python", "manage.py", "makemigrations", "--check", "--dry-run", "order_contract")
        assert (done.returncode, done.stdout) == (0, "No changes detected in app 'order_contract'\n"), (
            done.stdout
        )

    def test_forgets_by_a_command(self, django):
        with django.serving(*GUNICORN):
            django.post("/order-status")
        command = ("python", "manage.py", "forget_deliveries", "--older-than-days")
        assert "0 deliveries" in django.run(*command, "1").stdout
        assert "1 deliveries" in django.run(*command, "0").stdout

    @pytest.mark.parametrize(
        ("setting", "problem"),
        [
            ({}, "order_contract.E003"),
            ([], "order_contract.E001"),
            ({"MERCHANT_GUID": "x", "COLOUR": 1}, "order_contract.E002"),
            ({"MERCHANT_GUID": ""}, "order_contract.E004"),
            ({"MERCHANT_GUID": "x", "DATABASE": "nowhere"}, "order_contract.E005"),
            ({"MERCHANT_GUID": "x", "DATABASE": "default"}, "order_contract.E006"),
        ],
    )
    def test_check_finds_what_is_wrong_with_the_setting(self, tmp_path, setting, problem):
        shop = shutil.copytree(HERE / "django_shop", tmp_path / "shop")
        settings = shop / "shop/settings.py"
        wrong = f"ORDER_CONTRACT = {setting!r}\nDATABASES['default']['AUTOCOMMIT'] = False\n"
        settings.write_text(f"{settings.read_text()}\n{wrong}ROOT_URLCONF = 'empty'\n")
        (shop / "empty.py").write_text("urlpatterns = []\n")
        command = [sys.executable, "manage.py", "check"]
        done = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False)
        assert problem in done.stderr
        assert done.returncode == 1


class TestFastAPI:
    @pytest.mark.parametrize("path", ["/order-status", "/order-status-operation"])
    def test_cancels_once(self, tmp_path, postgresql, path):
        shop = Shop("fastapi_shop", tmp_path, postgresql, "postgresql+psycopg")
        with shop.serving("uvicorn", "shop:app", "--port", "{port}"):
            for _ in range(2):
                done = shop.notify(path)
                assert (done.returncode, "acknowledged (HTTP 200)" in done.stdout) == (0, True), done.stderr
            assert shop.rows("SELECT order_id FROM cancellation") == [("GE10047946955SG",)]
            if path.endswith("operation"):
                assert shop.post(path, OrderId="2", CartId="fail").status_code == 500
                assert shop.rows("SELECT order_id FROM cancellation") == [("GE10047946955SG",)]
                assert shop.post(path, MerchantGUID="another").status_code == 400
                assert shop.post(path, content=b"x" * (2 << 20)).status_code == 413
                document = httpx2.get(f"{shop.url}/openapi.json").json()["paths"][path]["post"]
                schema = document["responses"]["200"]["content"]["application/json"]["schema"]
                assert "MerchantResponseInfo" in str(schema)
                assert "requestBody" in document

    def test_is_typed(self, tmp_path):
        shutil.copy(HERE / "fastapi_shop/shop.py", tmp_path)
        root = HERE.parents[1]
        paths = os.pathsep.join(str(root / name) for name in ("generated", "overrides"))
        command = [BIN / "mypy", "--strict", "--cache-dir", tmp_path / "cache", "shop.py"]
        environment = {**os.environ, "MYPYPATH": paths}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "django_shop",
            ["python manage.py check", "python manage.py migrate", "gunicorn shop.wsgi --workers 4"],
        ),
        ("fastapi_shop", ["uvicorn shop:app"]),
    ],
)
def test_the_commands_above_are_those_of_the_readme(name, lines):
    text = (HERE / name / "README.md").read_text()
    shown = [line.partition("#")[0].strip() for line in re.findall(r"^\$ (.*)$", text, re.MULTILINE)]
    assert [line for line in lines if line not in shown] == []
