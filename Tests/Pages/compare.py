"""What a page shows against what was printed.

What differs from run to run is replaced on both sides: see `CHANGING`. In what a page shows, a line `…` stands for any lines, and `…`
within a line for any text.
"""

import difflib
import json
import re

CHANGING = [
    (re.compile(r"\b\d{17}[a-z0-9]{15}\b"), "<id>"),
    (re.compile(r" (moving|retired) [0-9a-f]{8}\b"), r" \1 <digits>"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "<time>"),
    (re.compile(r"\bsha256:(?:[0-9a-f]{64}|…|[0-9a-f]+…)"), "<digest>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<run>"),
    (re.compile(r"\b\d+ s (?=behind|ahead)"), "<n> s "),
    (re.compile(r"(?m)(patchbay \d[\d.]*) on [A-Z][^\"\n]*, \w+"), r"\1 on <system>"),
    # The first column of the history.
    (re.compile(r"(?m)^[0-9a-f]{8}  (?=<time>)"), "<run>  "),
]
PROGRESS = re.compile(r"^\[\d+/(\d+)\] ")


def normalised(text):
    """The text without what changes; steps that ended stand in sorted order, since they run side by side."""
    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    lines, progress = [], []
    for line in text.rstrip("\n").split("\n"):
        if PROGRESS.match(line):
            progress.append(PROGRESS.sub(r"[n/\1] ", line))
            continue
        lines += sorted(progress) + [line.rstrip()]
        progress = []
    return "\n".join(lines + sorted(progress))


def pattern(shown):
    """A regular expression for what is shown."""
    parts = []
    for line in normalised(shown).split("\n"):
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(re.escape(part) for part in line.split("…")) + "\n")
    return "".join(parts)


def difference(shown, printed):
    """How they differ, for people."""
    lines = difflib.unified_diff(normalised(shown).split("\n"), normalised(printed).split("\n"), "page", "program", lineterm="")
    lines = list(lines)
    return "\n".join(lines[:80] + ([f"… and {len(lines) - 80} lines more"] if len(lines) > 80 else []))


def whole(shown, printed):
    """None where what is shown is all that was printed; else how they differ.

    Lines of standard output and standard error may stand in another order: where two streams meet is the terminal's affair.
    """
    if sorted(normalised(shown).split("\n")) == sorted(normalised(printed).split("\n")):
        return None
    return None if re.fullmatch(pattern(shown), normalised(printed) + "\n") else difference(shown, printed)


def part(shown, printed):
    """None where what is shown stands in what was printed; else how they differ."""
    return None if re.search("(?m)^" + pattern(shown), normalised(printed) + "\n") else difference(shown, printed)


def parts(shown, printed):
    """None where each part that begins with '$ ' or '# ' is printed, in this order; whole parts may be left out."""

    def split(text):
        return [part.strip("\n") for part in re.split(r"(?m)^(?=[$#] )", normalised(text)) if part.strip()]

    rest = split(printed)
    for part in split(shown):
        if part not in rest:
            near = [other for other in rest if other.split("\n")[0] == part.split("\n")[0]]
            return difference(part, near[0] if near else "")
        rest = rest[rest.index(part) + 1 :]
    return None


def _same(shown, printed):
    if isinstance(shown, str) and isinstance(printed, str):
        return re.fullmatch(pattern(shown), normalised(printed) + "\n") is not None
    if isinstance(shown, dict) and isinstance(printed, dict):
        return shown.keys() == printed.keys() and all(_same(shown[key], printed[key]) for key in shown)
    if isinstance(shown, list) and isinstance(printed, list):
        return len(shown) == len(printed) and all(map(_same, shown, printed))
    return type(shown) is type(printed) and shown == printed


def _covers(printed, shown):
    """Whether what is shown is there, with more keys and items beside it."""
    if isinstance(shown, dict) and isinstance(printed, dict):
        return shown.keys() <= printed.keys() and all(_covers(printed[key], shown[key]) for key in shown)
    if isinstance(shown, list) and isinstance(printed, list):
        rest = iter(printed)
        return all(any(_covers(value, each) for value in rest) for each in shown)
    return _same(shown, printed)


def _within(shown, printed):
    inner = printed.values() if isinstance(printed, dict) else printed if isinstance(printed, list) else []
    return _covers(printed, shown) or any(_within(shown, value) for value in inner)


def documents(shown, printed, *, partly):
    """The same for JSON: spaces and the order of keys do not count. A part is some keys and items of any object in it."""
    try:
        left, right = json.loads(shown), json.loads(printed)
    except ValueError as error:
        return f"no JSON ({error}):\n{printed}"
    if (_within if partly else _same)(left, right):
        return None
    form = dict(indent=2, ensure_ascii=False, sort_keys=True)
    return difference(json.dumps(left, **form), json.dumps(right, **form))


def streams(shown, printed):
    """The same for lines of JSON: each one shown is one of those printed, in this order."""
    rest = [json.loads(line) for line in printed.splitlines() if line]
    for line in shown.splitlines():
        wanted = json.loads(line)
        while rest and not _same(wanted, rest[0]):
            rest.pop(0)
        if not rest:
            return f"not printed at this place: {line}\n{printed}"
    return None


def messages(shown, printed):
    """None where each line that is shown stands within a line that was printed, in this order; spaces before it do not count."""
    rest = normalised(printed)
    for line in normalised(shown).split("\n"):
        found = re.search(".*?".join(re.escape(part) for part in line.strip().split("…")), rest)
        if not found:
            return difference(shown, printed)
        rest = rest[found.end() :]
    return None
