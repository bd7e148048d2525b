"""Run the tour of a README against the sandbox, with the packages of the interpreter that runs this file.

Invariants: standard library only, because it runs where nothing else is; what is tried is what is installed,
not a tree.
"""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

ADDRESS = "http://127.0.0.1:8080"


def main(readme: Path) -> int:
    """Run it. Returns 0 when each line gave what the README shows."""
    import order_contract

    if Path(sysconfig.get_path("purelib")) not in Path(order_contract.__file__).parents:
        print(f"order_contract comes from {order_contract.__file__}, not from this environment")
        return 1
    section = readme.read_text().split("## A first call\n")[1].split("\n## ")[0]
    command = [str(Path(sysconfig.get_path("scripts")) / "order-contract"), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sandbox:
        try:
            address = re.search(r"http://[0-9.:]+", sandbox.stdout.readline() if sandbox.stdout else "")
            if not address:
                print("the sandbox did not start")
                return 1
            lines = "\n".join(re.findall(r"```pycon\n(.*?)```", section, re.DOTALL)).replace(
                ADDRESS, address[0]
            )
            output: list[str] = []
            test = doctest.DocTestParser().get_doctest(lines, {}, "README", readme.name, 0)
            results = doctest.DocTestRunner().run(test, out=output.append)
        finally:
            sandbox.terminate()
            sandbox.wait(10)
    print(
        "".join(output)
        + f"order-contract {order_contract.__version__}: {results.attempted} lines of the README, "
        + f"{results.failed} wrong"
    )
    return 1 if results.failed or not results.attempted else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
