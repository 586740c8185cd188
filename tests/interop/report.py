"""The lines that every part of the suite prints, so that run.sh can count them."""

import sys


class Report:
    def __init__(self):
        self.failed = 0

    def check(self, name, good, detail=""):
        self.failed += not good
        print(("ok - " if good else "FAIL - ") + name + (f": {detail}" if detail and not good else ""), flush=True)

    def skip(self, name, why):
        print(f"skip - {name}: {why}", flush=True)

    def exit(self):
        sys.exit(1 if self.failed else 0)
