"""A peer that waits for orders: one line in, one JSON line out. It stays alive, so that what is measured
is the work and not the start of Python."""

import json
import sys
import time


def serve(run, write=None):
    """`run()` does the work once and returns its result; `write(result, path)` lays it down for comparison."""
    answer({"ready": True})
    for line in sys.stdin:
        order, _, path = line.strip().partition(" ")
        if order == "run":
            began = time.perf_counter()
            result = run()
            seconds = time.perf_counter() - began
            del result
            answer({"seconds": seconds})
        elif order == "write":
            write(run(), path)
            answer({"written": path})
        else:
            raise SystemExit(f"unknown order: {order}")


def answer(what):
    print(json.dumps(what), flush=True)
