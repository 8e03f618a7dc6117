"""A web behind real HTTP servers, one loopback address a site; the time and the
troubles under way are set from outside.

    with Served(Web(1, date(2020, 11, 20))) as served:
        served.now, served.troubles = moment, [...]
        served.servers["link"].url                   # http://127.0.0.11:43210
        served.asked                                 # every request, with the trouble that it met
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Self

from tests.hostile.answers import answer
from tests.hostile.stories import Story
from tests.hostile.troubles import Trouble
from tests.hostile.web import BEGIN, FIRST, SITES, Web
from tests.simsite import Reply, Server
from tests.simsite.server import Request

HOSTS = {site: f"127.0.0.{place}" for place, site in enumerate(SITES, 11)}
"""A host each, so that a refusal, a lock or an alarm is one site's."""
NETWORK = "127.0.0.0/8"
RULES = {
    "counted": '[listing]\nnext_url = { url = "{folder}index_{page}.html", first = 1 }\n',
    "api": '[listing]\nnext_url = { url = "{folder}{page}.json", first = 2 }\n'
    '[listing.api]\nitems = "data.list"\nurl = "url"\ntitle = "title"\ndate = "time"\n',
}
"""What the catalog must say of a site; the others are read without a rule."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    at: datetime
    """The web's time."""
    site: str
    path: str
    status: int
    trouble: Trouble | None


class _SiteServer(Server):
    """One site of the web."""

    def __init__(self, served: Served, site: str) -> None:
        self._served = served
        self._site = site
        super().__init__(host=HOSTS[site])

    def answer(self, method: str, target: str, headers: dict[str, str]) -> Reply:
        reply = self._served.answer(self._site, target, self.url)
        self.requests.append(Request(monotonic(), method, target, reply.status))
        return reply


class Served:
    """See the module."""

    def __init__(self, web: Web, troubles: Iterable[Trouble] = ()) -> None:
        self.web = web
        self.now = BEGIN
        self.troubles = list(troubles)
        self.asked: list[Asked] = []
        self._stack = ExitStack()
        self.servers: dict[str, Server] = {}

    def __enter__(self) -> Self:
        for site in self.web.sites:
            self.servers[site] = server = _SiteServer(self, site)
            self._stack.callback(server.close)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def answer(self, site: str, target: str, base: str) -> Reply:
        """Answer a request, and put it on record."""
        path = target.partition("?")[0]
        reply, trouble = answer(self.web, self.troubles, site, path, self.now, base)
        self.asked.append(Asked(self.now, site, path, reply.status, trouble))
        return reply

    def url(self, story: Story) -> str:
        """Return the address at which a story is listed."""
        return self.servers[story.site].url + self.web.path(story)

    def write_catalog(self, folder: Path) -> None:
        """Write the sites' files of a catalog, delays off."""
        for site, server in self.servers.items():
            if site == "paper":
                path = folder / "newspapers" / "fujian.toml"
                days = [story.published.date() for story in self.web.stories if story.site == "paper"]
                issue = f"{server.url}/pc/layout/{{date:%Y%m/%d}}/node_01.html"
                era = f'{{ issue = "{issue}", since = {min(days)}, family = "founder_paper_new" }}'
                text = f'[paper]\nname = "榕城日报"\ndelay = 0.0\neditions = [{{ id = "main", eras = [{era}] }}]\n'
            else:
                path = folder / "sites" / "fujian" / f"{site}.toml"
                text = f'name = "模拟网"\nhome = "{server.url}/"\ndelay = 0.0\n{RULES.get(site, "")}'
                if site == "feed":
                    text += f'[discover]\nfeeds = ["{server.url}/rss.xml"]\n'
                else:
                    text += "".join(
                        f'[[channel]]\nid = "{key.partition("/")[2]}"\nname = "本地新闻"\nurl = "{server.url}{FIRST[key]}"\n'
                        for key in self.web.channels_of(site)
                    )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
