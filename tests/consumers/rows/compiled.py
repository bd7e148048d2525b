"""openapi-generator for Java, Kotlin, Go, PHP, Ruby and C#."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.consumers.consumer import DRIVERS, HELPERS, MODULES, ROOT, Command, Consumer, Nonsense
from tests.consumers.openapi_generator import JAR, JAVA, VERSION, generator
from tests.consumers.proofs import three_calls

_GUIDE = ROOT / "overrides/codegen/docs/guides/java.md"
_ANNOTATIONS = Path("/usr/share/java/geronimo-annotation-1.3-spec.jar")
_KOTLIN = MODULES.parent / "kotlin-compiler/lib"
_COMPILER = (
    "kotlin-compiler",
    "kotlin-stdlib",
    "kotlin-script-runtime",
    "kotlin-reflect",
    "annotations-13.0",
    "kotlinx-coroutines-core-jvm",
)
_JAVA_OPTIONS = ("--library", "native", "--additional-properties", "openApiNullable=false")
_GUZZLE = Path("/usr/share/php/GuzzleHttp/autoload.php")
_NONSENSE = '{"OrderIdd": 1}'


def _sources(work: Path, ending: str) -> list[Path]:
    return sorted(path for path in work.rglob(f"*.{ending}") if "/test/" not in path.as_posix())


def _javac(work: Path, *sources: Path) -> Command:
    return ["javac", "-nowarn", "-cp", _class_path(work), "-d", work / "classes", *sources]


def _java(work: Path) -> Sequence[Command]:
    [guide] = re.findall(r"```java\n(.*?)```", _GUIDE.read_text(), re.DOTALL)
    program = work / "Refund.java"
    program.write_text(guide)
    ours = (HELPERS / "java/OrderContract.java", DRIVERS / "java/Main.java", program)
    return [_javac(work, *_sources(work / "client/src/main", "java"), *ours)]


def _kotlinc(work: Path, source: str) -> Command:
    compiler = ":".join(str(_KOTLIN / f"{name}.jar") for name in _COMPILER)
    options = ("-no-stdlib", "-no-reflect", "-nowarn", "-cp", _kotlin_path(work), "-d", work / "classes")
    main = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"
    return ["java", "-cp", compiler, main, *options, DRIVERS / "kotlin" / source]


def _kotlin(work: Path) -> Sequence[Command]:
    helper = HELPERS / "java/OrderContract.java"
    client = _javac(work, *_sources(work / "client/src/main", "java"), helper)
    return [client, _kotlinc(work, "main.kt")]


def _kotlin_path(work: Path) -> str:
    return f"{_class_path(work)}:{_KOTLIN / 'kotlin-stdlib.jar'}"


def _class_path(work: Path) -> str:
    # The generator's own jar carries the Jackson that the generated client needs.
    return f"{JAR}:{_ANNOTATIONS}:{work / 'classes'}"


def _go(work: Path) -> Sequence[Command]:
    driver = work / "go/src/driver"
    driver.mkdir(parents=True)
    (driver / "main.go").write_bytes((DRIVERS / "go/main.go").read_bytes())
    return [["go", "vet", "driver", "globale"], ["go", "build", "-o", work / "driver", "driver"]]


def _go_settings(work: Path) -> Mapping[str, str]:
    return {
        "GO111MODULE": "off",
        "GOPATH": f"{work}/go:/usr/share/gocode",
        "GOCACHE": f"{work}/cache",
        "GOFLAGS": "",
    }


def _php(_: Path) -> Command:
    return ["php", DRIVERS / "php/main.php"]


def _ruby(work: Path) -> Command:
    return ["ruby", "-I", work / "client/lib", DRIVERS / "ruby/main.rb"]


ROWS: Sequence[Consumer] = (
    Consumer(
        "openapi-generator",
        "Java",
        "3.1",
        {
            **JAVA,
            "javac": "a Java compiler (Debian: default-jdk-headless)",
            str(_ANNOTATIONS): "Debian: libgeronimo-annotation-1.3-spec-java",
        },
        VERSION,
        generator("java", *_JAVA_OPTIONS),
        _java,
        three_calls(lambda work: ["java", "-cp", _class_path(work), "Main"], "BigDecimal"),
        Nonsense(
            "does not compile",
            lambda work: _javac(work, DRIVERS / "java/Nonsense.java"),
            r"(?s)method orderIdd\(int\).*class OrderRefundDetails.*int cannot be converted to String",
        ),
    ),
    # Its Kotlin models extend HashMap, so that Jackson writes `{}` of them; its Java client serves Kotlin.
    Consumer(
        "openapi-generator, Java client",
        "Kotlin",
        "3.1",
        {
            **JAVA,
            "javac": "a Java compiler (Debian: default-jdk-headless)",
            str(_ANNOTATIONS): "Debian: libgeronimo-annotation-1.3-spec-java",
            str(_KOTLIN): "kotlin-compiler, by `npm ci` in tests/consumers",
        },
        VERSION,
        generator("java", *_JAVA_OPTIONS),
        _kotlin,
        three_calls(lambda work: ["java", "-cp", _kotlin_path(work), "MainKt"], "BigDecimal"),
        Nonsense(
            "does not compile",
            lambda work: _kotlinc(work, "nonsense.kt"),
            r"(?s)unresolved reference 'orderIdd'.*argument type mismatch",
        ),
    ),
    Consumer(
        "openapi-generator",
        "Go",
        "3.1",
        {
            **JAVA,
            "go": "Debian: golang-go",
            "/usr/share/gocode/src/gopkg.in/validator.v2": "Debian: golang-gopkg-validator.v2-dev",
        },
        VERSION,
        generator(
            "go",
            "--additional-properties",
            "packageName=globale,withGoMod=false",
            "--type-mappings",
            "number=float64",
            folder="go/src/globale",
        ),
        _go,
        three_calls(lambda work: [work / "driver"], "float64"),
        Nonsense(
            "does not validate",
            lambda work: [work / "driver", _NONSENSE],
            "no value given for required property OrderId",
        ),
        _go_settings,
    ),
    Consumer(
        "openapi-generator",
        "PHP",
        "3.1",
        {
            **JAVA,
            "php": "Debian: php-cli php-curl php-mbstring",
            str(_GUZZLE): "Debian: php-guzzlehttp-guzzle",
        },
        VERSION,
        generator("php", "--type-mappings", "PrintedAmount=string,PrintedCode=string"),
        lambda work: [
            ["sh", "-c", f"find {work}/client/lib -name '*.php' | xargs -n 50 php -l"],
            ["php", "-l", DRIVERS / "php/main.php"],
        ],
        three_calls(_php, "float"),
        Nonsense("does not validate", lambda work: [*_php(work), _NONSENSE], "'order_id' can't be null"),
        lambda work: {"CONSUMER_CLIENT": f"{work}/client"},
    ),
    Consumer(
        "openapi-generator",
        "Ruby",
        "3.1",
        {
            **JAVA,
            "ruby": "Debian: ruby",
            "/usr/share/rubygems-integration/all/gems": "Debian: ruby-typhoeus",
        },
        VERSION,
        generator("ruby"),
        lambda work: [["ruby", "-c", *_sources(work / "client/lib", "rb"), DRIVERS / "ruby/main.rb"]],
        three_calls(_ruby, "Float"),
        Nonsense("does not validate", lambda work: [*_ruby(work), _NONSENSE], "order_id cannot be nil"),
    ),
    Consumer(
        "openapi-generator",
        "C#",
        "3.1",
        {**JAVA, "dotnet": "a .NET SDK (not in Debian, npm or PyPI; Mono stops at C# 7, the result is 12)"},
        VERSION,
        generator("csharp"),
        lambda work: [["dotnet", "build", work / "client"]],
        three_calls(lambda work: ["dotnet", "run", "--project", work / "client"], "Decimal"),
        Nonsense("does not compile", lambda work: ["dotnet", "build", work / "nonsense"], "CS1739"),
    ),
)
