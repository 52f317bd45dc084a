"""Plans, files that are read, and how both grow."""
import json
import os
import shutil
import sys

from costs import Account, exponent

YARDSTICKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "yardsticks")


def summary(bench, stack, account, *flags):
    """What a plan counts, so that nothing is timed that does not do what it is called."""
    out = bench.inputs.path("summary.json")
    bench.meter.run(bench.plan(stack, account, "--format", "json", *flags), output=out)
    with open(out) as file:
        return json.load(file)["summary"]


def expect(found, **wanted):
    differing = {key: found.get(key) for key, value in wanted.items() if found.get(key) != value}
    if differing:
        raise SystemExit(f"endtoend: the plan counts {differing} where {wanted} is right")


def no_changes(bench):
    for count in (100, 1_000, 10_000):
        stack = bench.inputs.stack(count)
        with Account(bench.tools, bench.inputs.listed(count)) as account:
            expect(summary(bench, stack, account), unchanged=count, update=0, create=0, unmanaged=0)
            floor = [f"{bench.tools}/floor", f"{stack}/connections.yaml", account.port]
            plan, least, ratio = bench.meter.pairs(bench.plan(stack, account), floor, bench.times(10))
        bench.add(f"plan-{count}-cpu", ratio.cpu, f"{plan.cpu * 1000:.1f} ms against {least.cpu * 1000:.1f} ms")
        bench.add(f"plan-{count}-wall", ratio.wall, f"{plan.wall * 1000:.1f} ms against {least.wall * 1000:.1f} ms")
        if count == 10_000:
            bench.add("plan-10000-peak", plan.peak, f"the floor has {least.peak:.1f} MiB")
            requests = account.saw["lists"] - (bench.times(10) + 1)
            plans = bench.times(10) + 2
            bench.add("plan-10000-lists", requests // plans, f"{account.saw['requests']} requests of {plans} plans and their floors")


def changed(bench):
    stack = bench.inputs.stack(10_000)
    with Account(bench.tools, bench.inputs.listed(10_000)) as account:
        some = bench.inputs.stack(10_000, 1)
        expect(summary(bench, some, account), update=100, unchanged=9_900)
        _, _, ratio = bench.meter.pairs(bench.plan(some, account), bench.plan(stack, account), bench.times(10))
        bench.add("plan-1-percent", ratio.cpu)
        with Account(bench.tools, bench.inputs.listed(0)) as empty:
            expect(summary(bench, stack, empty), create=10_000)
            _, _, ratio = bench.meter.pairs(bench.plan(stack, empty), bench.plan(stack, account), bench.times(10))
        bench.add("plan-created", ratio.cpu)


def peers(bench):
    stack = bench.inputs.stack(10_000)
    with Account(bench.tools, bench.inputs.listed(10_000)) as account:
        plan = bench.plan(stack, account)
        script = [sys.executable, f"{YARDSTICKS}/naive.py", f"{stack}/connections.yaml", account.url, "c"]
        if has_modules("yaml", "requests"):
            compare(bench, "peer-script", script, plan, 5)
        else:
            bench.absent("the script", "Python has no yaml and requests")
        octodns = bench.octodns or shutil.which("octodns-sync")
        if octodns:
            folder = bench.inputs.octodns(10_000)
            # octoDNS reads the folders of its configuration from where it runs.
            command = ["env", "-C", folder, f"PYTHONPATH={YARDSTICKS}", "PYTHONDONTWRITEBYTECODE=1", octodns, "--config-file",
                       "config.yaml"]
            compare(bench, "peer-octodns", command, plan, 3)
        else:
            bench.absent("octoDNS", "there is no octodns-sync on PATH")
        if shutil.which("terraform"):
            folder = bench.inputs.terraform(10_000)
            command = ["env", "TF_CLI_CONFIG_FILE=/dev/null", "CHECKPOINT_DISABLE=1", "terraform", f"-chdir={folder}", "plan",
                       "-input=false", "-detailed-exitcode"]
            compare(bench, "peer-terraform", command, plan, 1)
        else:
            bench.absent("terraform", "it is not on PATH")


def compare(bench, row, peer, plan, times):
    slow, fast, ratio = bench.meter.pairs(peer, plan, min(times, bench.times(times)), settled=True)
    # Of processor and clock what flatters less: some peers use several cores, and others wait.
    bench.add(row, min(ratio.cpu, ratio.wall), f"{slow.cpu:.2f} s of CPU, {slow.wall:.2f} s and {slow.peak:.0f} MiB against "
              f"{fast.cpu:.3f} s of CPU, {fast.wall:.3f} s and {fast.peak:.0f} MiB")


def has_modules(*names):
    import importlib.util
    return all(importlib.util.find_spec(name) for name in names)


def validate(bench):
    stack = bench.inputs.rules(10_000)
    events = [f"{bench.tools}/yamlevents", f"{stack}/patchbay.yaml", f"{stack}/connections.yaml"]
    command = [bench.program, "validate", stack]
    cost, least, ratio = bench.meter.pairs(command, events, bench.times(10))
    bench.add("validate-10000", ratio.cpu, f"{cost.cpu * 1000:.1f} ms against {least.cpu * 1000:.1f} ms")


def growth(bench):
    sizes = bench.sizes
    kinds = {
        "1-percent": lambda n: (bench.inputs.stack(n, 1), n, (), {"update": n // 100}),
        "created": lambda n: (bench.inputs.stack(n), 0, (), {"create": n}),
        "deleted": lambda n: (bench.inputs.stack(0), n, ("--allow-empty",), {"delete": n}),
        "chain": lambda n: (bench.inputs.stack(n, 0, "chain"), n, (), {"update": n}),
        "pairs": lambda n: (bench.inputs.stack(n, 0, "pairs"), n, (), {"update": n}),
    }
    for kind, world in kinds.items():
        costs = {}
        for count in sizes:
            stack, live, flags, counts = world(count)
            with Account(bench.tools, bench.inputs.listed(live)) as account:
                expect(summary(bench, stack, account, *flags), **counts)
                costs[count] = bench.meter.median(bench.plan(stack, account, *flags), bench.times(3))
        add_growth(bench, kind, costs)
    for form in ("json", "markdown"):
        costs = {}
        for count in sizes:
            with Account(bench.tools, bench.inputs.listed(0)) as account:
                costs[count] = bench.meter.median(bench.plan(bench.inputs.stack(count), account, "--format", form), bench.times(3))
        add_growth(bench, form, costs)
    costs = {n: bench.meter.median([bench.program, "validate", bench.inputs.stack(n)], bench.times(3)) for n in sizes}
    add_growth(bench, "validate", costs)
    costs = {}
    for count in sizes:
        with Account(bench.tools, bench.inputs.listed(count)) as account:
            command = ["env", "-C", bench.inputs.stack(0), bench.program, "export", "--api-url", account.url]
            costs[count] = bench.meter.median(command, bench.times(3))
    add_growth(bench, "export", costs)


def add_growth(bench, kind, costs):
    sizes = sorted(costs)
    each = (costs[sizes[-1]].peak - costs[sizes[0]].peak) * 1024 / (sizes[-1] - sizes[0])
    seconds = ", ".join(f"{cost.cpu:.3f} s and {cost.peak:.0f} MiB for {count:,}" for count, cost in sorted(costs.items()))
    bench.add(f"growth-{kind}-cpu", exponent({n: c.cpu for n, c in costs.items()}), seconds)
    bench.add(f"growth-{kind}-peak", exponent({n: c.peak for n, c in costs.items()}))
    bench.add(f"growth-{kind}-each", each)


def run(bench):
    no_changes(bench)
    changed(bench)
