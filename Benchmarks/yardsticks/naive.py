#!/usr/bin/env python3
"""naive: the script that a user writes for want of a tool, with requests and PyYAML: a peer of `plan`.

  naive.py FILE.yaml http://HOST:PORT/pictoryapis [c]

Loads the YAML, gets the list, compares by name, prints what differs. With c it uses PyYAML's loader in C, which few
scripts do. Ends with 0 when nothing differs, with 2 otherwise.
"""
import sys

import requests
import yaml

FIELDS = ("description", "awsAccountId", "awsRegion", "enabled")
path, base = sys.argv[1:3]
loader = yaml.CSafeLoader if sys.argv[3:] == ["c"] else yaml.SafeLoader
with open(path) as file:
    want = {c["name"]: c for c in yaml.load(file, Loader=loader)["connections"]}
live = {c["name"]: c for c in requests.Session().get(base + "/v1/awsconnections").json()["Items"]}
changes = 0
for name, entry in want.items():
    item = live.get(name)
    if item is None:
        changes += 1
        print(f"+ {name}")
        continue
    differing = [key for key in FIELDS if entry[key] != item[key]]
    if differing:
        changes += 1
        print(f"~ {name}")
        for key in differing:
            print(f"    {key}: {item[key]!r} -> {entry[key]!r}")
for name in live:
    if name not in want:
        changes += 1
        print(f"- {name}")
print(f"{changes} changes")
sys.exit(2 if changes else 0)
