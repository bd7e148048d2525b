"""Varnish, nginx and HAProxy as Debian ships them, before a backend of ours, run by the current user.

Invariants: only addresses, paths that need root, and the seconds that a proxy waits for its backend are
changed; everything listens on a free loopback port, writes into one folder, and ends with the `with` block.
"""

from __future__ import annotations

import getpass
import grp
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WAIT = 1
"""Seconds that a proxy waits for its backend; a minute as shipped."""
Address = tuple[str, int]


@dataclass(frozen=True)
class RealProxy:
    """`command` gives the command line for a folder, a port to listen on and a backend."""

    program: str
    stock: Path
    command: Callable[[str, Path, int, Address], list[str]]

    @property
    def missing(self) -> str:
        """Why it cannot be started; empty when it can."""
        if shutil.which(self.program, path=SEARCHED) is None:
            return f"{self.program} is not installed; on Debian: apt-get install {PACKAGES[self.program]}"
        return (
            "" if self.stock.is_file() else f"{self.stock} is not there, the configuration that Debian ships"
        )

    @contextmanager
    def before(self, backend: Address, folder: Path) -> Iterator[Address]:
        """Start it, give its address when it listens, and end it."""
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", 0))
            address: Address = holder.getsockname()
        program = shutil.which(self.program, path=SEARCHED)
        assert program, self.missing
        log = folder / "output"
        with log.open("wb") as output:
            command = self.command(program, folder, address[1], backend)
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder
            )
        try:
            ends = time.monotonic() + 30
            while not listens(address):
                running = process.poll() is None and time.monotonic() < ends
                assert running, f"{self.program} did not start:\n{log.read_text()}"
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def listens(address: Address) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


def changed(text: str, *changes: tuple[str, str]) -> str:
    """A configuration with each pattern replaced.

    :raises AssertionError: one of the patterns is not there, so that the configuration is not the one we
    know.
    """
    for pattern, replacement in changes:
        text, number = re.subn(pattern, replacement, text, flags=re.MULTILINE)
        assert number, f"the shipped configuration has no {pattern}"
    return text


def varnish(program: str, folder: Path, port: int, backend: Address) -> list[str]:
    given = Path("/etc/varnish/default.vcl").read_text()
    vcl = folder / "default.vcl"
    vcl.write_text(
        changed(
            given,
            (r'\.host = "[^"]*"', f'.host = "{backend[0]}"'),
            (r'\.port = "[^"]*"', f'.port = "{backend[1]}"'),
        )
    )
    listening = ["-a", f"127.0.0.1:{port}", "-T", "none", "-f", str(vcl), "-n", str(folder / "varnish")]
    waiting = ["-p", f"first_byte_timeout={WAIT}", "-p", f"between_bytes_timeout={WAIT}"]
    return [program, "-F", "-j", "none", "-s", "malloc,32m", *listening, *waiting]


def nginx(program: str, folder: Path, port: int, backend: Address) -> list[str]:
    group = grp.getgrgid(os.getgid()).gr_name
    server = (
        f"server {{ listen 127.0.0.1:{port}; location / {{"
        f" proxy_pass http://{backend[0]}:{backend[1]}; proxy_read_timeout {WAIT}s; }} }}"
    )
    paths = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        changed(
            Path("/etc/nginx/nginx.conf").read_text(),
            (r"^user .*;", f"user {getpass.getuser()} {group};" if os.getuid() == 0 else ""),
            (r"^pid .*;", f"pid {folder}/nginx.pid;"),
            (r"^include /etc/nginx/modules-enabled/.*;", ""),
            (r"access_log .*;", f"access_log {folder}/access.log;"),
            (r"include /etc/nginx/conf\.d/.*;", paths),
            (r"include /etc/nginx/sites-enabled/.*;", server),
            (r"\A", f"error_log {folder}/error.log;\n"),
            (r"^error_log /var/.*;", ""),
        )
    )
    return [
        program,
        "-e",
        str(folder / "error.log"),
        "-p",
        str(folder),
        "-c",
        str(configuration),
        "-g",
        "daemon off;",
    ]


def haproxy(program: str, folder: Path, port: int, backend: Address) -> list[str]:
    configuration = folder / "haproxy.cfg"
    shipped = changed(
        Path("/etc/haproxy/haproxy.cfg").read_text(),
        (r"^\s*(log\s+/dev/log|chroot|stats|user|group|daemon).*$", ""),
        (r"timeout server\s+\d+", f"timeout server {WAIT}s"),
    )
    sections = (
        f"\nfrontend merchant\n    bind 127.0.0.1:{port}\n    default_backend vendor\n"
        f"backend vendor\n    server one {backend[0]}:{backend[1]}\n"
    )
    configuration.write_text(shipped + sections)
    return [program, "-db", "-f", str(configuration)]


SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
"""Daemons are in folders that not every user's PATH names."""
PACKAGES = {"varnishd": "varnish", "nginx": "nginx-light", "haproxy": "haproxy"}
PROXIES = {
    "varnish": RealProxy("varnishd", Path("/etc/varnish/default.vcl"), varnish),
    "nginx": RealProxy("nginx", Path("/etc/nginx/nginx.conf"), nginx),
    "haproxy": RealProxy("haproxy", Path("/etc/haproxy/haproxy.cfg"), haproxy),
}
