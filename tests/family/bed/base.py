"""What the three servers share: refusals, decoding of the query, answers outside of the contract."""
import re
import sys
import traceback
from .wire import Reply

class Refusal(Exception):
    """kind is one of auth, notfound, invalid, refund, products, form."""
    def __init__(self, kind, code, text, desc=None):
        self.kind, self.code, self.text, self.desc = kind, code, text, desc

def percent_decode(cfg, s):
    """One query value: the raw octets are latin-1 in s."""
    if cfg.bad("jq_percent_not_decoded"):
        return s
    if cfg["plus_in_query"] == "blank":
        s = s.replace("+", " ")
    if cfg.bad("jq_lower_hex_not_decoded"):
        pattern = r"%([0-9A-F]{2})"
    else:
        pattern = r"%([0-9A-Fa-f]{2})"
    if cfg["bad_percent"] == "refuse" and re.search(r"%(?![0-9A-Fa-f]{2})", s):
        raise Refusal("form", "400", "the query is not well-formed")
    raw = re.sub(pattern.encode(), lambda m: bytes([int(m.group(1), 16)]), s.encode("latin-1"))
    if cfg.bad("jq_decoded_twice"):
        raw = re.sub(pattern.encode(), lambda m: bytes([int(m.group(1), 16)]), raw)
    if cfg.bad("jq_latin1"):
        return raw.decode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if cfg["bad_utf8_in_query"] == "refuse":
            raise Refusal("form", "400", "the query is not UTF-8")
        return raw.decode("utf-8", "replace")

def query_pairs(cfg, query):
    if cfg.bad("jq_decoded_before_split"):
        query = percent_decode(cfg, query).encode("utf-8").decode("latin-1")
    if cfg.bad("jq_cut_at_2048"):
        query = query[:2048]
    if cfg.bad("jq_cut_at_512"):
        query = query[:512]
    parts = re.split("[&;]", query) if cfg.bad("jq_semicolon_splits") else query.split("&")
    out = []
    for p in parts:
        if not p:
            continue
        name, _, value = p.partition("=")
        if cfg.bad("jq_cut_at_second_equals"):
            value = value.split("=")[0]
        out.append((percent_decode(cfg, name), percent_decode(cfg, value)))
    return out

LONGEST_HEAD = 16_384                       # as Node's http server has it

def head_size(req):
    return len(req.target) + sum(len(k) + len(v) + 4 for k, v in req.headers)

class App:
    """Base of the three applications."""
    known_paths = ()

    def __init__(self, cfg):
        self.cfg = cfg
        self.reset()

    def handle(self, req):
        if req.path == "/__reset":
            self.reset()
            return Reply(200, {"reset": True})
        if self.cfg["long_head"] == "reset" and head_size(req) > LONGEST_HEAD:
            return None
        try:
            return self.answer(req)
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return Reply(500, self.wire_error("internal error"))

    def unknown_path(self):
        status = int(self.cfg["unknown_path_status"])
        allow = [("Allow", "POST")] if status == 405 else []
        if self.cfg["unknown_path_body"] == "html":
            return Reply(status, text="<!DOCTYPE html><title>Not found</title><p>Not found.", headers=allow, ctype="text/html")
        if self.cfg["unknown_path_body"] == "empty":
            return Reply(status, text="", headers=allow, ctype="text/plain")
        return Reply(status, self.wire_error("no such path"), allow)

    def wrong_verb(self, verb, allow):
        cfg = self.cfg
        if verb == "OPTIONS" and cfg["options"] == "204":
            return Reply(204, headers=[("Allow", ", ".join(allow + ["OPTIONS"]))])
        status = int(cfg["wrong_verb_status"])
        headers = [("Allow", ", ".join(allow))] if status == 405 else []
        if cfg["wrong_verb_body"] == "html":
            return Reply(status, text="<!DOCTYPE html><title>Not allowed</title>", headers=headers, ctype="text/html")
        return Reply(status, self.wire_error("this verb is not allowed here"), headers)

    def media_type_refused(self, req):
        """None, or the answer to a body that is not declared as JSON."""
        cfg = self.cfg
        if not req.body or cfg["content_type"] == "any":
            return None
        given = (req.header("Content-Type") or "").split(";")[0].strip().lower()
        if given == "" and cfg["content_type"] == "json or none":
            return None
        if given in ("application/json", "text/json"):
            return None
        return Reply(int(cfg["media_type_status"]), self.wire_error("the body must be application/json"))
