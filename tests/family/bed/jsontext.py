"""Reading and writing JSON text with exact decimals."""
import json
import re
from decimal import Decimal

class BadJson(ValueError):
    pass

def _constant(name):
    raise BadJson(f"{name} is not JSON")

def _number(text):
    """A number, unless printing it would take megabytes."""
    number = Decimal(text)
    if abs(number.adjusted()) > 300 or len(text) > 4_000:
        raise BadJson("a number is out of range")
    return number

def _lenient(text):
    """Undo the defects of the documents' samples: comments, no-break spaces, typographic quotes."""
    out, i, inside = [], 0, False
    while i < len(text):
        c = text[i]
        if inside:
            if c == "\\":
                out.append(text[i:i + 2]); i += 2; continue
            if c == '"':
                inside = False
            out.append(c)
        elif c == '"':
            inside = True
            out.append(c)
        elif text.startswith("//", i):
            while i < len(text) and text[i] != "\n":
                i += 1
            continue
        elif text.startswith("/*", i):
            end = text.find("*/", i + 2)
            i = len(text) if end < 0 else end + 2
            continue
        elif c in "\u201c\u201d":
            out.append('"')
        elif c == "\u00a0":
            out.append(" ")
        else:
            out.append(c)
        i += 1
    return "".join(out)

def _misread(text, cfg):
    """Faults: a reader that knows one spelling of JSON only."""
    if any(cfg.bad(n) for n in ("spell_exponent_refused", "cb_exponent_refused", "s2_exponent_refused")):
        if re.search(r"[:\[,]\s*-?\d+(\.\d+)?[eE]", text):
            raise BadJson("a number has an exponent")
    if cfg.bad("cb_escapes_refused") and "\\u" in text:
        raise BadJson("an escape is not known")
    if cfg.bad("cb_blanks_refused") and re.search(r"[{,]\s*\n", text):
        raise BadJson("a line ends")
    if cfg.bad("spell_slash_kept") or cfg.bad("s2_slash_kept"):
        text = text.replace("\\/", "\\\\/")
    if cfg.bad("spell_unicode_kept") or cfg.bad("s2_unicode_kept"):
        text = re.sub(r"(?<!\\)\\u", r"\\\\u", text)
    return text

def _extended(text):
    """Undo what lenient parsers take beyond JSON."""
    out, i, quote = [], 0, ""
    while i < len(text):
        c = text[i]
        if quote:
            if c == "\\":
                known = text[i + 1:i + 2] in tuple('"\\/bfnrt') or re.match(r"u[0-9A-Fa-f]{4}", text[i + 1:i + 6])
                out.append(text[i:i + 2] if known else text[i + 1:i + 2].replace('"', '\\"'))
                i += 2
                continue
            if c == quote:
                quote = ""
                out.append('"')
            else:
                out.append('\\"' if c == '"' else c)
        elif c in "\"'":
            quote = c
            out.append('"')
        elif c == "," and re.match(r"\s*[,}\]]", text[i + 1:]):
            pass
        elif c == "0" and text[i + 1:i + 2].isdigit() and not re.search(r"[\w.]$", text[:i]):
            pass
        else:
            out.append(c)
        i += 1
    return "".join(out)

def parse(text, cfg):
    def pairs(items):
        names = [k for k, _ in items]
        if len(set(names)) != len(names) and cfg["duplicate_members"] == "refuse":
            raise BadJson("a member is given twice")
        return dict(items)
    def load(t):
        value = json.loads(t, strict=cfg["lenient_json"] == "no", parse_float=_number, parse_int=_number, parse_constant=_constant,
                           object_pairs_hook=pairs)
        if "\\u" in t:
            json.dumps(value, ensure_ascii=False, default=str).encode()     # half a character is a ValueError
        return value
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig" if cfg["request_bom"] == "accept" else "utf-8")
        except UnicodeDecodeError:
            raise BadJson("not UTF-8")
    text = _misread(text, cfg)
    try:
        value = load(text)
        if cfg.bad("spell_order_matters") and isinstance(value, dict) and "OrderId" in value and next(iter(value)) != "OrderId":
            raise BadJson("OrderId must come first")
        if cfg.bad("s2_order_matters") and isinstance(value, dict) and next(iter(value), "accountId") != "accountId":
            raise BadJson("accountId must come first")
        return value
    except BadJson:
        raise
    except RecursionError:
        raise BadJson("nested too deep")
    except ValueError:
        if cfg["sample_json_defects"] == "accept":
            try:
                return load(_lenient(text))
            except (ValueError, RecursionError):
                pass
        if cfg["lenient_json"] == "yes":
            try:
                return load(_extended(text))
            except (ValueError, RecursionError):
                pass
        raise BadJson("the text is not valid JSON")

def _string(s, cfg):
    t = json.dumps(s, ensure_ascii=cfg["json_escapes"] != "none")
    return t.replace("/", "\\/") if cfg["json_escapes"] == "slashes" else t

def dump(v, cfg, level=0):
    pretty = cfg["json_space"] == "indented"
    colon = ": " if cfg["json_space"] != "compact" else ":"
    comma = ", " if cfg["json_space"] == "spaced" else ","
    pad = "\n" + "  " * (level + 1) if pretty else ""
    end = "\n" + "  " * level if pretty else ""
    if v is None or isinstance(v, bool):
        return {None: "null", True: "true", False: "false"}[v]
    if isinstance(v, Decimal):
        return format(v, "f")
    if isinstance(v, (int, float)):
        return repr(v)
    if isinstance(v, str):
        return _string(v, cfg)
    if isinstance(v, (list, tuple)):
        if not v:
            return "[]"
        return "[" + pad + (comma + pad).join(dump(x, cfg, level + 1) for x in v) + end + "]"
    keys = list(v)
    if cfg["json_order"] == "sorted":
        keys.sort()
    elif cfg["json_order"] == "reversed":
        keys.reverse()
    if not keys:
        return "{}"
    return "{" + pad + (comma + pad).join(
        _string(k, cfg) + colon + dump(v[k], cfg, level + 1) for k in keys) + end + "}"
