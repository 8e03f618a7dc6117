"""Counts of an export → `README.md`, a data card in the form that data hubs read.

The head is YAML that `datasets` and its hub know: language, licence, size, and where
the data is. The text is in English and Chinese. Licence, permissions and contact are
for people to fill in; only what stands between two marks is made anew by a later
export.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from newscrawl.controls import escape_controls
from newscrawl.export.tally import LineTally, how_read
from newscrawl.i18n import LANGUAGES, N_, translated
from newscrawl.items import SCHEMA_VERSION

BEGIN, END = "<!-- newscrawl: figures -->", "<!-- /newscrawl -->"
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGER = ((10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"))
_MOST = 30
"""Rows of a table of sources, channels, rules."""
_BLOCK = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card is made of."""

    tally: LineTally
    files: str
    """Where the data is, from the card: `data/*.parquet`."""
    newest_only: bool = False
    script: str | None = None
    duplicates: Mapping[str, int] = field(default_factory=dict)
    """Duplicates that the archive left out, by site."""
    names: tuple[str, ...] = ()
    """The fields that were written."""


def new_card(facts: CardFacts) -> str:
    """Return a whole card."""
    places = "\n\n".join(_places(language) for language in LANGUAGES)
    return f"{_head(facts)}\n{places}\n\n{figures(facts)}\n"


def renewed(card: str, facts: CardFacts) -> str | None:
    """Return a card with its figures made anew and all else kept; None for a file that
    is no card of ours.
    """
    if not _BLOCK.search(card):
        return None
    block = figures(facts)
    return _BLOCK.sub(lambda _found: block, card, count=1)


def figures(facts: CardFacts) -> str:
    """Return what is counted, between its marks, in each language."""
    parts = ("\n".join(_figures(facts, _words(language))) for language in LANGUAGES)
    return "\n\n".join((BEGIN, *parts, END))


def _head(facts: CardFacts) -> str:
    lines = facts.tally.lines
    size = next((name for most, name in (*_SIZES, *_LARGER) if lines < most), "n>1B")
    return (
        "---\n"
        "language:\n- zh\n"
        "license: unknown  # fill in: https://huggingface.co/docs/hub/repositories-licenses\n"
        "pretty_name: News archive  # fill in\n"
        f"size_categories:\n- {size}\n"
        "task_categories:\n- text-generation\n"
        "tags:\n- news\n"
        "configs:\n"
        "- config_name: default\n"
        "  data_files:\n"
        "  - split: train\n"
        f'    path: "{facts.files}"\n'
        "---\n"
    )


def _places(language: str) -> str:
    """Return the sections that people fill in."""
    word = _words(language)
    sections = [f"# {word(N_('News archive'))}"]
    for title, text in (
        (N_("Licence"), N_("Under which licence others may use this data: fill in.")),
        (
            N_("Permissions"),
            N_("Texts and pictures belong to their publishers. Who permitted what, when, and in which words: fill in."),
        ),
        (N_("Contact"), N_("Whom a publisher or a person asks to take something out: fill in.")),
    ):
        sections.append(f"## {word(title)}\n\n{word(text)}")
    return "\n\n".join(sections)


Words = Callable[[str], str]


def _words(language: str) -> Words:
    return lambda message: translated(message, language)


def _figures(facts: CardFacts, word: Words) -> Iterator[str]:
    tally = facts.tally
    yield f"## {word(N_('Figures'))}"
    yield ""
    yield from _table((word(N_("what")), word(N_("count"))), _totals(facts, word))
    if facts.newest_only:
        yield "\n" + word(N_("Only the newest line of each article still public."))
    if facts.script:
        yield "\n" + word(
            N_("Texts were converted to {script} by OpenCC; `original_script` is the script of the page.")
        ).format(script=facts.script)
    for title, name in (
        (N_("By year"), "year"),
        (N_("By site"), "site"),
        (N_("By channel"), "channel"),
        (N_("By source"), "source"),
        (N_("By script"), "script"),
        (N_("By precision of the time"), "precision"),
        (N_("By version of the reader"), "reader"),
    ):
        if counter := tally.by[name]:
            yield f"\n### {word(title)}\n"
            yield from _counts(counter, word, by_name=name in ("year", "reader"))
    if facts.duplicates:
        yield f"\n### {word(N_('Duplicates left out, by site'))}\n"
        yield from _counts(Counter(facts.duplicates), word)
    if tally.repairs:
        yield f"\n### {word(N_('Repairs to damaged text, by rule'))}\n"
        yield from _counts(tally.repairs, word)
    yield f"\n### {word(N_('Fields'))}\n"
    yield word(N_("Share of lines that have a value, and how it was read:")) + "\n"
    yield from _table((word(N_("field")), word(N_("filled")), word(N_("read from"))), _fields(facts))
    yield "\n" + word(
        N_("`newscrawl export schema` explains each field. Version {version} of the schema; made by newscrawl.")
    ).format(version=SCHEMA_VERSION)


def _totals(facts: CardFacts, word: Words) -> Iterator[tuple[str, str]]:
    tally = facts.tally
    dates = f"{tally.first} – {tally.last}" if tally.first else "–"
    for name, value in (
        (N_("lines"), tally.lines),
        (N_("articles"), tally.articles + (tally.revisions if facts.newest_only else 0)),
        (N_("revisions"), 0 if facts.newest_only else tally.revisions),
        (N_("withdrawals"), tally.withdrawals),
        (N_("characters"), tally.characters),
        (N_("incomplete articles"), tally.incomplete),
        (N_("duplicates left out"), sum(facts.duplicates.values())),
        (N_("repairs"), tally.repairs.total()),
    ):
        yield word(name), f"{value:,}"
    yield word(N_("published")), dates


def _counts(counter: Counter[str], word: Words, *, by_name: bool = False) -> Iterator[str]:
    total = counter.total()
    rows = sorted(counter.items()) if by_name else counter.most_common(_MOST)
    shown = [(name or word(N_("not known")), f"{count:,}", f"{count / total:.1%}") for name, count in rows]
    if rest := len(counter) - len(shown):
        left = total - sum(count for _name, count in rows)
        more = word(N_("{n} more")).format(n=f"{rest:,}")
        shown.append((more, f"{left:,}", f"{left / total:.1%}"))
    yield from _table(("", word(N_("lines")), ""), shown)


def _fields(facts: CardFacts) -> Iterator[tuple[str, str, str]]:
    tally = facts.tally
    ways = how_read(tally)
    for name in facts.names:
        count = tally.filled[name]
        read = ways.get(name, [])
        total = sum(times for _way, times in read)
        shown = ", ".join(f"{way} {times / total:.0%}" for way, times in read[:4])
        yield f"`{name}`", f"{count / max(1, tally.described):.1%}", shown


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield "|" + "|".join("---" if number == 0 else "--:" for number in range(len(head))) + "|"
    for row in rows:
        yield _row(row)


def _row(cells: tuple[Any, ...]) -> str:
    return "| " + " | ".join(escape_controls(str(cell)).replace("|", "\\|") for cell in cells) + " |"
