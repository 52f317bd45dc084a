#!/usr/bin/env python3
"""Makes the inputs of the benchmarks, the same bytes every time.

  gen.py stack     N DIR  [PCT [NAMES]]   a folder for patchbay: N connections, PCT % of them changed
  gen.py rules     N DIR                  the same with every rule of patchbay.yaml in use
  gen.py list      N FILE [PCT [VERSION]] the unchanged connections as the API lists them
  gen.py tf-blocks N DIR                  terraform: a resource block for each, and the state in which they are in sync
  gen.py octodns   N DIR                  octoDNS: configuration, source and live zone, in sync

Entry i is changed when i % (100/PCT) == 0: its description differs from the unchanged one. NAMES is how connections are
called in the files: same (as in the list), chain (each by the name of the next one, the last by a new name), pairs (each two
have swapped their names). An entry has about 173 bytes of YAML; a file holds at most 50,000 of them.
"""
import json
import os
import sys

REGIONS = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1"]
TEAMS = ["payments", "platform", "security", "research", "logistics"]
NAMES = {"same": lambda i: i, "chain": lambda i: i + 1, "pairs": lambda i: i ^ 1}
PER_FILE = 50_000
WHEN = "2026-01-01T00:00:00.000Z"


def entries(count, percent=0.0, names="same"):
    step = round(100 / percent) if percent else 0
    for i in range(count):
        team, region = TEAMS[i % 5], REGIONS[(i * 7) % 5]
        description = f"Ingest of account {i:06d} owned by team {team}"
        if step and i % step == 0:
            description += " (moved)"
        yield {"type": "aws", "name": f"conn-{NAMES[names](i):06d}", "description": description,
               "awsAccountId": f"{100000000000 + i}", "awsRegion": region, "enabled": i % 10 != 9}


def literal(value):
    return "true" if value is True else "false" if value is False else json.dumps(value)


def write_entries(path, some):
    with open(path, "w") as file:
        file.write("connections:\n" if some else "connections: []\n")
        for e in some:
            file.write(f"  - type: {e['type']}\n    name: {e['name']}\n"
                       f"    description: {e['description']}\n"
                       f"    awsAccountId: \"{e['awsAccountId']}\"\n"
                       f"    awsRegion: {e['awsRegion']}\n"
                       f"    enabled: {literal(e['enabled'])}\n")


def stack(count, folder, percent=0.0, names="same"):
    """Without a ledger, so that what is timed is what it is called; the rows of the ledger name one."""
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/patchbay.yaml", "w") as file:
        file.write("stack: benchmark\nowns: [\"*\"]\nledger: none\n")
    every = list(entries(count, percent, names))
    for number, start in enumerate(range(0, max(count, 1), PER_FILE)):
        write_entries(f"{folder}/connections{number or ''}.yaml", every[start:start + PER_FILE])


def rules(count, folder):
    stack(count, folder)
    with open(f"{folder}/patchbay.yaml", "a") as file:
        file.write("protected: [\"conn-00000*\", \"Prod *\"]\nlimits: {deletes: 3}\npolicy:\n"
                   f"  regions: [{', '.join(REGIONS)}]\n  names: \"^conn-[0-9]{{6}}$\"\n  accounts:\n")
        for e in entries(count):
            file.write(f"    - \"{e['awsAccountId']}\"\n")


def listed(count, path, percent=0.0, version=1):
    items = [dict(e, connectionId=f"id-{i}", type="AWS", createdDate=WHEN, updatedDate=WHEN, version=version)
             for i, e in enumerate(entries(count, percent))]
    with open(path, "w") as file:
        json.dump({"Items": items}, file, separators=(",", ":"))


FIELDS = ("type", "description", "awsAccountId", "awsRegion", "enabled")


def terraform_blocks(count, folder):
    """The state is what an apply would leave, so that none has to run."""
    os.makedirs(folder, exist_ok=True)
    kind = ["object", {k: "bool" if k == "enabled" else "string" for k in sorted(FIELDS)}]
    resources = []
    with open(f"{folder}/main.tf", "w") as file:
        for i, e in enumerate(entries(count)):
            name = e["name"].replace("-", "_")
            body = "\n".join(f"    {k} = {literal(e[k])}" for k in FIELDS)
            file.write(f'resource "terraform_data" "{name}" {{\n  input = {{\n{body}\n  }}\n}}\n')
            value = {"value": {k: e[k] for k in sorted(FIELDS)}, "type": kind}
            resources.append({
                "mode": "managed", "type": "terraform_data", "name": name,
                "provider": 'provider["terraform.io/builtin/terraform"]',
                "instances": [{"schema_version": 0, "sensitive_attributes": [], "attributes": {
                    "id": f"{i:08x}-0000-4000-8000-{i:012x}", "input": value, "output": value,
                    "triggers_replace": None}}]})
    with open(f"{folder}/terraform.tfstate", "w") as file:
        json.dump({"version": 4, "terraform_version": "1.11.4", "serial": count + 1,
                   "lineage": "9d71bcc9-5dd0-c69e-745b-e4a5124d942c", "outputs": {},
                   "resources": resources, "check_results": None}, file, indent=2)


def octodns(count, folder):
    for part in ("live", "source"):
        os.makedirs(f"{folder}/{part}", exist_ok=True)
        with open(f"{folder}/{part}/example.com.yaml", "w") as file:
            file.write("---\n")
            for i in range(count):
                file.write(f"conn-{i:06d}:\n  ttl: 300\n  type: A\n  value: 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}\n")
    with open(f"{folder}/config.yaml", "w") as file:
        file.write("providers:\n")
        for provider, kind, part in (("source", "octodns.provider.yaml.YamlProvider", "source"),
                                     ("target", "octodns_live.LiveYamlProvider", "live")):
            file.write(f"  {provider}:\n    class: {kind}\n    directory: ./{part}\n"
                       "    default_ttl: 3600\n    enforce_order: false\n")
        file.write("zones:\n  example.com.:\n    sources: [source]\n    targets: [target]\n")


def main(arguments):
    if len(arguments) < 3:
        sys.exit(__doc__)
    kind, count, path, *rest = arguments
    percent = float(rest[0]) if rest else 0.0
    if kind == "stack":
        stack(int(count), path, percent, *rest[1:])
    elif kind == "list":
        listed(int(count), path, percent, *map(int, rest[1:]))
    else:
        {"rules": rules, "tf-blocks": terraform_blocks, "octodns": octodns}[kind](int(count), path)


if __name__ == "__main__":
    main(sys.argv[1:])
