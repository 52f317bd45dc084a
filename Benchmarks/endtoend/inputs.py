"""The files that commands are run on, made when they are asked for first."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "yardsticks"))
import gen  # noqa: E402


class Inputs:
    def __init__(self, folder):
        self.folder = folder

    def _made(self, name, make):
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            make(path)
        return path

    def stack(self, count, percent=0, names="same"):
        return self._made(f"stack-{count}-{percent}-{names}", lambda path: gen.stack(count, path, percent, names))

    def rules(self, count):
        return self._made(f"rules-{count}", lambda path: gen.rules(count, path))

    def listed(self, count, percent=0, version=1):
        return self._made(f"list-{count}-{percent}-{version}.json", lambda path: gen.listed(count, path, percent, version))

    def terraform(self, count):
        return self._made(f"terraform-{count}", lambda path: gen.terraform_blocks(count, path))

    def octodns(self, count):
        return self._made(f"octodns-{count}", lambda path: gen.octodns(count, path))

    def path(self, name):
        return os.path.join(self.folder, name)
