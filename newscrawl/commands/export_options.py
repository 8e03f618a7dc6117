"""The options of `scrapy export`, and what they mean together."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.i18n import _

if TYPE_CHECKING:
    from newscrawl.export.export_job import Target
    from newscrawl.export.shape import Shape

BOM = "utf-8-sig"


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the export command."""
    add = parser.add_argument
    add("-o", "--output", metavar="FILE", default="-", help=_("file or, with --split, folder (default: stdout)"))
    add("--format", metavar="FORMAT", help=_("format, if the file's name does not tell: parquet, jsonl, csv, …"))
    add("--channel", metavar="PATTERN", help=_("only these channels: hxnews/fz, 'fujian:*', 福州新闻"))
    add("--since", metavar="DATE", help=_("only articles published on that day or later"))
    add("--until", metavar="DATE", help=_("only articles published on that day or earlier"))
    add("--latest", action="store_true", help=_("only the newest line of each article still public"))
    add("--duplicates", action="store_true", help=_("write the duplicates instead of the articles"))
    add("--split", choices=("month", "site", "channel"), help=_("a folder with a file for each, and a data card"))
    add("--fields", metavar="NAMES", help=_("only these fields, in this order, as id,title,text"))
    add(
        "--profile",
        dest="preset",
        choices=("plain",),
        help=_("plain: id, title, text, published, source, channel, url of the newest line of each public article"),
    )
    add(
        "--script",
        choices=("zh-Hans", "zh-Hant"),
        help=_("all texts in this script, by OpenCC; original_script is the archive's"),
    )
    add("--card", metavar="FILE", help=_("write the data card of a single file, too: README.md"))
    add("--bom", action="store_true", help=_("of CSV: the mark by which spreadsheets know UTF-8"))
    add("--lists", metavar="HOW", help=_("of CSV: what stands between the elements of a list, as ；, or json"))
    add(
        "--maps",
        choices=("entries", "native"),
        default="entries",
        help=_("of Parquet: evidence and repairs as lists of entries, which datasets reads (default), or as maps"),
    )
    parser.set_defaults(profile=None)  # Scrapy's own --profile, which ours replaces, would run a profiler
    add_form_option(parser)


def add_form_option(parser: argparse.ArgumentParser) -> None:
    """Add the option of `schema`."""
    parser.add_argument(
        "--as",
        dest="form",
        choices=("json", "arrow", "features"),
        default="json",
        help=_("of schema: JSON Schema (default), that of Parquet for Arrow, or datasets.Features"),
    )


def read_shape(opts: argparse.Namespace) -> Shape:
    """Return what is written of each line; raise `ValueError` for options that do not
    fit.
    """
    from newscrawl.export.shape import PROFILES, Shape, read_fields

    kind: Any = "duplicates" if opts.duplicates else "articles"
    if opts.fields and opts.preset:
        raise ValueError(_("--fields and --profile exclude each other"))
    if opts.duplicates and (opts.preset or opts.script):
        raise ValueError(_("duplicates have no text: --profile and --script are for articles"))
    fields: tuple[str, ...] | None = PROFILES[opts.preset] if opts.preset else None
    if opts.fields is not None:
        fields = read_fields(kind, opts.fields)
    return Shape(kind, fields, opts.script)


def read_target(opts: argparse.Namespace, *, card_only: bool) -> Target:
    """Return where and how is written; raise `ValueError` for options that do not
    fit.
    """
    from newscrawl.export.export_job import Target
    from newscrawl.record.export import feed_format

    path = None if opts.output == "-" else Path(opts.output).resolve()
    if card_only:
        return Target(path, "card", "")
    card: Path | None = None
    if opts.split:
        if path is None:
            raise ValueError(_("--split writes a folder: name it with -o"))
        if opts.card:
            raise ValueError(_("--split writes README.md in the folder; --card is for a single file"))
        format, packing = feed_format(f"part.{opts.format or 'parquet'}")
    else:
        if path is not None and (opts.output.endswith("/") or path.is_dir()):
            raise ValueError(_("{path} is a folder: say --split month, site or channel").format(path=opts.output))
        named, packing = feed_format(opts.output)
        format = opts.format or (named if path is not None else "jsonl")
        card = Path(opts.card).resolve() if opts.card else None
    if opts.card and path is None:
        raise ValueError(_("--card describes a file: name one with -o"))
    if format == "parquet" and packing:
        raise ValueError(_("Parquet is compressed by itself: leave out {suffix}").format(suffix=packing))
    if format == "parquet" and path is None and sys.stdout.isatty():
        raise ValueError(_("Parquet is no text: name a file with -o"))
    if (opts.bom or opts.lists) and format != "csv":
        raise ValueError(_("--bom and --lists are for CSV, not for {format}").format(format=format))
    maps = opts.maps == "native"
    return Target(path, format, packing, opts.split, card, native_maps=maps, lists=opts.lists, bom=opts.bom)


def csv_options(opts: argparse.Namespace, encoding: str | None) -> dict[str, Any]:
    """Return the options of the CSV exporter."""
    options: dict[str, Any] = {}
    if opts.bom:
        options["encoding"] = BOM
    if opts.lists == "json":
        options["json_lists"] = True
    elif opts.lists is not None:
        options["join_multivalued"] = opts.lists
    return options
