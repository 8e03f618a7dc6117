"""The generator: what it plants is what it says, the same at every asking, and over
when it is over.
"""

from __future__ import annotations

import re
import zlib
from datetime import date, timedelta
from http.client import HTTPConnection, IncompleteRead

import brotli
import pytest
import zstandard

from newscrawl import read_article
from newscrawl.items import Article
from tests.hostile import refusals, wire
from tests.hostile.answers import POISON, answer
from tests.hostile.serving import Served
from tests.hostile.stories import letters
from tests.hostile.troubles import KINDS, Trouble, aim, deal, scopes
from tests.hostile.web import BEGIN, LONGEST, SITES, Web
from tests.hostile.wording import NOTICES, Wording
from tests.simsite import Reply

HOUR = timedelta(hours=1)
BASE = "http://127.0.0.11:8080"
WEB = Web(5, date(2020, 11, 12))
NOW = BEGIN + timedelta(days=2, hours=6)


def asked(site: str, path: str, *troubles: Trouble, web: Web = WEB, hours: float = 0) -> Reply:
    return answer(web, troubles, site, path, NOW + hours * HOUR, BASE)[0]


def test_the_same_seed_is_the_same_web_and_a_longer_one_begins_alike() -> None:
    longer = Web(5, date(2020, 11, 20))
    assert [story for story in longer.stories if story.published.date() <= date(2020, 11, 12)] == list(WEB.stories)
    assert Web(6, date(2020, 11, 12)).stories != WEB.stories
    dealt = deal(5, WEB, BEGIN, NOW)
    assert dealt == deal(5, Web(5, date(2020, 11, 12)), BEGIN, NOW)
    assert all(trouble.end - trouble.begin < LONGEST for trouble in dealt)


