"""A command's parser → help and errors in the language of the process.

argparse and Scrapy bring texts of their own, in English: they are translated here, by
the same catalogue. Full-width characters count two columns where lines are broken.
"""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyHelpFormatter

from newscrawl.i18n import N_, gettext
from newscrawl.terminal import columns, wrap_columns

TEXTS_OF_OTHERS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("Global Options"),
    N_("show this help message and exit"),
    N_("log file. if omitted stderr will be used"),
    N_("log level (default: {level})"),
    N_("disable logging completely"),
    N_("write python cProfile stats to FILE"),
    N_("write process ID to FILE"),
    N_("set/override setting (may be repeated)"),
    N_("enable pdb on failure (uses ipdb if installed)"),
    N_("set spider argument (may be repeated)"),
    N_(
        "append scraped items to the end of FILE (use - for stdout), to define format set a colon at the end of the "
        "output URI (i.e. -o FILE:FORMAT)"
    ),
    N_(
        "dump scraped items into FILE, overwriting any existing file, to define format set a colon at the end of the "
        "output URI (i.e. -O FILE:FORMAT)"
    ),
    N_("print raw setting value"),
    N_("print setting value, interpreted as a boolean"),
    N_("print setting value, interpreted as an integer"),
    N_("print setting value, interpreted as a float"),
    N_("print setting value, interpreted as a list"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("expected at most one argument"),
    N_("ignored explicit argument %r"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("not allowed with argument %s"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("unrecognized arguments: %s"),
)
"""What argparse and Scrapy's commands show, as they write it."""
_LEVEL = "log level (default: "


class HelpFormatter(ScrapyHelpFormatter):
    """Scrapy's help, whose headings and lines fit full-width characters."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap_columns(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrap_columns(text, width - len(indent)))

    def format_part_strings(self, part_strings: list[str]) -> list[str]:
        usage = gettext("usage: ")
        parts: list[str] = []
        for number, part in enumerate(part_strings):
            if number == 0 and part.startswith(usage):
                shown = "\n    ".join(wrap_columns(part.removeprefix(usage), self._width - 4))
                part = f"{_underlined(usage.strip().rstrip(':：'), '=')}  {shown}\n\n"
            elif part.endswith(":\n"):
                heading = part.removesuffix(":\n")
                part = _underlined(heading, "-" if heading.strip() == gettext("Global Options") else "=")
            parts.append(part)
        return parts


def translate_parser(parser: argparse.ArgumentParser) -> None:
    """Put the texts of argparse and Scrapy that a parser has into the language of the
    process.
    """
    argparse._ = gettext  # type: ignore[attr-defined]  # it asks the locale only, and no file of ours
    parser.formatter_class = HelpFormatter
    for group in parser._action_groups:
        group.title = group.title and gettext(group.title)
    for action in parser._actions:
        text = action.help or ""
        if text.startswith(_LEVEL):
            level = text.removeprefix(_LEVEL).removesuffix(")")
            action.help = gettext("log level (default: {level})").format(level=level)
        elif text:
            action.help = gettext(text)


def _underlined(heading: str, mark: str) -> str:
    heading = heading.title()
    return f"{heading}\n{mark * columns(heading)}\n"
