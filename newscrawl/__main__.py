"""`newscrawl`, or `python -m newscrawl`: Scrapy's command line with the settings of
this package, from any folder.

`newscrawl crawl …` is `scrapy crawl …` in a checkout. Beside that, it shows the
commands in groups and its own version.
"""

from __future__ import annotations

import os
import sys

from newscrawl.commands.archive_command import printing
from newscrawl.commands.overview import print_overview, print_version, unknown_command
from newscrawl.settings_sources import choose_asked_language


def main() -> None:
    """Run the command of the command line."""
    os.environ["SCRAPY_SETTINGS_MODULE"] = "newscrawl.settings"
    words = sys.argv[1:]
    command = next((word for word in words if not word.startswith("-")), None)
    if command is None and {"--version", "-V"} & {*words}:
        print_version()
        return
    choose_asked_language()
    if command is None or command == "help":
        with printing():
            print_overview()
    elif message := unknown_command(command):
        print(f"newscrawl: {message}", file=sys.stderr)
        sys.exit(2)
    else:
        from scrapy.cmdline import execute

        execute(["newscrawl", *words])


if __name__ == "__main__":
    main()
