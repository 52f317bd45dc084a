"""Saved plans, applies, and the ledger."""
import math
import os
import shutil
import statistics

from costs import Account
from plans import expect, summary

NO_LEDGER = ("--ledger", "none")


def apply(bench, stack, account, *flags):
    return [bench.program, "apply", stack, "--auto-approve", "--api-url", account.url, *flags]


def saved(bench):
    stack, path = bench.inputs.stack(10_000, 1), bench.inputs.path("saved.plan")
    with Account(bench.tools, bench.inputs.listed(10_000)) as account:
        if os.path.exists(path):
            os.remove(path)
        # A saved plan names its stacks from the folder that it is made in.
        bench.meter.run(["env", "-C", bench.inputs.folder, *bench.plan(os.path.basename(stack), account, "--out", path)])
    bench.add("saved-size", os.path.getsize(path) / 1024)
    show = bench.meter.median([bench.program, "show-plan", path], bench.times(10))
    bench.add("saved-show", show.wall * 1000, f"{show.cpu * 1000:.1f} ms of CPU")


def latency(bench):
    for count, parallel, times in ((1_000, 10, 3), (200, 64, 5)):
        stack = bench.inputs.stack(count, 100)
        ideal = math.ceil(count / parallel) * 0.05
        over, cpu, span = [], [], []
        for _ in range(bench.times(times)):
            with Account(bench.tools, bench.inputs.listed(count), latency_ms=50) as account:
                flags = ("--parallelism", str(parallel), *NO_LEDGER)
                plan = bench.meter.run(bench.plan(stack, account, *flags))
                whole = bench.meter.run(apply(bench, stack, account, *flags))
            expect(account.saw, writes=count)
            over.append((whole.end - account.saw["firstWrite"]) / ideal)
            span.append((whole.wall - plan.wall) / ideal)
            cpu.append((whole.cpu - plan.cpu) / count * 1e6)
        with Account(bench.tools, bench.inputs.listed(count), latency_ms=50) as other:
            least = bench.meter.run([f"{bench.tools}/papply", other.port, str(count), str(parallel)])
        bench.add(f"apply-{count}-wall", statistics.median(over),
                  f"longer than a plan by {statistics.median(span):.3f} × ideal, papply {least.wall / ideal:.3f}; "
                  f"{account.saw['mostHeld']} requests at once")
        bench.add(f"apply-{count}-cpu", statistics.median(cpu))
        # Two for the plan's lists and as many of the apply's, and one for each request that may be under way.
        bench.add(f"apply-{count}-connections", account.saw["connections"])


def limited(bench):
    count, rate = 1_000, 100
    stack = bench.inputs.stack(count, 100)
    with Account(bench.tools, bench.inputs.listed(count), rate=rate) as account:
        bench.meter.run(apply(bench, stack, account, "--parallelism", "10", *NO_LEDGER))
    expect(account.saw, writes=count)
    bench.add("limited-wall", (account.saw["lastWrite"] - account.saw["firstWrite"]) / (count / rate), f"{account.saw['refused']} requests were refused")
    bench.add("limited-early", account.saw["early"])


def ledger(bench):
    path = bench.inputs.path("ledger")
    url = f"sqlite:{path}/ledger.db"

    def fresh():
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path, 0o700)

    walls = []
    for _ in range(bench.times(5)):
        fresh()
        with Account(bench.tools, bench.inputs.listed(0)) as account:
            walls.append(bench.meter.run(apply(bench, bench.inputs.stack(1_000), account, "--ledger", url)).wall)
        expect(account.saw, writes=1_000)
    bench.add("ledger-1000-creates", statistics.median(walls))

    # Ten thousand receipts, of an apply that updates all of them to version 2.
    fresh()
    with Account(bench.tools, bench.inputs.listed(10_000)) as account:
        bench.meter.run(apply(bench, bench.inputs.stack(10_000, 100), account, "--ledger", url, "--parallelism", "64"))
    expect(account.saw, writes=10_000)
    stack = bench.inputs.stack(10_000, 100)
    with Account(bench.tools, bench.inputs.listed(10_000, 100, 2)) as account:
        expect(summary(bench, stack, account, "--ledger", url), unchanged=10_000)
        with_ledger, without, ratio = bench.meter.pairs(
            bench.plan(stack, account, "--ledger", url), bench.plan(stack, account), bench.times(10))
    bench.add("ledger-plan", ratio.cpu, f"{with_ledger.cpu * 1000:.1f} ms against {without.cpu * 1000:.1f} ms")

    # The files change a hundred of them.
    kept, walls = f"{path}-kept", []
    shutil.copytree(path, kept)
    for _ in range(bench.times(5)):
        shutil.rmtree(path)
        shutil.copytree(kept, path)
        with Account(bench.tools, bench.inputs.listed(10_000, 0, 2)) as account:
            some = bench.inputs.stack(10_000, 1)
            walls.append(bench.meter.run(apply(bench, some, account, "--ledger", url)).wall)
        expect(account.saw, writes=100)
    bench.add("ledger-100-updates", statistics.median(walls))


def run(bench):
    latency(bench)
    limited(bench)
