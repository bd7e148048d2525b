"""The check has no error for receivers as shops write them: five in the styles of their frameworks, and one
of six lines.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from order_contract.check import ServerCredentials, Severity, run
from tests.callback.callback_servers import PATH, asgi_server, werkzeug_server, wsgi_server
from tests.family.receivers import by_hand, fastapi_shop, flask_shop, six_lines
from tests.family.servers import QUICK, fixtures_of

Serve = Callable[[], AbstractContextManager[str]]
STATED = """\
[merchant]
statuses = ["CANCELLED", "PROCESSING"]
refuses = {refuses}
orders = [
  {{ order_id = "GE10047946955SG", merchant_order_id = "00024345" }},
  {{ order_id = "GE10047946956SG", merchant_order_id = "00024346" }},
]
"""


@contextmanager
def standard_library() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), by_hand.Shop)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def django_receiver() -> AbstractContextManager[str]:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="only-for-tests")
        django.setup()
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    @contextmanager
    def serving() -> Iterator[str]:
        with (
            override_settings(ROOT_URLCONF="tests.family.receivers.django_shop", DEBUG=False),
            wsgi_server(WSGIHandler()) as url,
        ):
            yield url

    return serving()


@contextmanager
def node() -> Iterator[str]:
    program = shutil.which("node")
    if program is None:
        pytest.skip("there is no Node on this machine")
    script = Path(by_hand.__file__).with_name("node_shop.js")
    with subprocess.Popen(
        [program, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.stdin.close()
            process.wait(10)


def six_line_receiver() -> AbstractContextManager[str]:
    def receiver(environ: Any, start: Any) -> list[bytes]:
        try:
            return six_lines.receiver(environ, start)
        except (ValueError, RecursionError):
            # a web server's own page would be HTML; the vendor asks for JSON
            start("400 Bad Request", [("Content-Type", "application/json")])
            return [b'{"Success": false, "Message": "not JSON", "Description": ""}']

    return wsgi_server(receiver)


RECEIVERS: dict[str, tuple[Serve, list[str], str | None]] = {
    "http.server": (standard_library, ["unknown-order"], by_hand.GUID),
    "Flask": (lambda: werkzeug_server(flask_shop.app), [], None),
    "Django": (django_receiver, ["unknown-order"], None),
    "FastAPI": (lambda: asgi_server(fastapi_shop.app), [], None),
    "Node": (node, ["unknown-order"], None),
    "six lines": (six_line_receiver, [], None),
}
"""By what they are written with: how they are served, what they refuse, and the GUID that they ask for."""


@pytest.mark.parametrize("name", RECEIVERS)
def test_a_receiver_gets_no_error(name: str, record_property: Any) -> None:
    serve, refuses, guid = RECEIVERS[name]
    with serve() as url:
        report = run(
            url + PATH,
            "merchant",
            credentials=ServerCredentials(merchant_guid=guid),
            fixtures=fixtures_of(STATED.format(refuses=json.dumps(refuses))),
            profile=QUICK,
            seed=1,
        )
    record_property("warnings", len(report.findings))
    print(
        *(f"{finding.severity.value} {finding.rule.id}: {finding.message}" for finding in report.findings),
        sep="\n",
    )
    assert [finding.message for finding in report.findings if finding.severity is Severity.ERROR] == []
    assert report.stopped == ""
    assert report.cases > 300
    assert report.operations[0].accepted > 100
