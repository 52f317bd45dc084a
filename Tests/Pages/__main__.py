"""Runs the blocks of README.md and docs/ from top to bottom, and holds what they show against what the program prints.

    scripts/check-pages [--root DIR] [--list] [PAGE…]
"""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from page import PageError
from runner import Result, Runner

HERE = Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(prog="check-pages", description="Run the blocks of the pages.")
    parser.add_argument("--root", default=HERE.parent.parent, type=Path, help="the folder that the pages lie in")
    parser.add_argument("--list", action="store_true", help="also list what is not run, and why")
    parser.add_argument("pages", nargs="*", help="pages from that folder; all of them when none is named")
    arguments = parser.parse_args()
    root = arguments.root.resolve()
    program = os.environ.get("PATCHBAY")
    if not program:
        swift = os.environ.get("SWIFT", "swift")
        path = subprocess.check_output([swift, "build", "--show-bin-path"], text=True, cwd=HERE.parent.parent)
        program = f"{path.strip()}/patchbay"
    if not os.access(program, os.X_OK):
        sys.exit(f"check-pages: there is no program at '{program}'; run 'make build' first")

    pages = arguments.pages or ["README.md"] + sorted(str(path.relative_to(root)) for path in root.glob("docs/**/*.md"))
    runner, total, began = Runner(root, os.path.abspath(program)), Result(), time.monotonic()
    work = []
    for page in pages:
        try:
            work += [(page, part) for part in runner.parts(page)]
        except PageError as error:
            total.wrong.append(str(error))
    # What takes longest begins first: requests that are tried again, and pages with many blocks.
    work.sort(key=lambda each: (not each[1][0].section.startswith("api-"), -len(each[1])))
    # More than there are cores may be, for much of the time is spent waiting between retries.
    with ThreadPoolExecutor(6) as pool:
        for result in pool.map(lambda each: runner.run(*each), work):
            for text in result.wrong:
                print(text, flush=True)
            total.add(result)
    for text in total.wrong if not work else []:
        print(text)
    if not total.blocks + len(total.left) + len(total.elsewhere):
        total.wrong.append("none")
        print("check-pages: no block was run")
    for block, reason in total.left if arguments.list else []:
        print(f"{block.place}: not run: {reason}")
    print(
        f"check-pages: {total.blocks} blocks run, with {total.commands} commands and {total.outputs} outputs compared; "
        f"{len(total.elsewhere)} run by other scripts, {len(total.left)} not run; {len(total.wrong)} wrong; "
        f"{time.monotonic() - began:.0f} s",
        file=sys.stderr,
    )
    sys.exit(1 if total.wrong else 0)


main()
