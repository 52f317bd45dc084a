"""Runs one page from top to bottom, or one section of the page of errors."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import compare
from page import PageError, blocks
from shell import Shell, ShellError

HERE = Path(__file__).parent
ERRORS = "docs/reference/errors.md"
# What these show is judged by Tests/EndToEndTests/PageExampleTests.swift, unless a comment says more.
DATA = {"yaml", "sql"}


@dataclass
class Result:
    """What became of the blocks of a page."""

    commands: int = 0
    outputs: int = 0
    blocks: int = 0
    elsewhere: list = field(default_factory=list)
    left: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    def add(self, other):
        for name in ["commands", "outputs", "blocks", "elsewhere", "left", "wrong"]:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Runner:
    def __init__(self, root, program):
        self.root, self.program = Path(root), program

    def scenes(self, page):
        """What prepares a page: for all, and for this one where there is such a file."""
        own = self.root / "Tests/Pages/scenes" / Path(page).with_suffix(".sh")
        return [HERE / "scenes/common.sh"] + ([own] if own.exists() else [])

    def parts(self, page):
        """The parts of a page that are run by themselves, as lists of blocks."""
        found = blocks(page, (self.root / page).read_text())
        if page != ERRORS:
            return [found] if found else []
        sections = dict.fromkeys(block.section for block in found)
        return [[block for block in found if block.section == section] for section in sections]

    def run(self, page, part):
        result = Result()
        try:
            with Shell(self.program, self.scenes(page)) as shell:
                for block in part:
                    try:
                        (self._error if page == ERRORS else self._block)(shell, block, result)
                    except ShellError as error:
                        result.wrong.append(f"{block.place}: {error}")
                        break
        except (PageError, ShellError) as error:
            result.wrong.append(str(error))
        return result

    def _block(self, shell, block, result):
        comments = block.comments
        if "not run" in comments or "run by" in comments:
            if "run by" in comments and not (self.root / comments["run by"]).exists():
                result.wrong.append(f"{block.place}: there is no '{comments['run by']}'")
            target = result.left if "not run" in comments else result.elsewhere
            target.append((block, comments.get("not run") or comments["run by"]))
            return
        if "scene" in comments:
            self._run(shell, block, comments["scene"], result, strict=True)
        if "file" in comments:
            shell.write(comments["file"], block.text)
        shows = [word for word in ["output of", "part of", "parts of"] if word in comments]
        if shows:
            self._shown(shell, block, shows[0], result)
        elif "jobs" in comments:
            shell.write("jobs.yml", block.text)
            self._run(shell, block, f"run_jobs jobs.yml {comments['jobs']}", result)
        elif block.language == "console":
            self._console(shell, block, result)
        elif block.language in ("sh", "bash"):
            self._run(shell, block, block.text, result, strict=True)
        elif block.language == "cron":
            for line in block.lines:
                # Five fields are the time; cron's own shell is sh.
                shell.write("job.sh", line.split(None, 5)[5] + "\n")
                self._run(shell, block, "sh job.sh", result, expected=int(comments.get("ends with", 0)))
        elif block.language == "text" and all(line.startswith("patchbay ") for line in block.lines):
            self._synopsis(shell, block, result)
        elif "file" not in comments:
            if block.language in DATA:
                return
            result.wrong.append(
                f"{block.place}: nothing runs this block, and no comment above it says why; see Tests/Pages/README.md"
            )
            return
        result.blocks += 1

    def _run(self, shell, block, command, result, *, expected=0, strict=False, types=None):
        status, output = shell.run(command, strict=strict, types=types)
        result.commands += 1
        if status != expected:
            result.wrong.append(f"{block.place}: it ends with {status}, not {expected}:\n$ {command}\n{output}")
        return output

    def _console(self, shell, block, result):
        commands = block.commands
        statuses = [int(word) for word in block.comments.get("ends with", "0 " * len(commands)).split()]
        if len(statuses) != len(commands):
            raise PageError(f"{block.place}: {len(commands)} commands, and statuses of {len(statuses)}")
        for (command, shown), expected in zip(commands, statuses):
            output = self._run(shell, block, command, result, expected=expected, types=block.comments.get("types"))
            if shown is not None:
                self._compare(block, compare.whole(shown, output), command, result)

    def _shown(self, shell, block, word, result):
        command = block.comments[word]
        if command.startswith("scripts/"):
            command = f"PATCHBAY={self.program} {self.root}/{command}"
        expected = int(block.comments.get("ends with", 0))
        isData = block.language in ("json", "xml", "diff", "markdown")
        output = self._run(shell, block, f"{{ {command}; }} 2>/dev/null" if isData else command, result, expected=expected)
        if block.language == "json":
            if block.text.startswith('{"event"'):
                found = compare.streams(block.text, output)
            else:
                found = compare.documents(block.text, output, partly=word == "part of")
        else:
            found = {"output of": compare.whole, "part of": compare.part, "parts of": compare.parts}[word](block.text, output)
        self._compare(block, found, command, result)

    @staticmethod
    def _compare(block, found, command, result):
        result.outputs += 1
        if found is not None:
            result.wrong.append(f"{block.place}: the program says something else:\n$ {command}\n{found}")

    def _synopsis(self, shell, block, result):
        """Each flag of a synopsis is one of the command's help, and each that it has of its own stands there or in a table."""
        for line in block.lines:
            words = re.match(r"patchbay ([a-z-]+)(?: (prune))?", line)
            command = " ".join(filter(None, words.groups()))
            output = self._run(shell, block, f"patchbay help {command}", result)
            if default := re.search(r"(?m)^  ([a-z]+) \(default\)", output):
                output += self._run(shell, block, f"patchbay help {command} {default[1]}", result)
            for flag in re.findall(r"--[a-z-]+", line):
                if not re.search(rf"(?m){flag}\b(?![-a-z])", output):
                    result.wrong.append(f"{block.place}: 'patchbay help {command}' has no {flag}")
        result.outputs += 1

    def _error(self, shell, block, result):
        """An example of the page of errors: whatever it is, it ends in its code."""
        code = block.section
        name = f"example_{code.replace('-', '_')}"
        isOwn, reason = shell.run(f"declare -F {name} >/dev/null || echo; [ -z \"${{left[{code}]}}\" ] || echo \"${{left[{code}]}}\"")
        reason = reason.strip()
        if reason:
            result.left.append((block, reason))
            return
        prepared = "" if shell.run(f"declare -F {name}")[0] else name
        if block.language == "yaml":
            shell.write("example.yaml", block.text)
            _, output = shell.run("error_stack example.yaml; patchbay validate connections; patchbay plan connections --no-secrets")
            result.commands += 2
        elif block.language == "text":
            if not prepared:
                result.wrong.append(f"{block.place}: nothing makes this message; add {name} to Tests/Pages/scenes/{ERRORS[:-3]}.sh")
                return
            _, output = shell.run(f"error_stack\n{name}")
            result.commands += 1
            self._compare(block, compare.messages(block.text, output), name, result)
        else:
            commands = [command for command, _ in block.commands] if block.language == "console" else [block.text]
            output = "".join(shell.run(command)[1] for command in [f"error_stack\n{prepared}"] + commands)
            result.commands += len(commands)
        result.blocks += 1
        result.outputs += 1
        if f"[{code}]" not in output:
            result.wrong.append(f"{block.place}: the example of '{code}' does not end in it, but in this:\n{output}")
