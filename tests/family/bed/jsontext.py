"""Reading and writing JSON text with exact decimals."""
import json
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

def parse(text, cfg):
    def pairs(items):
        names = [k for k, _ in items]
        if len(set(names)) != len(names) and cfg["duplicate_members"] == "refuse":
            raise BadJson("a member is given twice")
        return dict(items)
    def load(t):
        value = json.loads(t, parse_float=_number, parse_int=_number, parse_constant=_constant,
                           object_pairs_hook=pairs)
        if "\\u" in t:
            json.dumps(value, ensure_ascii=False, default=str).encode()     # half a character is a ValueError
        return value
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig" if cfg["request_bom"] == "accept" else "utf-8")
        except UnicodeDecodeError:
            raise BadJson("not UTF-8")
    try:
        return load(text)
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
