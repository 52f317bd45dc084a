"""The rows that were measured, beside what is wanted of them and what they may not exceed."""
import json

HEAD = ("row", "what", "reached", "wanted", "goal", "limit")


class Table:
    """Collects rows; `thresholds.json` says of each what it is, and holds it to its limit.

    A limit is what was reached when it was written, with room for noise. It is lowered when something gets faster.
    """

    def __init__(self, thresholds):
        with open(thresholds) as file:
            self.thresholds = json.load(file)
        self.rows = {}
        self.remarks = []

    def add(self, row, value, remark=None):
        if row not in self.thresholds:
            raise SystemExit(f"endtoend: '{row}' is not in thresholds.json")
        self.rows[row] = value
        if remark:
            self.remarks.append(f"{row}: {remark}")
        print(f"  {self.thresholds[row]['what']}: {shown(value)} {self.thresholds[row].get('unit', '')}", flush=True)

    def exceeded(self):
        return [row for row, value in self.rows.items() if self.is_exceeded(row, value)]

    def is_exceeded(self, row, value):
        limit = self.thresholds[row].get("limit")
        return limit is not None and (value < limit if self.thresholds[row].get("least") else value > limit)

    def markdown(self):
        lines = ["| " + " | ".join(HEAD) + " |", "|---|---|---:|---:|---:|---:|"]
        for row, facts in self.thresholds.items():
            if row not in self.rows:
                continue
            value = self.rows[row]
            mark = " **exceeded**" if self.is_exceeded(row, value) else ""
            unit = f" ({facts['unit']})" if "unit" in facts else ""
            cells = [row, facts["what"] + unit, shown(value) + mark] + [shown(facts.get(k)) for k in HEAD[3:]]
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines + [""] + [f"- {remark}" for remark in self.remarks])


def shown(value):
    if value is None:
        return ""
    if isinstance(value, int) or value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
