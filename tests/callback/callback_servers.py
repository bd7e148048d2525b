"""Runs a receiver under the real server of each framework, on a free port of the loopback, until the block
ends.
"""

import socket
import threading
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import uvicorn

PATH = "/order-status-update-url"


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def _stopping(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@contextmanager
def wsgi_server(application):
    with _stopping(make_server("127.0.0.1", 0, application, _Threaded, _Quiet)) as url:
        yield url


@contextmanager
def werkzeug_server(application):
    from werkzeug.serving import WSGIRequestHandler as Handler
    from werkzeug.serving import make_server as make

    class Quiet(Handler):
        def log(self, *_):
            pass

    with _stopping(make("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)) as url:
        yield url


@contextmanager
def asgi_server(application, *, lifespan="on"):
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            application, lifespan=lifespan, log_config=None, access_log=False, timeout_graceful_shutdown=5
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def plain_asgi(receiver):
    from order_contract.callback import asgi

    return asgi_server(asgi.app(receiver))


def starlette(receiver):
    from starlette.applications import Starlette

    from order_contract.callback import asgi

    application = Starlette()
    application.add_route(PATH, asgi.app(receiver))  # type: ignore[arg-type]  # it takes ASGI applications too
    return asgi_server(application)


def starlette_mounted(receiver):
    from starlette.applications import Starlette

    from order_contract.callback import asgi

    application = Starlette()
    application.mount(PATH, asgi.app(receiver))
    return asgi_server(application)


def fastapi(receiver):
    from fastapi import FastAPI

    from order_contract.callback import asgi

    application = FastAPI()
    application.routes.append(asgi.route(PATH, receiver))
    return asgi_server(application)


def plain_wsgi(receiver):
    from order_contract.callback import wsgi

    return wsgi_server(wsgi.app(receiver))


def flask(receiver):
    from flask import Flask

    from order_contract.callback.flask import view

    application = Flask("shop")
    application.add_url_rule(PATH, view_func=view(receiver))
    return werkzeug_server(application)


def _django(make, receiver):
    from tests.callback import django_project

    django_project.configure()
    django_project.serve(PATH[1:], make(receiver))


def django(receiver):
    from order_contract.callback.django import view

    _django(view, receiver)
    from django.core.handlers.wsgi import WSGIHandler

    return wsgi_server(WSGIHandler())


def django_async(receiver):
    from order_contract.callback.django import async_view

    _django(async_view, receiver)
    from django.core.handlers.asgi import ASGIHandler

    return asgi_server(ASGIHandler(), lifespan="off")


MOUNTS = {
    mount.__name__: mount
    for mount in (plain_asgi, starlette, starlette_mounted, fastapi, plain_wsgi, flask, django, django_async)
}
