"""`scrapy papers [PATTERN]`: another name of `scrapy channels --papers`."""

from __future__ import annotations

from newscrawl.commands.channels import Command as Channels
from newscrawl.i18n import _


class Command(Channels):
    """List newspapers, as the channels are listed."""

    papers = True

    def short_desc(self) -> str:
        return _("List the newspapers of the catalog")
