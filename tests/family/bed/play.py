"""Plays a scenario and returns what came back, either over a socket or straight against the application."""
import re
import socket
from .config import Config
from .globale import Globale
from .merchant import Merchant
from .s2 import S2
from .wire import Request, Server, encode

def undated(octets):
    return re.sub(rb"(?im)^date: [^\r]*\r\n", b"", octets)

APPS = {"globale": Globale, "merchant": Merchant, "s2": S2}

def make(api, **kw):
    cfg = Config(api, **kw)
    return APPS[api](cfg), cfg

def request_bytes(step, host="127.0.0.1"):
    headers = {"Host": host, **step["headers"], "Content-Length": str(len(step["body"]))}
    head = f"{step['verb']} {step['target']} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    return head.encode("utf-8") + b"\r\n" + step["body"]

def direct(app, cfg, steps):
    """The answers' octets without sockets."""
    app.reset()
    out = []
    for st in steps:
        req = Request(st["verb"], st["target"].encode("utf-8").decode("latin-1"),
                      list(st["headers"].items()), st["body"])
        reply = app.handle(req)
        out.append(b"(no answer)" if reply is None else undated(encode(cfg, req, reply)[0]))
    return out

def read_answer(sock, verb):
    """(octets, whole, closed): one final response with the interim ones before it."""
    sock.settimeout(3)
    f = sock.makefile("rb")
    got = b""
    try:
        while True:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = f.readline()
                if not line:
                    return got + head, False
                head += line
            got += head
            status = int(head.split()[1])
            if status >= 200:
                break
        fields = dict((k.strip().lower(), v.strip()) for k, _, v in
                      (h.partition(":") for h in head.decode("latin-1").split("\r\n")[1:] if h))
        if verb == "HEAD":                  # sent with Connection: close, so whatever follows is seen
            return got + f.read(), True
        if status == 204:
            return got, True
        if "transfer-encoding" in fields:
            while True:
                line = f.readline()
                if not line:
                    return got, False
                got += line
                size = int(line, 16)
                got += f.read(size + 2)
                if size == 0:
                    return got, True
        n = int(fields.get("content-length", 0))
        body = f.read(n)
        return got + body, len(body) == n
    except (socket.timeout, ValueError):
        return got, False

def over_socket(server, steps):
    """Each step on its own connection, after a reset."""
    out = []
    for st in [{"verb": "POST", "target": "/__reset", "headers": {}, "body": b""}] + steps:
        with socket.create_connection(("127.0.0.1", server.port)) as sock:
            if st["verb"] == "HEAD":
                st = dict(st, headers={**st["headers"], "Connection": "close"})
            sock.sendall(request_bytes(st))
            data, whole = read_answer(sock, st["verb"])
            out.append(undated(data if whole else data + b"(broken)"))
    return out[1:]
