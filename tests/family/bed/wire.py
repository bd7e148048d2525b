"""A small HTTP/1.1 server over plain sockets, so that every octet is ours to vary."""
import email.utils
import gzip
import socket
import struct
import threading
from .jsontext import dump

class Request:
    def __init__(self, verb, target, headers, body, version="HTTP/1.1"):
        self.verb, self.target, self.headers, self.body, self.version = verb, target, headers, body, version
        self.path, _, self.query = target.partition("?")

    def header(self, name, default=None):
        for k, v in self.headers:
            if k.lower() == name.lower():
                return v
        return default

class Reply:
    def __init__(self, status, obj=None, headers=None, text=None, ctype=None):
        self.status, self.obj, self.headers, self.text, self.ctype = status, obj, headers or [], text, ctype

REASONS = {100: "Continue", 103: "Early Hints", 200: "OK", 204: "No Content", 302: "Found", 400: "Bad Request",
           401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
           413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content",
           500: "Internal Server Error", 501: "Not Implemented"}
LIMIT = 4_000_000

class Malformed(Exception):
    def __init__(self, status=400):
        self.status = status

def read_line(f):
    line = f.readline(70_000)
    if line and not line.endswith(b"\n"):
        raise Malformed()
    return line.rstrip(b"\r\n") if line else None

def read_body(f, headers, conn):
    h = {k.lower(): v for k, v in headers}
    if h.get("expect", "").lower() == "100-continue":
        conn.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    if "transfer-encoding" in h:
        if h["transfer-encoding"].lower().strip() != "chunked" or "content-length" in h:
            raise Malformed()
        body = b""
        while True:
            size = int((read_line(f) or b"x").split(b";")[0], 16)
            if size == 0:
                while read_line(f):
                    pass
                return body
            body += f.read(size)
            read_line(f)
            if len(body) > LIMIT:
                raise Malformed(413)
    length = h.get("content-length", "0")
    if not length.isdigit():
        raise Malformed()
    if int(length) > LIMIT:
        raise Malformed(413)
    body = f.read(int(length))
    if len(body) < int(length):
        raise Malformed()
    return body

def read_request(f, conn):
    line = read_line(f)
    if line == b"":
        line = read_line(f)
    if line is None:
        return None
    parts = line.decode("latin-1").split(" ")
    if len(parts) < 3 or not parts[-1].startswith("HTTP/1."):
        raise Malformed()
    verb, target = parts[0], " ".join(parts[1:-1])      # the documents print raw JSON in the URL
    headers = []
    while True:
        line = read_line(f)
        if not line:
            break
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon:
            raise Malformed()
        headers.append((name, value.strip()))
    version = parts[-1]
    if version != "HTTP/1.0" and not any(k.lower() == "host" for k, _ in headers):
        raise Malformed()
    return Request(verb, target, headers, read_body(f, headers, conn), version)

def spoil_text(cfg, text):
    """Faults in the JSON text of a reply."""
    if cfg.bad("wire_trailing_comma"):
        return text[:-1] + ",}" if text.endswith("}") else text[:-1] + ",]"
    if cfg.bad("wire_single_quotes"):
        return text.replace('"', "'")
    if cfg.bad("wire_truncated_json"):
        return text[:-1]
    if cfg.bad("wire_two_documents"):
        return text + text
    if cfg.bad("wire_xssi_prefix"):
        return ")]}',\n" + text
    if cfg.bad("wire_json_in_string"):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
    if cfg.bad("wire_duplicate_member") and text.startswith("{") and len(text) > 2:
        return "{" + text[1:-1].rstrip() + "," + text[1:-1].split(",")[0].lstrip() + "}"
    if cfg.bad("wire_raw_control"):
        return text.replace('": ', '":\x01')
    if cfg.bad("wire_empty_body"):
        return ""
    return text

