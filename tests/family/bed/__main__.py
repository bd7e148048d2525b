"""python -m bed --api globale|merchant|s2 [--port 0] [--preset P] [--switch name=value ...] [--fault NAME]"""
import argparse
import json
import signal
import sys
import threading
from .config import Config
from .describe import describe
from .faults import FAULTS
from .play import APPS
from .wire import Server

def main():
    p = argparse.ArgumentParser(prog="bed", description=__doc__)
    p.add_argument("--api", choices=sorted(APPS))
    p.add_argument("--port", type=int, default=0)
    p.add_argument("--preset", choices=["default", "shallow", "strict"], default="default")
    p.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE")
    p.add_argument("--fault", metavar="NAME")
    p.add_argument("--describe", action="store_true")
    a = p.parse_args()
    if a.describe:
        json.dump(describe(), sys.stdout, indent=1, ensure_ascii=False)
        print()
        return
    if not a.api:
        p.error("--api or --describe is needed")
    if a.fault and (a.fault not in FAULTS or FAULTS[a.fault].api != a.api):
        p.error(f"--api {a.api} has no fault {a.fault}")
    switches = dict(s.partition("=")[::2] for s in a.switch)
    cfg = Config(a.api, a.preset, switches, a.fault)
    server = Server(APPS[a.api](cfg), cfg, a.port)
    done = threading.Event()
    for s in (signal.SIGTERM, signal.SIGINT):
        signal.signal(s, lambda *_: done.set())
    server.start()
    print(json.dumps({"url": server.url, "api": a.api, "preset": a.preset, "fault": a.fault,
                      "path": {"globale": "/Order/<Method>", "merchant": "/order-status-update-url",
                               "s2": "/order/{orderId}"}[a.api]}), flush=True)
    done.wait()
    server.stop()

if __name__ == "__main__":
    main()
