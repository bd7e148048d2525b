"""The generators of other people that `make consumers` feeds, and how each is driven.

Invariants: a generator gets a published edition as it is shipped; its result is compiled or type-checked as
its own users would; a warning is known only with what upstream says of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
OPENAPI = HERE.parents[1] / "generated/order_contract_generated/openapi"
DRIVERS = HERE / "drivers"
MODULES = HERE / "node_modules/.bin"
TOOLS = HERE.parents[1] / "build/consumers/tools"
JAR = (
    TOOLS
    / "lib"
    / f"python{sys.version_info.major}.{sys.version_info.minor}"
    / "site-packages/openapi_generator_cli/openapi-generator.jar"
)
ANNOTATIONS = Path("/usr/share/java/geronimo-annotation-1.3-spec.jar")
Command = Sequence[str | Path]


@dataclass(frozen=True)
class Consumer:
    """One generator. What is a function gets the folder to work in, and `generate` the document too."""

    name: str
    language: str
    edition: str
    """3.1 or 3.0."""
    needs: Mapping[str, str]
    """What must be there, a program or a file, and how to get it."""
    version: Command
    generate: Callable[[Path, Path], Sequence[Command]]
    compile: Callable[[Path], Sequence[Command]]
    call: Callable[[Path], Command]
    environment: Callable[[Path], Mapping[str, str]] = field(default=lambda _: {})

    @property
    def document(self) -> Path:
        """The published document that it gets."""
        return OPENAPI / ("globale.yaml" if self.edition == "3.1" else "globale-3.0.yaml")


KNOWN: Mapping[str, str] = {
    "Unknown `format` decimal detected": "[openapi-generator#2534](https://github.com/OpenAPITools/openapi-generator/issues/2534)",
    "OpenAPI 3.1 support is still in beta": "[openapi-generator#9083](https://github.com/OpenAPITools/openapi-generator/issues/9083)",
    "Validation 'pattern' has no effect on schema 'number'": (
        "[openapi-generator#6491](https://github.com/OpenAPITools/openapi-generator/issues/6491): for a type "
        "that is a number or a string"
    ),
    "Failed to get the schema name: null": "no upstream issue found; nothing is missing from the result",
    "Failed to lookup model in createImportMapOfSet": (
        "no upstream issue found; nothing is missing from the result"
    ),
    "Ignoring complex example on request body": (
        "no upstream issue found; only an example in a comment is left out"
    ),
    "(reserved word) cannot be used as model name": (
        "no upstream issue found; the name is internal to the result"
    ),
}
"""Warnings by a part of their text."""

_NPM = {"npm": "Node.js with npm", str(MODULES): "`npm ci` in tests/consumers"}
_MYPY = (
    sys.executable,
    "-m",
    "mypy",
    "--no-error-summary",
    f"--config-file={HERE}/mypy.ini",
    "--cache-dir=mypy",
)
_OPC = (sys.executable, "-m", "openapi_python_client")
_DCG = (sys.executable, "-m", "datamodel_code_generator")
_DCG_OPTIONS = (
    "--input-file-type",
    "openapi",
    "--output-model-type",
    "pydantic_v2.BaseModel",
    "--formatters",
    "builtin",
    "--use-annotated",
)
_JAVA = {"java": "a Java runtime (Debian: default-jre-headless)"}


def _typescript(work: Path, driver: str) -> None:
    for name, source in (
        ("main.ts", DRIVERS / driver),
        ("order.ts", DRIVERS / "order.ts"),
        ("tsconfig.json", HERE / "tsconfig.json"),
    ):
        (work / name).write_bytes(source.read_bytes())
    (work / "package.json").write_text('{"type": "module"}\n')
    (work / "node_modules").symlink_to(HERE / "node_modules")


def _typed(driver: str) -> Callable[[Path], Sequence[Command]]:
    def compiled(work: Path) -> Sequence[Command]:
        _typescript(work, driver)
        bundle = ("--bundle", "--platform=node", "--format=esm", "--outfile=main.mjs", "--log-level=warning")
        return [[MODULES / "tsc", "-p", "."], [MODULES / "esbuild", "main.ts", *bundle]]

    return compiled


def _openapi_generator(
    language: str, *options: str, folder: str = "client"
) -> Callable[[Path, Path], Sequence[Command]]:
    return lambda work, document: [
        ["java", "-jar", JAR, "generate", "-g", language, "-i", document, "-o", work / folder, *options]
    ]


def _orval(work: Path, document: Path) -> Sequence[Command]:
    output = "{ target: 'api.ts', client: 'fetch' }"
    (work / "orval.config.mjs").write_text(
        f"export default {{ api: {{ input: {str(document)!r}, output: {output} }} }};\n"
    )
    return [[MODULES / "orval"]]


def _sources(work: Path, ending: str) -> list[Path]:
    return sorted(path for path in work.rglob(f"*.{ending}") if "/test/" not in path.as_posix())


def _java(work: Path) -> Sequence[Command]:
    return [
        [
            "javac",
            "-nowarn",
            "-cp",
            _java_path(work),
            "-d",
            work / "classes",
            *_sources(work / "client/src/main", "java"),
            DRIVERS / "Main.java",
        ]
    ]


def _java_path(work: Path) -> str:
    # The generator's own jar carries the Jackson that the generated client needs.
    return f"{JAR}:{ANNOTATIONS}:{work / 'classes'}"


def _go(work: Path) -> Sequence[Command]:
    driver = work / "go/src/driver"
    driver.mkdir(parents=True)
    (driver / "main.go").write_bytes((DRIVERS / "main.go").read_bytes())
    return [["go", "vet", "driver", "globale"], ["go", "build", "-o", work / "driver", "driver"]]


def _php(work: Path) -> Sequence[Command]:
    return [
        ["sh", "-c", f"find {work}/client/lib -name '*.php' | xargs -n 50 php -l"],
        ["php", "-l", DRIVERS / "main.php"],
    ]


def _ruby(work: Path) -> Sequence[Command]:
    return [["ruby", "-c", *_sources(work / "client/lib", "rb"), DRIVERS / "main.rb"]]


CONSUMERS: Sequence[Consumer] = (
    Consumer(
        "openapi-typescript, openapi-fetch",
        "TypeScript",
        "3.1",
        _NPM,
        [MODULES / "openapi-typescript", "--version"],
        lambda work, document: [[MODULES / "openapi-typescript", document, "-o", work / "schema.d.ts"]],
        _typed("openapi-fetch.ts"),
        lambda _: ["node", "main.mjs"],
    ),
    Consumer(
        "hey-api",
        "TypeScript",
        "3.1",
        _NPM,
        [MODULES / "openapi-ts", "--version"],
        lambda work, document: [
            [MODULES / "openapi-ts", "-i", document, "-o", work / "client", "--no-log-file"]
        ],
        _typed("hey-api.ts"),
        lambda _: ["node", "main.mjs"],
    ),
    Consumer(
        "orval",
        "TypeScript",
        "3.1",
        _NPM,
        [MODULES / "orval", "--version"],
        _orval,
        _typed("orval.ts"),
        lambda _: ["node", "main.mjs"],
    ),
    Consumer(
        "openapi-generator",
        "Java",
        "3.1",
        {
            **_JAVA,
            "javac": "a Java compiler (Debian: default-jdk-headless)",
            str(ANNOTATIONS): "Debian: libgeronimo-annotation-1.3-spec-java",
        },
        ["java", "-jar", JAR, "version"],
        _openapi_generator("java", "--library", "native", "--additional-properties", "openApiNullable=false"),
        _java,
        lambda work: ["java", "-cp", _java_path(work), "Main"],
    ),
    Consumer(
        "openapi-generator",
        "Go",
        "3.1",
        {
            **_JAVA,
            "go": "Debian: golang-go",
            "/usr/share/gocode/src/gopkg.in/validator.v2": "Debian: golang-gopkg-validator.v2-dev",
        },
        ["java", "-jar", JAR, "version"],
        _openapi_generator(
            "go", "--additional-properties", "packageName=globale,withGoMod=false", folder="go/src/globale"
        ),
        _go,
        lambda work: [work / "driver"],
        lambda work: {
            "GO111MODULE": "off",
            "GOPATH": f"{work}/go:/usr/share/gocode",
            "GOCACHE": f"{work}/cache",
            "GOFLAGS": "",
        },
    ),
    Consumer(
        "openapi-generator",
        "PHP",
        "3.1",
        {
            **_JAVA,
            "php": "Debian: php-cli php-curl php-mbstring",
            "/usr/share/php/GuzzleHttp/autoload.php": "Debian: php-guzzlehttp-guzzle",
        },
        ["java", "-jar", JAR, "version"],
        _openapi_generator("php"),
        _php,
        lambda _: ["php", DRIVERS / "main.php"],
        lambda work: {"CONSUMER_CLIENT": f"{work}/client"},
    ),
    Consumer(
        "openapi-generator",
        "Ruby",
        "3.1",
        {
            **_JAVA,
            "ruby": "Debian: ruby",
            "/usr/share/rubygems-integration/all/gems": "Debian: ruby-typhoeus",
        },
        ["java", "-jar", JAR, "version"],
        _openapi_generator("ruby"),
        _ruby,
        lambda work: ["ruby", "-I", work / "client/lib", DRIVERS / "main.rb"],
    ),
    Consumer(
        "openapi-generator",
        "C#",
        "3.1",
        {**_JAVA, "dotnet": "a .NET SDK (not in Debian; Mono compiles C# 7 only, the result is C# 12)"},
        ["java", "-jar", JAR, "version"],
        _openapi_generator("csharp"),
        lambda work: [["dotnet", "build", work / "client"]],
        lambda work: ["dotnet", "run", "--project", work / "client"],
    ),
    Consumer(
        "openapi-generator",
        "Python",
        "3.0",
        _JAVA,
        ["java", "-jar", JAR, "version"],
        _openapi_generator("python"),
        # Its own idioms do not pass mypy (`Self` for the class itself, constructors by alias), so it is
        # compiled alone.
        lambda work: [
            [
                sys.executable,
                "-m",
                "compileall",
                "-q",
                work / "client/openapi_client",
                DRIVERS / "openapi_generator_python.py",
            ]
        ],
        lambda _: [TOOLS / "bin/python", DRIVERS / "openapi_generator_python.py"],
        lambda work: {"PYTHONPATH": f"{work}/client", "PYTHONPYCACHEPREFIX": f"{work}/cache"},
    ),
    Consumer(
        "openapi-python-client",
        "Python",
        "3.1",
        {},
        [*_OPC, "--version"],
        lambda work, document: [
            [
                *_OPC,
                "generate",
                "--path",
                document,
                "--meta",
                "none",
                "--output-path",
                work / "globale_client",
            ]
        ],
        # The stock client passes on `*args: object` to httpx, which no type checker takes; the calls are
        # checked against its models.
        lambda _: [[*_MYPY, "--follow-imports=silent", DRIVERS / "openapi_python_client.py"]],
        lambda _: [sys.executable, DRIVERS / "openapi_python_client.py"],
        lambda work: {"PYTHONPATH": str(work), "MYPYPATH": str(work)},
    ),
    Consumer(
        "datamodel-code-generator, httpx",
        "Python",
        "3.1",
        {},
        [*_DCG, "--version"],
        lambda work, document: [
            [*_DCG, *_DCG_OPTIONS, "--input", document, "--output", work / "globale_models.py"]
        ],
        lambda work: [[*_MYPY, work / "globale_models.py", DRIVERS / "datamodel_codegen.py"]],
        lambda _: [sys.executable, DRIVERS / "datamodel_codegen.py"],
        lambda work: {"PYTHONPATH": str(work), "MYPYPATH": str(work)},
    ),
)
