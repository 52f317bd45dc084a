#!/usr/bin/env python3
"""Measures the program as its users run it, beside yardsticks and peers, and prints the table of docs/performance.md.

Ends with 1 when a row exceeds its limit in thresholds.json. Peers that are not on this machine are named as absent.
"""
import argparse
import json
import os
import sys
import tempfile

sys.dont_write_bytecode = True

import applies  # noqa: E402
import plans  # noqa: E402
import starting  # noqa: E402
from costs import Meter  # noqa: E402
from inputs import Inputs  # noqa: E402
from table import Table  # noqa: E402

SECTIONS = {
    "plan": plans.run, "peers": plans.peers, "growth": plans.growth, "validate": plans.validate, "start": starting.run,
    "saved": applies.saved, "apply": applies.run, "ledger": applies.ledger,
}


class Bench:
    def __init__(self, arguments, folder):
        here = os.path.dirname(os.path.abspath(__file__))
        self.program = os.path.abspath(arguments.program)
        self.tools = os.path.abspath(arguments.tools)
        self.octodns = arguments.octodns
        self.sizes = [1_000, 10_000] if arguments.small else [1_000, 10_000, 100_000]
        self.factor = arguments.runs
        self.meter = Meter(self.tools)
        self.inputs = Inputs(folder)
        self.table = Table(os.path.join(here, "..", "thresholds.json"))

    def times(self, usual):
        return max(1, round(usual * self.factor))

    def plan(self, stack, account, *flags):
        return [self.program, "plan", stack, "--api-url", account.url, *flags]

    def add(self, row, value, remark=None):
        self.table.add(row, value, remark)

    def absent(self, peer, reason):
        self.table.remarks.append(f"absent: {peer} ({reason})")
        print(f"  absent: {peer} ({reason})", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="endtoend", description=__doc__)
    parser.add_argument("--program", default=".build-release/release/patchbay", help="the release build to measure")
    parser.add_argument("--tools", default=".build-bench", help="the folder of the built yardsticks")
    parser.add_argument("--octodns", help="octodns-sync, where it is not on PATH")
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, separated by commas (all: %(default)s)")
    parser.add_argument("--runs", type=float, default=1, help="a factor on how often each is run")
    parser.add_argument("--small", action="store_true", help="grow up to 10,000 connections instead of 100,000")
    parser.add_argument("--json", metavar="FILE", help="also write the values of the rows")
    arguments = parser.parse_args()
    sections = arguments.only.split(",")
    for section in sections:
        if section not in SECTIONS:
            parser.error(f"'{section}' is not one of {', '.join(SECTIONS)}")
    with tempfile.TemporaryDirectory(prefix="patchbay-bench-") as folder:
        bench = Bench(arguments, folder)
        for section in sections:
            print(f"{section}:", flush=True)
            SECTIONS[section](bench)
    print("\n" + bench.table.markdown())
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(bench.table.rows, file, indent=2)
    exceeded = bench.table.exceeded()
    if exceeded:
        sys.exit(f"endtoend: over its limit: {', '.join(exceeded)}")


if __name__ == "__main__":
    main()
