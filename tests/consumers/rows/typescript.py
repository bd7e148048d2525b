"""The tools for TypeScript and JavaScript. JavaScript has no decimal type."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tests.consumers.consumer import (
    DRIVERS,
    HELPERS,
    HERE,
    MODULES,
    NPM,
    OPENAPI,
    Command,
    Consumer,
    Nonsense,
)
from tests.consumers.openapi_generator import JAVA, VERSION, generator
from tests.consumers.proofs import three_calls

MODELS = (
    "MerchantOrder",
    "OrderDetailsFilter",
    "OrderRefundDetails",
    "OrderStatusDetails",
    "Parcel",
    "Product",
    "RefundProduct",
)
_PRINTED = "PrintedAmount=string,PrintedCode=string"
"""Of a choice of types openapi-generator makes an empty interface here, which takes anything."""
_FOLDER = DRIVERS / "typescript"
_TYPED = Nonsense(
    "does not compile",
    lambda _: [MODULES / "tsc", "-p", "nonsense.json"],
    r"(?s)nonsense\.ts\(4,.*OrderId.*nonsense\.ts\(5,.*Order",
)


def exported(module: str, prefix: str = "") -> str:
    """Types that a module exports under the names of the documents, or with a prefix."""
    names = ", ".join(f"{prefix}{name} as {name}" if prefix else name for name in MODELS)
    return f'export type {{ {names} }} from "{module}";\n'


def _inferred(module: str) -> str:
    lines = [f'import type {{ z }} from "zod";\nimport type {{ schemas }} from "{module}";']
    lines += [f"export type {name} = z.infer<typeof schemas.{name}>;" for name in MODELS]
    return "\n".join(lines) + "\n"


def _of_schema(module: str) -> str:
    lines = [f'import type {{ components }} from "{module}";']
    lines += [f'export type {name} = components["schemas"]["{name}"];' for name in MODELS]
    return "\n".join(lines) + "\n"


def typed(driver: str, types: str, **options: bool) -> Callable[[Path], Sequence[Command]]:
    """Type-check a driver beside what was generated, and bundle it for Node.js."""

    def compiled(work: Path) -> Sequence[Command]:
        for source in (
            *(_FOLDER / name for name in (driver, "order.ts", "nonsense.ts")),
            HELPERS / "typescript/order-contract.ts",
        ):
            (work / source.name).write_bytes(source.read_bytes())
        settings = json.loads((HERE / "tsconfig.json").read_text())
        settings["compilerOptions"] |= options
        (work / "tsconfig.json").write_text(json.dumps(settings))
        (work / "types.ts").write_text(types)
        (work / "main.ts").write_text(f'import "./{driver.replace(".ts", ".js")}";\n')
        (work / "nonsense.json").write_text('{"extends": "./tsconfig.json", "files": ["nonsense.ts"]}\n')
        (work / "package.json").write_text('{"type": "module"}\n')
        (work / "node_modules").symlink_to(HERE / "node_modules")
        bundle = (
            "--bundle",
            "--platform=node",
            "--format=esm",
            "--outfile=main.mjs",
            "--log-level=warning",
            "--packages=external",
        )
        return [[MODULES / "tsc", "-p", "."], [MODULES / "esbuild", "main.ts", *bundle]]

    return compiled


def _linked(work: Path) -> Sequence[Command]:
    (work / "swagger-client.mjs").write_bytes((DRIVERS / "swagger-client.mjs").read_bytes())
    (work / "node_modules").symlink_to(HERE / "node_modules")
    return [["node", "--check", "swagger-client.mjs"]]


def _node(_: Path) -> Command:
    return ["node", "main.mjs"]


def _orval(work: Path, document: Path) -> Sequence[Command]:
    output = "{ target: 'api.ts', client: 'fetch' }"
    (work / "orval.config.mjs").write_text(
        f"export default {{ api: {{ input: {str(document)!r}, output: {output} }} }};\n"
    )
    return [[MODULES / "orval"]]


def _rtk_query(work: Path, document: Path) -> Sequence[Command]:
    # It makes types of what operations reach; what is JSON in the query only `contentSchema` names.
    (work / "base.ts").write_bytes((_FOLDER / "rtk-query-base.ts").read_bytes())
    settings = {
        "schemaFile": str(document),
        "apiFile": "./base.ts",
        "apiImport": "base",
        "outputFile": "./api.ts",
        "exportName": "api",
    }
    (work / "rtk.json").write_text(json.dumps(settings))
    return [
        [MODULES / "rtk-query-codegen-openapi", "rtk.json"],
        [MODULES / "openapi-typescript", document, "-o", work / "schema.d.ts"],
    ]


def row(
    name: str,
    version: Command,
    generate: Callable[[Path, Path], Sequence[Command]],
    driver: str,
    types: str,
    *,
    edition: str = "3.1",
    needs: Mapping[str, str] = NPM,
    money: str = "number",
    nonsense: Nonsense = _TYPED,
    **options: bool,
) -> Consumer:
    """A tool that writes TypeScript.

    :param options: of the compiler, where the generated code does not hold under ours.
    """
    return Consumer(
        name,
        "TypeScript",
        edition,
        needs,
        version,
        generate,
        typed(driver, types, **options),
        three_calls(_node, money),
        nonsense,
    )


ROWS: Sequence[Consumer] = (
    row(
        "openapi-typescript, openapi-fetch",
        [MODULES / "openapi-typescript", "--version"],
        lambda work, document: [[MODULES / "openapi-typescript", document, "-o", work / "schema.d.ts"]],
        "openapi-fetch.ts",
        _of_schema("./schema.js"),
        money="Amount",
    ),
    row(
        "hey-api",
        [MODULES / "openapi-ts", "--version"],
        lambda work, document: [
            [MODULES / "openapi-ts", "-i", document, "-o", work / "client", "--no-log-file"]
        ],
        "hey-api.ts",
        exported("./client/types.gen.js"),
    ),
    row("orval", [MODULES / "orval", "--version"], _orval, "orval.ts", exported("./api.js")),
    row(
        "swagger-typescript-api",
        [MODULES / "swagger-typescript-api", "--version"],
        lambda work, document: [
            [MODULES / "swagger-typescript-api", "generate", "-p", document, "-o", work, "-n", "api.ts"]
        ],
        "swagger-typescript-api.ts",
        exported("./api.js"),
    ),
    row(
        "RTK Query codegen",
        [MODULES / "rtk-query-codegen-openapi", "--version"],
        _rtk_query,
        "rtk-query.ts",
        _of_schema("./schema.js"),
    ),
    row(
        "openapi-zod-client, Zodios",
        [MODULES / "openapi-zod-client", "--version"],
        lambda work, document: [
            [
                MODULES / "openapi-zod-client",
                document,
                "-o",
                work / "api.ts",
                "--export-schemas",
                "--with-deprecated",
            ]
        ],
        "zod.ts",
        _inferred("./api.js"),
        nonsense=replace(_TYPED, outcome="does not compile, does not parse"),
    ),
    row(
        "openapi-generator, axios",
        VERSION,
        generator("typescript-axios", "--type-mappings", _PRINTED),
        "typescript-axios.ts",
        exported("./client/index.js"),
        needs={**NPM, **JAVA},
    ),
    row(
        "openapi-generator, fetch",
        VERSION,
        generator(
            "typescript-fetch",
            "--type-mappings",
            _PRINTED,
            "--additional-properties",
            "prefixParameterInterfaces=true,modelPropertyNaming=original",
        ),
        "typescript-fetch.ts",
        exported("./client/index.js"),
        edition="3.0",
        needs={**NPM, **JAVA},
        noUncheckedIndexedAccess=False,
    ),
    Consumer(
        "swagger-client",
        "JavaScript",
        "3.1",
        NPM,
        ["node", "-p", f"require('{HERE}/node_modules/swagger-client/package.json').version"],
        lambda _work, _document: [],
        _linked,
        three_calls(lambda _: ["node", "swagger-client.mjs"], "number"),
        Nonsense(
            "is not sent; no types",
            lambda _: ["node", "swagger-client.mjs", '{"OrderIdd": 1}'],
            "Required parameter orderRefund is not provided",
        ),
        lambda _: {"DOCUMENT": str(OPENAPI / "globale.json")},
    ),
)