@pytest.mark.parametrize("site", SITES)
def test_every_article_of_a_healthy_web_is_read_whole(site: str) -> None:
    stories = [story for story in WEB.stories if story.site == site and story.published < NOW]
    assert stories
    for story in stories[-25:]:
        pages = [asked(site, WEB.path(story, page)) for page in range(1, story.pages + 1)]
        read = [read_article(page.body, BASE + WEB.path(story), content_type="text/html") for page in pages]
        assert all(isinstance(each, Article) for each in read), WEB.path(story)
        assert story.text in letters("".join(each.text or "" for each in read if isinstance(each, Article)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_trouble_changes_what_it_befalls_and_nothing_else_and_ends(kind: str) -> None:
    site = "link"
    story = next(each for each in reversed(WEB.stories) if each.channel == "link/full" and each.published < NOW)
    places = {"address": "/xw/full/list_2.html", "listings": "/xw/full/", "deeper": "/xw/full/list_2.html"}
    places |= {"articles": WEB.path(story), "host": WEB.path(story)}
    for scope in dict.fromkeys(scopes(kind, site)):
        path = places[scope]
        target = "" if scope == "host" else path if scope == "address" else "link/full"
        trouble = Trouble(kind, site, scope, NOW, NOW + 2 * HOUR, target, seed=f"{kind}/1")
        healthy = asked(site, path)
        troubled = asked(site, path, trouble)
        assert troubled == asked(site, path, trouble)
        assert troubled != healthy, scope
        assert asked(site, path, trouble, hours=2) == asked(site, path, hours=2)
        assert asked(site, path, trouble, hours=-1) == asked(site, path, hours=-1)
        assert asked(site, "/xw/bare/", trouble) == asked(site, "/xw/bare/") or scope == "host"
        assert asked("counted", "/xw/gone/", trouble) == asked("counted", "/xw/gone/")


@pytest.mark.parametrize(("site", "path"), [("link", "/xw/full/"), ("feed", "/rss.xml"), ("api", "/api/1.json")])
def test_poison_of_every_sort_stands_beside_what_is_sound(site: str, path: str) -> None:
    healthy = asked(site, path).body.count(b"/2020")
    bodies = {
        asked(site, path, Trouble("poisoned", site, "address", NOW, NOW + HOUR, path, seed=f"{number}")).body
        for number in range(40)
    }
    assert len(bodies) == len(POISON)
    assert all(body.count(b"/2020") == healthy for body in bodies)


def test_a_share_of_requests_is_the_same_share_at_every_asking() -> None:
    trouble = Trouble("http_404", "link", "articles", NOW, NOW + 48 * HOUR, "link/full", share=0.5, seed="half")
    path = WEB.path(next(each for each in WEB.stories if each.channel == "link/full"))
    statuses = [asked("link", path, trouble, hours=hours).status for hours in range(48)]
    assert 10 < statuses.count(404) < 38
    assert statuses == [asked("link", path, trouble, hours=hours).status for hours in range(48)]


@pytest.mark.parametrize("kind", refusals.KINDS)
def test_a_refusal_page_shows_no_word_that_a_list_could_have(kind: str) -> None:
    for seed in range(40):
        page = refusals.refusal(kind, f"{seed}", "/xw/1.htm", NOW)
        text = page.body.decode()
        assert not NOTICES & set(text), text
        assert not re.search(r"not found|denied|forbidden|captcha|verify|error|exception|warning", text, re.I), text
        again = refusals.refusal(kind, f"{seed}", "/xw/1.htm", NOW)
        assert page == again
        assert len(letters(re.sub(r"<(script|style).*?</\1>|<[^>]+>", "", text, flags=re.S))) < 500


def test_articles_and_refusals_draw_from_one_pool() -> None:
    assert not NOTICES & set(Wording(1).words(5000))


@pytest.mark.parametrize("how", wire.CUTS)
@pytest.mark.parametrize("honest", [False, True])
def test_a_cut_body_is_cut_on_the_wire(how: str, honest: bool) -> None:
    web = Web(5, date(2020, 11, 12), ("link",))
    trouble = Trouble(f"cut_{how}", "link", "host", BEGIN, BEGIN + HOUR, seed=_seed(how, honest))
    whole = answer(web, (), "link", "/xw/full/", BEGIN, BASE)[0].body
    with Served(web, [trouble]) as served:
        connection = HTTPConnection(served.servers["link"].host, served.servers["link"].port, timeout=10)
        connection.request("GET", "/xw/full/")
        response = connection.getresponse()
        if how in ("identity", "chunked") or (how in wire.CODINGS and not honest):
            with pytest.raises(IncompleteRead) as cut:
                response.read()
            came = cut.value.partial
        else:
            came = response.read()
        connection.close()
    if how in wire.CODINGS:
        assert response.headers["Content-Encoding"] == how
        came = _unpacked(how, came)
    assert len(came) < len(whole)
    assert whole.startswith(came)


def _seed(how: str, honest: bool) -> str:
    """Find a seed by which the trouble is an honest one, or is not."""
    from random import Random

    for number in range(100):
        random = Random(f"{how}/{number}")
        random.uniform(0.25, 0.9)
        if (random.random() < 0.5) == honest:
            return f"{how}/{number}"
    raise AssertionError


def _unpacked(how: str, payload: bytes) -> bytes:
    """Unpack what came of a stream, which must not be all of it."""
    if how == "br":
        brotlis = brotli.Decompressor()
        text = brotlis.process(payload)
        assert not brotlis.is_finished()
        return text
    if how == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(payload)
    stream = zlib.decompressobj(wbits=31 if how == "gzip" else 15)
    text = stream.decompress(payload)
    assert not stream.eof
    return text


def test_troubles_are_aimed_at_what_is_asked_for() -> None:
    from random import Random

    for number in range(200):
        random = Random(number)
        site = random.choice(SITES)
        kind = random.choice([kind for kind in KINDS if scopes(kind, site)])
        scope = random.choice(scopes(kind, site))
        target = aim(random, WEB, site, scope, kind, NOW)
        if scope == "address":
            place = WEB.locate(site, target)
            assert place.kind in ("listing", "deeper", "article"), target
            assert place.kind != "article" or WEB.numbered[place.number].published > NOW - HOUR
        else:
            assert scope == "host" or target in WEB.channels
