"""Starting up, the first sign of life, and the file that is shipped."""
import os
import pty
import select
import signal
import statistics
import time

from costs import Account


def forget(path):
    """Has the kernel read the file anew: it maps one that was just written in larger pieces, of which each counts as memory."""
    os.sync()
    descriptor = os.open(path, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def run(bench):
    forget(os.path.realpath(bench.program))
    hello = [f"{bench.tools}/hello"]
    for row, arguments, status in (("version", ["--version"], 0), ("help", ["--help"], 0), ("usage", ["plan", "--no-such-flag"], 64)):
        cost, least, ratio = bench.meter.pairs([bench.program, *arguments], hello, bench.times(30), status=status)
        bench.add(f"start-{row}-wall", cost.wall * 1000)
        bench.add(f"start-{row}-ratio", ratio.wall, f"{cost.wall * 1000:.2f} ms against {least.wall * 1000:.2f} ms")
        bench.add(f"start-{row}-peak", cost.peak)
    first_sign(bench)
    bench.add("binary-size", os.path.getsize(os.path.realpath(bench.program)) / 1024 / 1024)


def first_sign(bench):
    """Milliseconds until a plan of the largest size has written anything to its terminal."""
    count = bench.sizes[-1]
    with Account(bench.tools, bench.inputs.listed(count)) as account:
        plan = bench.plan(bench.inputs.stack(count), account)
        environment = {**bench.meter.environment, "TERM": "xterm-256color"}
        del environment["CI"]
        waits = []
        for _ in range(bench.times(5)):
            start = time.monotonic()
            process, terminal = pty.fork()
            if process == 0:
                os.execvpe(plan[0], plan, environment)
            select.select([terminal], [], [], 60)
            waits.append((time.monotonic() - start) * 1000)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(terminal)
    bench.add("first-sign", statistics.median(waits))
