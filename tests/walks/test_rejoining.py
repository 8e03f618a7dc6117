"""A walk finds its place again only where a page shows what it listed itself."""

from __future__ import annotations

from newscrawl.items import Entry
from newscrawl.walks.listing_values import ListingPage, Stop
from newscrawl.walks.page_sequence import PageSequence
from newscrawl.walks.rejoining import Rejoining
from newscrawl.walks.walk_state import EVERYTHING, Cursor, EntryState

SAVED = Cursor(trail=("/1", "/2", "/3"), next_url="/4", pages=3)
END = Stop("known", EVERYTHING)


def page(url: str, *ids: str, own: str = "", pinned: str = "") -> ListingPage:
    """A listing page; `own` and `pinned` are the letters of such entries."""
    entries = tuple(Entry(id, f"http://www.hxnews.com/{id}.shtml", "福州新闻", None, id in pinned) for id in ids)
    states = tuple(EntryState(e, "exported", False, e.id in own, False, False) for e in entries)
    return ListingPage(url, 200, entries, states, None)


def test_it_steps_back_along_the_trail_and_not_onto_a_page_that_was_read() -> None:
    way = Rejoining(SAVED, END)
    assert (way.step_back(()), way.place) == ("/3", 3)
    assert (way.step_back(()), way.place) == ("/2", 2)
    assert way.step_back({"/1"}) is None


def test_own_entries_show_the_place_unless_the_head_showed_them_or_they_are_pinned() -> None:
    head = PageSequence()
    head.add(page("/1", "a", "b", own="ab"), EVERYTHING)
    way = Rejoining(SAVED, END)
    way.step_back(())
    assert way.meets(page("/3", "a", "x", own="a"), head, EVERYTHING) is None
    assert way.meets(page("/3", "c", "x", own="c", pinned="c"), head, EVERYTHING) is None
    found = way.meets(page("/3", "c", "x", own="c"), head, EVERYTHING)
    assert found is not None
    assert found.trail == ("/1", "/2", "/3")
    assert len(found.seen) == 4
    assert found.showed(page("", "a", "b", "c", "x").entries)


def test_after_a_pause_entries_that_the_first_page_shows_too_prove_nothing() -> None:
    before = PageSequence()
    for number, each in enumerate(("ab", "cd", "ef"), 1):
        before.add(page(f"/{number}", *each), EVERYTHING)
    head = PageSequence("/1")
    way = Rejoining(Cursor(("/2", "/3"), "/4", 3), ("/1", "next"), before=before)
    assert way.step_back(()) == "/1", "the first page is looked at before any other"
    assert way.meets(page("/1", "f", "z"), head, EVERYTHING) is None
    assert way.step_back(()) == "/3"
    assert way.meets(page("/3", "f"), head, EVERYTHING) is None
    assert way.step_back(()) == "/2"
    assert way.meets(page("/2", "e"), head, EVERYTHING) is not None
