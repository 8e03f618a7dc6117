"""Collect what people read from the source, bring the Chinese catalogue up to date and compile it: `make messages`.

newscrawl/**/*.py, templates → newscrawl/locale/zh/LC_MESSAGES/newscrawl.po → newscrawl.mo. The head of the .po (glossary,
fields) stays as it is; entries are sorted and have no dates and no line numbers, so that a change shows what changed.
Prints the entries that have no translation yet, and exits with 1 if there are any.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "newscrawl"
PO = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "newscrawl.po"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "bilingual": None, "ngettext": (1, 2)}
HEAD = "Content-Type: text/plain; charset=UTF-8\nLanguage: zh\nPlural-Forms: nplurals=1; plural=0;\n"


class CompiledCatalog(Catalog):
    """A catalogue whose head has no date and no name of a tool: the same entries make the same bytes."""

    def __iter__(self) -> Iterator[Message]:
        yield Message("", HEAD)
        yield from entries(super().__iter__())


def entries(catalog: Iterator[Message] | Catalog) -> Iterator[Message]:
    """Yield the messages of a catalogue, without its head."""
    return (message for message in catalog if message.id)


def collect(package: Path = PACKAGE) -> Catalog:
    """Return the messages of all modules, without translations."""
    catalog = Catalog(locale="zh")
    places: dict[object, set[str]] = {}
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    found = extract_from_dir(package, methods, keywords=KEYWORDS, comment_tags=("i18n:",))
    for name, _line, message, comments, _context in found:
        place = f"{package.name}/{Path(name).as_posix()}"
        first = place not in places.setdefault(message, set())
        places[message].add(place)
        catalog.add(message, locations=[(place, 0)] if first else [], auto_comments=comments)
    return catalog


def read(path: Path = PO) -> Catalog:
    """Return the catalogue of a file."""
    with path.open("rb") as file:
        return read_po(file, locale="zh")


def add_translations(template: Catalog, known: Catalog) -> None:
    """Enter into a template the translations that are known for its very messages; nothing is guessed."""
    for message in entries(template):
        if (old := known.get(message.id)) and old.id == message.id:
            message.string, message.user_comments = old.string, old.user_comments
            message.flags |= old.flags & {"fuzzy"}


def untranslated(catalog: Catalog) -> list[Message]:
    """Return the messages that have no translation, or a doubtful one."""
    return [
        message
        for message in entries(catalog)
        if message.fuzzy or not message.string or (isinstance(message.string, tuple) and not all(message.string))
    ]


def po_text(catalog: Catalog, head: str) -> str:
    """Return the text of the .po file, below its head."""
    body = io.BytesIO()
    write_po(body, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return f"{head}\n\n{body.getvalue().decode().strip()}\n"


def mo_bytes(catalog: Catalog) -> bytes:
    """Return the compiled catalogue."""
    compiled = CompiledCatalog(locale="zh")
    for message in entries(catalog):
        compiled[message.id] = message
    body = io.BytesIO()
    write_mo(body, compiled)
    return body.getvalue()


def main() -> int:
    """Bring the catalogue up to date and compile it."""
    head = PO.read_text(encoding="utf-8").partition("\n\n")[0]
    catalog = collect()
    add_translations(catalog, read())
    PO.write_text(po_text(catalog, head), encoding="utf-8")
    PO.with_suffix(".mo").write_bytes(mo_bytes(catalog))
    missing = untranslated(catalog)
    for message in missing:
        print(f"not translated: {message.id!r}")
    print(f"{len(list(entries(catalog)))} messages, {len(missing)} without a translation")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
