"""A page of Markdown as its blocks of code, each with the comments above it that say how it is run."""

import re
from dataclasses import dataclass, field

FENCE = re.compile(r"^( *)(`{3,})([a-z]*)$")
COMMENT = re.compile(r"^ *<!-- (?:(?P<word>[a-z ]+): )?(?P<value>.*\S) -->$")
WORDS = {"scene", "file", "types", "ends with", "output of", "part of", "parts of", "jobs", "not run", "run by"}


class PageError(Exception):
    """A comment or a block that makes no sense; the text says which and why."""


@dataclass
class Block:
    """What stands between two fences, without the indent that they have."""

    page: str
    line: int
    language: str
    section: str
    comments: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)

    @property
    def text(self):
        return "".join(line + "\n" for line in self.lines)

    @property
    def place(self):
        return f"{self.page}:{self.line}"

    @property
    def commands(self):
        """The commands of a console block with the output that is shown below each; None where none is shown."""
        commands, end = [], None
        for line in self.lines:
            if end is not None:
                commands[-1][0] += "\n" + line
                if line == end:
                    end = None
            elif line.startswith("$ "):
                commands.append([line[2:], None])
            elif commands and commands[-1][1] is None and commands[-1][0].endswith("\\"):
                commands[-1][0] += "\n" + line
            elif commands:
                commands[-1][1] = (commands[-1][1] or "") + line + "\n"
            else:
                raise PageError(f"{self.place}: an output without a command above it")
            document = re.search(r"<<'([A-Z]+)'", line) if line.startswith("$ ") else None
            end = document[1] if document else end
        return [(command, output) for command, output in commands]


def blocks(path, text):
    """All blocks of a page, in order."""
    found, block, fence, comments, section = [], None, None, {}, ""
    for number, line in enumerate(text.split("\n"), 1):
        if block is not None:
            if line.strip() == fence:
                block = None
            else:
                block.lines.append(line.removeprefix(indent))
            continue
        if opening := FENCE.match(line):
            indent, fence, language = opening.groups()
            block = Block(path, number, language, section, comments)
            found.append(block)
            comments = {}
        elif comment := COMMENT.match(line):
            word = comment["word"]
            if word is None:
                continue
            if word not in WORDS:
                raise PageError(f"{path}:{number}: '{word}' is no word that a page is run by; see Tests/Pages/README.md")
            if word in comments:
                raise PageError(f"{path}:{number}: '{word}' stands twice above a block")
            comments[word] = comment["value"]
        else:
            if comments:
                raise PageError(f"{path}:{number}: the comment above stands at no block")
            if line.startswith("## "):
                section = line[3:]
    if block is not None:
        raise PageError(f"{block.place}: the block has no end")
    return found
