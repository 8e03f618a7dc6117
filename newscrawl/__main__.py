"""`newscrawl`, or `python -m newscrawl`: Scrapy's command line with the settings of
this package, from any folder.

`newscrawl crawl …` is `scrapy crawl …` in a checkout. Beside that, it shows the
commands in groups and its own version.
"""

from __future__ import annotations

import gc
import os
import sys

from newscrawl.uncaught import end_in_words, flush_output


def main() -> None:
    """Run the command of the command line."""
    end_in_words()  # before the imports: Ctrl-C comes at any time
    try:
        _run(sys.argv[1:])
    finally:
        flush_output()


def _run(words: list[str]) -> None:
    from newscrawl.commands.overview import print_overview, print_version, unknown_command
    from newscrawl.settings_sources import choose_asked_language
    from newscrawl.terminal import escape_streams

    os.environ["SCRAPY_SETTINGS_MODULE"] = "newscrawl.settings"
    if len(words) > 1 and words[0] == "help":
        words = [*words[1:], "--help"]
    command = next((word for word in words if not word.startswith("-")), None)
    if command is None and {"--version", "-V"} & {*words}:
        print_version()
        return
    choose_asked_language()
    if {*words} <= {"help", "-h", "--help"}:
        escape_streams()
        print_overview()
    elif message := unknown_command(command or words[0]):
        print(f"newscrawl: {message}", file=sys.stderr)
        sys.exit(2)
    else:
        gc.disable()  # importing makes hardly any garbage
        from scrapy.cmdline import execute

        gc.freeze()
        gc.enable()
        execute(["newscrawl", *words])


if __name__ == "__main__":
    main()