def encode(cfg, req, reply):
    """The octets of a reply."""
    ctype = reply.ctype or "application/json"
    if reply.text is not None:
        body = reply.text.encode()
    elif reply.obj is None and reply.status in (204, 302):
        body = b""
    else:
        body = spoil_text(cfg, dump(reply.obj, cfg))
        body = (body + ("\n" if cfg["final_newline"] == "yes" else "")).encode()
        if cfg.bad("wire_latin1"):
            body = body.decode().encode("latin-1", "replace")
        if cfg.bad("wire_utf16"):
            body = body.decode().encode("utf-16")
        if cfg.bad("wire_bom_twice"):
            body = b"\xef\xbb\xbf\xef\xbb\xbf" + body
        if cfg.bad("wire_html_type"):
            ctype = "text/html"
        if cfg.bad("wire_wrong_charset"):
            ctype = "application/json; charset=utf-16"
    if cfg["response_charset"] == "utf-8" and "charset" not in ctype:
        ctype += "; charset=utf-8"
    elif cfg["response_charset"] == "UTF-8 quoted" and "charset" not in ctype:
        ctype += '; charset="UTF-8"'
    headers = list(reply.headers)
    if reply.status == 401 and cfg["www_authenticate"] == "present":
        headers.append(("WWW-Authenticate", "Bearer" if cfg.api == "s2" else 'MerchantGUID realm="bed"'))
    if reply.status != 204 and not cfg.bad("wire_no_type"):
        headers.insert(0, ("Content-Type", ctype))
    wants_gzip = req is not None and "gzip" in (req.header("Accept-Encoding") or "").lower()
    old = req is not None and req.version == "HTTP/1.0"
    if (cfg["gzip"] == "when asked" and wants_gzip) or cfg.bad("wire_gzip_unasked"):
        body = gzip.compress(body, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
        headers.append(("Vary", "Accept-Encoding"))
    if cfg.bad("wire_gzip_unlabelled"):
        body = gzip.compress(body, mtime=0)
    if cfg["cache_control"] == "public":
        headers.append(("Cache-Control", "public, max-age=0"))
    elif cfg["cache_control"] == "no-store":
        headers.append(("Cache-Control", "no-store"))
    if cfg["extra_headers"] == "many":
        headers += [("Server", "bed"), ("X-Request-Id", "1"), ("Strict-Transport-Security", "max-age=1"),
                    ("Set-Cookie", "bed=1; Path=/; HttpOnly")]
    close = old or cfg["connection"] == "close" or (req is not None and (req.header("Connection") or "").lower() == "close")
    headers.append(("Connection", "close" if close else "keep-alive"))
    headers.append(("Date", email.utils.formatdate(usegmt=True)))
    head = req is not None and req.verb == "HEAD"
    http_bodyless = reply.status == 204
    payload = body
    if http_bodyless:
        payload = b""
    elif cfg["framing"] == "chunked" and not old or cfg.bad("wire_chunk_unfinished"):
        headers.append(("Transfer-Encoding", "chunked"))
        half = max(1, len(body) // 2)
        payload = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (body[:half], body[half:]) if p)
        if not cfg.bad("wire_chunk_unfinished"):
            payload += b"0\r\n\r\n"
    else:
        length = len(body) + (7 if cfg.bad("wire_length_long") else -3 if cfg.bad("wire_length_short") else 0)
        headers.append(("Content-Length", str(max(0, length))))
    if head and not cfg.bad("http_head_with_body"):
        payload = b""
    if cfg["header_names"] == "lower":
        headers = [(k.lower(), v) for k, v in headers]
    version = "HTTP/1.1"
    lines = [f"{version} {reply.status} {REASONS.get(reply.status, 'Status')}"] + [f"{k}: {v}" for k, v in headers]
    out = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + payload
    if old:
        pass
    elif cfg["interim"] == "100":
        out = b"HTTP/1.1 100 Continue\r\n\r\n" + out
    elif cfg["interim"] == "103":
        out = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" + out
    if cfg.bad("wire_chunk_unfinished") or cfg.bad("wire_length_long"):
        close = True
    return out, close

class Server:
    """Serves one application (an object with .handle(request) -> Reply) on loopback."""
    def __init__(self, app, cfg, port=0):
        self.app, self.cfg, self.lock = app, cfg, threading.Lock()
        self.sock = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port = self.sock.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        threading.Thread(target=self.run, daemon=True).start()
        return self

    def run(self):
        while True:
            try:
                conn, _ = self.sock.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(conn,), daemon=True).start()

    def stop(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()

    def serve(self, conn):
        conn.settimeout(30)
        conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        f = conn.makefile("rb")
        try:
            while True:
                req = None
                try:
                    req = read_request(f, conn)
                    if req is None:
                        return
                    with self.lock:
                        reply = self.app.handle(req)
                except Malformed as e:
                    reply = Reply(e.status, self.app.wire_error("malformed request"))
                    conn.sendall(encode(self.cfg, req, reply)[0])
                    return
                except ValueError:
                    reply = Reply(400, self.app.wire_error("malformed request"))
                    conn.sendall(encode(self.cfg, req, reply)[0])
                    return
                if reply is None:                       # a fault, or a head that is too long: no answer at all
                    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    f.close()
                    conn.close()                        # a reset
                    return
                out, close = encode(self.cfg, req, reply)
                conn.sendall(out)
                if close:
                    return
        except (OSError, ConnectionError):
            pass
        finally:
            f.close()
            try:
                conn.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            conn.close()
