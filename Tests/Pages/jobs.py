"""jobs.py FILE JOB…: runs the scripts of jobs of a pipeline of GitHub or GitLab, one after the other, as its runner would;
`.` is a file that is one job itself.

Steps that use actions are left out: the files are there. Each script is run by bash -euo pipefail; `${{ … }}` has what the variables of
this process say.
"""

import os
import re
import subprocess
import sys

import yaml


def value(expression, outputs):
    """What an expression of GitHub's stands for."""
    expression = expression.strip()
    if expression.startswith("secrets."):
        return os.environ.get(expression.removeprefix("secrets."), "")
    if found := re.fullmatch(r"steps\.(\w+)\.outputs\.(\w+)", expression):
        return outputs[found[1]][found[2]]
    return {"github.token": "canary-token", "github.event.pull_request.number": "5", "matrix.account": "eu"}[expression]


def expanded(text, outputs):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: value(found[1], outputs), str(text))


def run(script, environment):
    return subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=os.environ | environment).returncode


def github(job):
    outputs = {}
    for step in job["steps"]:
        if "run" not in step:
            continue
        open("github-output", "w").close()
        environment = {name: expanded(text, outputs) for name, text in step.get("env", {}).items()}
        status = run(expanded(step["run"], outputs), environment | {"GITHUB_OUTPUT": "github-output"})
        with open("github-output") as lines:
            outputs[step.get("id", "")] = dict(line.rstrip("\n").split("=", 1) for line in lines)
        if status:
            return status
    return 0


def main():
    path, *names = sys.argv[1:]
    with open(path) as text:
        pipeline = yaml.safe_load(text)
    jobs = pipeline.get("jobs", pipeline)
    for name in names:
        job = pipeline if name == "." else jobs[name]
        status = run("\n".join(job["script"]), {}) if "script" in job else github(job)
        if status:
            sys.exit(status)


main()
