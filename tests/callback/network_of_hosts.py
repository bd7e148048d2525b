"""Hosts in network namespaces of their own, on one bridge, of which any can be cut off. It needs root and
`ip`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator


def is_possible() -> bool:
    """Whether this process may make network namespaces."""
    if os.geteuid() != 0 or shutil.which("ip") is None or shutil.which("setpriv") is None:
        return False
    name = f"oc{os.getpid()}x"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode == 0
    if made:
        subprocess.run(["ip", "netns", "delete", name], check=False)
    return made


class Network:
    """Hosts by name, each with an address 10.77.0.N in a namespace; the first holds the bridge."""

    def __init__(self, *names: str) -> None:
        self.namespaces = {name: f"oc{os.getpid()}{name}" for name in names}
        self.addresses = {name: f"10.77.0.{number}" for number, name in enumerate(names, 1)}
        self._hub = names[0]

    def prefix(self, name: str) -> tuple[str, ...]:
        """What to put before a command that runs on a host."""
        return ("ip", "netns", "exec", self.namespaces[name])

    def up(self) -> None:
        hub = self.namespaces[self._hub]
        for namespace in self.namespaces.values():
            _ip("netns", "add", namespace)
            _ip("-n", namespace, "link", "set", "lo", "up")
        _ip("-n", hub, "link", "add", "bridge", "type", "bridge")
        _ip("-n", hub, "address", "add", f"{self.addresses[self._hub]}/24", "dev", "bridge")
        _ip("-n", hub, "link", "set", "bridge", "up")
        for name, namespace in self.namespaces.items():
            if name == self._hub:
                continue
            _ip(
                "-n",
                hub,
                "link",
                "add",
                f"to-{name}",
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                namespace,
            )
            _ip("-n", hub, "link", "set", f"to-{name}", "master", "bridge")
            _ip("-n", hub, "link", "set", f"to-{name}", "up")
            _ip("-n", namespace, "address", "add", f"{self.addresses[name]}/24", "dev", "eth0")
            _ip("-n", namespace, "link", "set", "eth0", "up")

    def cut(self, name: str) -> None:
        """Let every packet to and from a host vanish, without a word to either side."""
        _ip("-n", self.namespaces[self._hub], "link", "set", f"to-{name}", "nomaster")

    def mend(self, name: str) -> None:
        _ip("-n", self.namespaces[self._hub], "link", "set", f"to-{name}", "master", "bridge")

    def down(self) -> None:
        for namespace in self.namespaces.values():
            subprocess.run(["ip", "netns", "delete", namespace], check=False)


@contextlib.contextmanager
def network(*names: str) -> Iterator[Network]:
    made = Network(*names)
    try:
        made.up()
        yield made
    finally:
        made.down()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
