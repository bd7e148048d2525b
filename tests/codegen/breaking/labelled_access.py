"""Edits of servers and credentials, labelled from OpenAPI 3.1 alone."""

from __future__ import annotations

import copy

from tests.codegen.breaking.document_labels import Node, edit, get, item, put
from tests.codegen.breaking.labels import BREAKS, COMPATIBLE, SAME


def servers(*urls: str) -> list[Node]:
    return [{"url": url} for url in urls]


A, B, C = "https://a.example", "https://b.example", "https://c.example"
VARIABLE: Node = {"url": "https://{host}", "variables": {"host": {"default": "a", "enum": ["a", "b"]}}}


def rename_scheme(document: Node) -> None:
    schemes = document["components"]["securitySchemes"]
    schemes["apiKey"] = schemes.pop("key")
    document["security"][0] = {"apiKey": []}


def security_everywhere(document: Node) -> None:
    for operation in (get(document), put(document)):
        operation["security"] = copy.deepcopy(document["security"])


def oauth(document: Node) -> None:
    document["components"]["securitySchemes"]["oauth"] = {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://a.example/token", "scopes": {"r": "", "w": ""}}},
    }
    document["security"] = [{"oauth": ["r"]}]


SERVERS = [
    edit("a server is gone", BREAKS, lambda d: d["servers"].pop()),
    edit("a server has another address", BREAKS, lambda d: d["servers"][0].update(url=C)),
    edit("one more server", COMPATIBLE, lambda d: d["servers"].append({"url": C})),
    edit("a server is described", SAME, lambda d: d["servers"][0].update(description="Live.")),
    edit("a path has a server of its own", BREAKS, lambda d: item(d).update(servers=servers(C))),
    edit("a path names the same servers", SAME, lambda d: item(d).update(servers=servers(A, B))),
    edit("a path keeps one of the servers", BREAKS, lambda d: item(d).update(servers=servers(A))),
    edit("an operation has a server of its own", BREAKS, lambda d: get(d).update(servers=servers(C))),
    edit("an operation names the same servers", SAME, lambda d: get(d).update(servers=servers(A, B))),
    edit(
        "a path's only server goes, and the root's come",
        COMPATIBLE,
        lambda d: item(d).pop("servers"),
        lambda d: item(d).update(servers=servers(A)),
    ),
    edit(
        "a path's other server goes",
        BREAKS,
        lambda d: item(d).pop("servers"),
        lambda d: item(d).update(servers=servers(C)),
    ),
    edit(
        "an operation's server changes",
        BREAKS,
        lambda d: get(d)["servers"][0].update(url=A),
        lambda d: get(d).update(servers=servers(C)),
    ),
    edit(
        "a path's servers move to its operations",
        SAME,
        lambda d: (
            item(d).pop("servers"),
            get(d).update(servers=servers(C)),
            put(d).update(servers=servers(C)),
        ),
        lambda d: item(d).update(servers=servers(C)),
    ),
    edit(
        "the root's servers change where every path has its own",
        COMPATIBLE,
        lambda d: d.update(servers=servers(B)),
        lambda d: item(d).update(servers=servers(C)),
    ),
    edit(
        "no servers is the root", SAME, lambda d: d.pop("servers"), lambda d: d.update(servers=servers("/"))
    ),
    edit(
        "a variable has another default",
        BREAKS,
        lambda d: d["servers"][0]["variables"]["host"].update(default="b"),
        lambda d: d.update(servers=[copy.deepcopy(VARIABLE)]),
    ),
    edit(
        "a variable takes a value less",
        BREAKS,
        lambda d: d["servers"][0]["variables"]["host"].update(enum=["a"]),
        lambda d: d.update(servers=[copy.deepcopy(VARIABLE)]),
    ),
    edit(
        "a variable takes a value more",
        COMPATIBLE,
        lambda d: d["servers"][0]["variables"]["host"].update(enum=["a", "b", "c"]),
        lambda d: d.update(servers=[copy.deepcopy(VARIABLE)]),
    ),
    edit(
        "a variable is described",
        SAME,
        lambda d: d["servers"][0]["variables"]["host"].update(description="The host."),
        lambda d: d.update(servers=[copy.deepcopy(VARIABLE)]),
    ),
]

CREDENTIALS = [
    edit("a scheme has another name", SAME, rename_scheme),
    edit(
        "a scheme is described",
        SAME,
        lambda d: d["components"]["securitySchemes"]["key"].update(description="The key."),
    ),
    edit(
        "another hint at the form of a token",
        SAME,
        lambda d: d["components"]["securitySchemes"]["token"].update(bearerFormat="opaque"),
    ),
    edit(
        "an HTTP scheme in another case",
        SAME,
        lambda d: d["components"]["securitySchemes"]["token"].update(scheme="Bearer"),
    ),
    edit(
        "another HTTP scheme",
        BREAKS,
        lambda d: d["components"]["securitySchemes"]["token"].update(scheme="basic"),
    ),
    edit(
        "a key of another name", BREAKS, lambda d: d["components"]["securitySchemes"]["key"].update(name="k")
    ),
    edit(
        "a key in another place",
        BREAKS,
        lambda d: d["components"]["securitySchemes"]["key"].update({"in": "cookie"}),
    ),
    edit(
        "a scheme that nobody uses is new",
        COMPATIBLE,
        lambda d: d["components"]["securitySchemes"].update(new={"type": "http", "scheme": "basic"}),
    ),
    edit(
        "a scheme that nobody uses is gone",
        COMPATIBLE,
        lambda d: d["components"]["securitySchemes"].pop("new"),
        lambda d: d["components"]["securitySchemes"].update(new={"type": "http", "scheme": "basic"}),
    ),
    edit("alternatives in another order", SAME, lambda d: d["security"].reverse()),
    edit(
        "schemes within an alternative in another order",
        SAME,
        lambda d: d["security"].__setitem__(1, {"user": [], "token": []}),
    ),
    edit("one more alternative", COMPATIBLE, lambda d: d["security"].append({"token": []})),
    edit("one alternative fewer", BREAKS, lambda d: d["security"].pop(0)),
    edit("an alternative asks more", BREAKS, lambda d: d["security"][0].update(user=[])),
    edit("no credential will do", COMPATIBLE, lambda d: d["security"].append({})),
    edit(
        "no credential will do no more",
        BREAKS,
        lambda d: d["security"].pop(),
        lambda d: d["security"].append({}),
    ),
    edit("each operation names the same alternatives", SAME, security_everywhere),
    edit("an operation asks for more", BREAKS, lambda d: get(d).update(security=[{"key": [], "user": []}])),
    edit("an operation asks for nothing", COMPATIBLE, lambda d: get(d).update(security=[])),
    edit("a scope more", BREAKS, lambda d: d.update(security=[{"oauth": ["r", "w"]}]), oauth),
    edit("a scope fewer", COMPATIBLE, lambda d: d.update(security=[{"oauth": []}]), oauth),
    edit(
        "tokens come from another address",
        BREAKS,
        lambda d: d["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"].update(
            tokenUrl=C
        ),
        oauth,
    ),
    edit(
        "a scope is described",
        SAME,
        lambda d: d["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"]["scopes"].update(
            r="Read."
        ),
        oauth,
    ),
]
