"""The arguments of the archive spider (`-a`) and its files → workers that have begun to
read them, or a `UsageError` of one line.

Only what reads is imported here. Workers are forked with that, and read while the
command imports the rest of a crawl, spider, ledger and pipelines.
"""

from __future__ import annotations

from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.catalog import CatalogError, select
from newscrawl.i18n import _
from newscrawl.ledger.place import ledger_place
from newscrawl.options import MOST_JOBS, check_arguments, data_folder, now, read_bounds, read_count
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.corpus import TEXT_FIELD
from newscrawl.reprocess.find_files import find
from newscrawl.reprocess.head_start import HeadStart
from newscrawl.reprocess.progress_bar import Show
from newscrawl.settings_sources import is_given_by_command_line, take_sources

A_WORKER = 1 << 20
"""Bytes of files for which a further worker is started."""


class ArchiveArguments:
    """What the archive spider is given; the spider is this class, too."""

    name = "archive"
    arguments = ("files", "hosts", "channels", "since", "until", "jobs", "text_field")

    def __init__(self, progress: Show | None = None, head: HeadStart | None = None, **given: str) -> None:
        super().__init__()
        self._progress, self._head = progress, head
        check_arguments(self.name, given, self.arguments)
        if not given.get("files"):
            raise UsageError(_("name the files: -a files='pages/*.html'"))
        self.given = given

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Select an archive of its own, and turn off captures: nothing is fetched.

        A ledger is used only beside the folder that was given in the same place: with
        `-s NEWSCRAWL_DATA=…`, a ledger in the environment is that of another archive.
        """
        if (inherited := getattr(super(), "update_settings", None)) is not None:
            inherited(settings)
        settings.setdict({"NEWSCRAWL_DATA": "data/archive", "NEWSCRAWL_LEDGER": None}, priority="spider")
        take_sources(settings)
        settings.set("NEWSCRAWL_WARC", False, priority="cmdline")
        settings.set("DOWNLOADER", "newscrawl.spiders.no_downloads.NoDownloads", priority="spider")
        given = "NEWSCRAWL_LEDGER"
        if not is_given_by_command_line(settings, given) and (
            settings.getpriority(given) != settings.getpriority("NEWSCRAWL_DATA")
        ):
            settings.set(given, None, priority="cmdline")

    def prepare(self, settings: BaseSettings) -> None:
        """Find the files and read the bounds; raise `UsageError` with one line."""
        self.data = data = data_folder(settings)
        place = ledger_place(settings)
        self.is_new = isinstance(place, Path) and not place.exists()
        """Whether the archive is new: no run has read any of the files into it."""
        if not is_given_by_command_line(settings, "NEWSCRAWL_DATA") and (data / "warc").is_dir():
            raise UsageError(
                _("{data} has crawls in it; name an archive of its own: -s NEWSCRAWL_DATA=…").format(data=data)
            )
        self.now = now(settings)
        self.since, self.until = read_bounds(self.given.get("since"), self.given.get("until"), self.now.date())
        self.jobs = read_count("jobs", self.given.get("jobs"), MOST_JOBS) or 1
        text_field = self.given.get("text_field") or TEXT_FIELD
        self.found = find(self.given["files"], text_field)
        files = (*self.found.archives, *self.found.pages)
        self.size = sum(path.stat().st_size for path in files if path.is_file())
        hosts = tuple(host.strip() for host in self.given.get("hosts", "").split(",") if host.strip())
        folders = tuple(settings.getlist("NEWSCRAWL_CATALOG"))
        self.choice = Choice(folders, hosts, self.given.get("channels"), self.since, text_field)
        try:
            self.catalog = self.choice.catalog
            self.catalog.site_of("")  # reads all files: workers that are forked have them
            if self.given.get("channels"):
                select(self.catalog, self.given["channels"], unchecked=True)
        except CatalogError as error:
            raise UsageError(str(error)) from error

    def check_rules(self) -> None:
        """Raise `UsageError` where the rules of a site cannot be used."""
        try:
            for site in self.catalog.sites():
                self.catalog.check(site)
        except CatalogError as error:
            raise UsageError(str(error)) from error

    def begin(self) -> HeadStart | None:
        """Start the workers for the spider that is to run with the same arguments, and
        check the catalog while they begin.
        """
        files = self.found.archives if self.is_new else ()
        jobs = min(self.jobs, max(2, self.size // A_WORKER))  # all of them are forked at once
        head = HeadStart(jobs, files, self.choice, self.data) if jobs > 1 else None
        try:
            self.check_rules()
        except UsageError:
            if head:
                head.close()
            raise
        return head
