"""What commands cost: run once, several times, or two in turn, each measured as a whole process by `meter`."""
import json
import math
import os
import signal
import statistics
import subprocess
from dataclasses import dataclass


@dataclass
class Cost:
    cpu: float  # seconds, user and system
    wall: float  # seconds
    peak: float  # MiB
    end: float  # when, in seconds of the monotonic clock


class Meter:
    """Runs commands with an environment of a few variables, so that none of the user's settings matter."""

    def __init__(self, tools):
        self.tools = tools
        self.environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
                            "PICTORY_API_KEY": "pictai_benchmark", "CI": "true"}

    def run(self, command, status=0, output=None, environment=None):
        options = ["-o", output] if output else []
        said = subprocess.run([f"{self.tools}/meter", *options, *command], stdout=subprocess.PIPE, text=True, check=True,
                              env={**self.environment, **(environment or {})}).stdout.split()
        if int(said[3]) != status:
            raise SystemExit(f"endtoend: ended with {said[3]} instead of {status}: {' '.join(command)}")
        return Cost(float(said[0]), float(said[1]), int(said[2]) / 1024, float(said[4]))

    def median(self, command, times, **options):
        """The first run warms up and does not count."""
        runs = [self.run(command, **options) for _ in range(times + 1)][1:]
        return middle(runs)

    def pairs(self, command, yardstick, times, of_yardstick=None, settled=False, **options):
        """Both in turn: the median of the command, of the yardstick, and of the ratios pair by pair.

        The ratios hold where the speed of a machine that others use drifts. Settled, the yardstick runs twice and the second
        time counts: a virtual machine takes what a large command leaves out of its memory, and whoever runs next pays for it.
        """
        def pair():
            cost = self.run(command, **options)
            if settled:
                self.run(yardstick, **(of_yardstick or {}))
            return cost, self.run(yardstick, **(of_yardstick or {}))

        runs = [pair() for _ in range(times + 1)][1:]
        ratios = [Cost(a.cpu / max(b.cpu, 1e-6), a.wall / b.wall, a.peak / b.peak, 0) for a, b in runs]
        return middle([a for a, _ in runs]), middle([b for _, b in runs]), middle(ratios)


def middle(runs):
    return Cost(*(statistics.median(getattr(run, key) for run in runs) for key in ("cpu", "wall", "peak", "end")))


class Account:
    """`apid` with a list, while a `with` statement runs; afterwards `saw` is what it counted."""

    def __init__(self, tools, items, latency_ms=0, rate=0):
        self.command = [f"{tools}/apid", "0", items, str(int(latency_ms * 1000)), str(rate)]
        self.saw = {}

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.port = self.process.stdout.readline().split()[1]
        self.url = f"http://127.0.0.1:{self.port}/pictoryapis"
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.saw = json.loads(self.process.communicate()[0])


def exponent(values):
    """How values grow with the size, given {size: value}: the steepest of the steps from one size to the next."""
    sizes = sorted(values)
    return max(math.log(values[b] / values[a]) / math.log(b / a) for a, b in zip(sizes, sizes[1:]))
