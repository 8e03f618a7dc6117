"""What every ledger keeps, whatever it is stored in: one class of tests for all backends to inherit.

A backend's test module makes a class of it and gives the fixture `ledger`:

    class TestSqlite(LedgerContract):
        @pytest.fixture
        def ledger(self, tmp_path): ...
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from newscrawl.items import Entry
from newscrawl.ledger import (
    Attempt,
    Ban,
    Cursor,
    Extent,
    Failing,
    FileState,
    Ledger,
    LedgerError,
    LineRef,
    Settled,
    WalkState,
)
from newscrawl.ledger.day_counts import Copies, Counts, DayCount, Listed, ListedDays, Look
from newscrawl.ledger.history import Alarm, Raised, Seen
from newscrawl.ledger.walk_troubles import Finals, WalkTrouble
from newscrawl.urls import article_id
from newscrawl.walks.issue_values import Issue, IssueCounts, IssueGap

NOW = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SINCE = date(2020, 10, 19)
CHANNEL = "hxnews/fz"
LISTING = "http://www.hxnews.com/news/fj/fz/2.shtml"


def entry(
    number: int, day: str | None = "2020-11-18", *, title: str = "福州地铁5号线开工", pinned: bool = False
) -> Entry:
    url = f"http://www.hxnews.com/news/fj/fz/202011/18/{number}.shtml"
    return Entry(article_id(url), url, title, day, pinned)


def entries(*numbers: int) -> list[Entry]:
    return [entry(number) for number in numbers]


def cursor(page: int, **fields: Any) -> Cursor:
    trail = tuple(f"http://www.hxnews.com/news/fj/fz/{n}.shtml" for n in range(max(1, page - 7), page + 1))
    return Cursor(trail, f"http://www.hxnews.com/news/fj/fz/{page + 1}.shtml", page, **fields)


def line_of(each: Entry, offset: int = 0, revision: int = 1, file: str = "articles/hxnews/2020-11.jsonl") -> LineRef:
    return LineRef(each.id, revision, file, offset, 100, f"{offset:064x}")


def failed(each: Entry, result: str = "timeout", at: datetime = NOW) -> Settled:
    return Settled(each.id, "pending", reason=result, attempt=Attempt(at, None, result), next_try=at + HOUR)


class Archive:
    """A ledger with the few steps that most tests begin with."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.run = self.begin()

    def begin(self) -> int:
        self.run = self.ledger.begin_run("channel", {"channels": CHANNEL}, NOW)
        return self.run

    def walk(self, asked: Extent | None = None, channel: str = CHANNEL, first: date | None = SINCE) -> WalkState:
        return self.ledger.open_walk(self.run, channel, channel.partition("/")[0], asked, first)

    def enter(self, walk: WalkState, *shown: Entry, page: int = 1, now: datetime = NOW, **fields: Any) -> Sequence[Any]:
        return self.ledger.enter(self.run, walk.id, shown, cursor(page, **fields), now)

    def settle(self, *settled: Settled, lines: Sequence[LineRef] = ()) -> None:
        with self.ledger.transaction():
            self.ledger.settle(self.run, settled)
            self.ledger.lines(lines)

    def export(self, *each: Entry, offset: int = 0) -> None:
        done = [Settled(e.id, "exported", attempt=Attempt(NOW, 200, "ok"), revision=1) for e in each]
        self.settle(*done, lines=[line_of(e, offset + n * 100) for n, e in enumerate(each)])


class LedgerContract:
    """The rules of docs/ledger.md that a backend answers for."""

    @pytest.fixture
    def ledger(self) -> Iterator[Ledger]:
        raise NotImplementedError("the backend's own tests give it")

    @pytest.fixture
    def archive(self, ledger: Ledger) -> Archive:
        return Archive(ledger)

    # Entering ----------------------------------------------------------------------------------------------------

    def test_a_new_entry_is_pending_and_to_be_fetched_once(self, archive: Archive) -> None:
        walk = archive.walk()
        (first,) = archive.enter(walk, entry(1))
        assert (first.outcome, first.fetch, first.known, first.own) == (None, True, False, False)
        (again,) = archive.enter(walk, entry(1), page=2)
        assert (again.outcome, again.fetch, again.own) == ("pending", False, True)
        row = archive.ledger.article(entry(1).id)
        assert row is not None
        assert (row.url, row.site, row.channel, row.outcome) == (entry(1).url, "hxnews", CHANNEL, "pending")

    def test_answers_keep_the_order_of_the_page_and_each_article_once(self, archive: Archive) -> None:
        shown = entries(3, 1, 2, 1)
        assert [s.entry for s in archive.enter(archive.walk(), *shown)] == shown[:3]

    def test_an_id_of_any_16_hex_digits_comes_back_as_it_was(self, archive: Archive) -> None:
        for id in ("0000000000000000", "7fffffffffffffff", "8000000000000000", "ffffffffffffffff"):
            odd = replace(entry(1), id=id)
            assert [s.entry.id for s in archive.enter(archive.walk(), odd)] == [id]
            row = archive.ledger.article(id)
            assert row is not None
            assert row.id == id

    def test_a_big_page_is_entered_whole(self, archive: Archive) -> None:
        shown = entries(*range(1500))
        assert all(s.fetch for s in archive.enter(archive.walk(), *shown))
        assert archive.ledger.balances("all")[0].listed == 1500

    def test_one_article_however_many_channels_list_it(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))
        (seen, new) = archive.enter(archive.walk(channel="hxnews/fj"), *entries(2, 3))
        assert (seen.outcome, seen.fetch, new.fetch) == ("pending", False, True)
        assert {b.name: b.listed for b in archive.ledger.balances("channel")} == {"hxnews/fj": 2, "hxnews/fz": 2}
        assert [b.listed for b in archive.ledger.balances("all")] == [3]

    def test_a_final_article_is_not_fetched_again(self, archive: Archive) -> None:
        archive.enter(archive.walk(), entry(1))
        archive.export(entry(1))
        archive.begin()
        (state,) = archive.enter(archive.walk(), entry(1))
        assert (state.outcome, state.fetch) == ("exported", False)

    def test_a_pending_article_is_fetched_by_the_next_run_when_its_back_off_is_over(self, archive: Archive) -> None:
        archive.enter(archive.walk(), entry(1))
        archive.settle(failed(entry(1)))
        archive.begin()
        walk = archive.walk()
        assert [s.fetch for s in archive.enter(walk, entry(1), now=NOW + HOUR / 2)] == [False]
        assert [s.fetch for s in archive.enter(walk, entry(1), page=2, now=NOW + HOUR)] == [True]
        assert [s.fetch for s in archive.enter(walk, entry(1), page=3, now=NOW + HOUR)] == [False]

    def test_a_walk_of_another_run_is_refused(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.begin()
        with pytest.raises(LedgerError):
            archive.enter(walk, entry(1))

    def test_a_closed_walk_takes_no_more_entries(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.ledger.close_walk(walk.id, "last_page", Extent(), NOW)
        with pytest.raises(LedgerError):
            archive.enter(walk, entry(1))

    # Ground ------------------------------------------------------------------------------------------------------

    def test_only_closed_walks_ground(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, entry(1))
        archive.ledger.break_walk(walk.id, "http_500", NOW)
        archive.begin()
        walk = archive.walk()
        (state,) = archive.enter(walk, entry(1))
        assert not state.known
        archive.ledger.close_walk(walk.id, "since", walk.extent, NOW)
        archive.begin()
        (state,) = archive.enter(archive.walk(), entry(1))
        assert state.known

    @pytest.mark.parametrize(
        ("closed", "asked", "grounds"),
        [
            (Extent(), Extent(since=SINCE), True),
            (Extent(), Extent(max_pages=5), True),
            (Extent(since=SINCE), Extent(), False),
            (Extent(since=SINCE), Extent(since=date(2020, 11, 1)), True),
            (Extent(since=SINCE), Extent(since=date(2020, 10, 1)), False),
            (Extent(max_pages=5), Extent(), False),
            (Extent(max_pages=5), Extent(max_pages=5), True),
            (Extent(max_pages=5), Extent(max_pages=6), False),
            (Extent(since=SINCE, until=date(2020, 11, 20)), Extent(since=SINCE), True),
        ],
    )
    def test_a_closed_walk_grounds_the_same_or_narrower_bounds(
        self, archive: Archive, closed: Extent, asked: Extent, grounds: bool
    ) -> None:
        walk = archive.walk(closed)
        archive.enter(walk, entry(1))
        archive.ledger.close_walk(walk.id, "last_page", closed, NOW)
        archive.begin()
        assert [s.known for s in archive.enter(archive.walk(asked), entry(1))] == [grounds]

    def test_ground_of_one_channel_is_none_of_another(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, entry(1))
        archive.ledger.close_walk(walk.id, "last_page", Extent(), NOW)
        (state,) = archive.enter(archive.walk(channel="hxnews/fj"), entry(1))
        assert not state.known

    def test_a_back_fill_under_way_leaves_the_ground_of_hourly_walks(self, archive: Archive) -> None:
        """Else every hourly walk would go through all its days again until a back-fill of weeks is done."""
        hourly = archive.walk()
        archive.enter(hourly, *entries(1, 2))
        archive.ledger.close_walk(hourly.id, "since", hourly.extent, NOW)
        archive.begin()
        deep = archive.walk(Extent())
        assert not any(s.known for s in archive.enter(deep, *entries(1, 2)))
        archive.begin()
        assert all(s.known for s in archive.enter(archive.walk(), *entries(1, 2)))

    def test_when_the_back_fill_closes_its_entries_ground_deeper_walks_too(self, archive: Archive) -> None:
        for extent in (Extent(since=SINCE), Extent()):
            walk = archive.walk(extent)
            archive.enter(walk, *entries(1, 2))
            archive.ledger.close_walk(walk.id, "last_page", extent, NOW)
            archive.begin()
        assert all(s.known for s in archive.enter(archive.walk(Extent()), *entries(1, 2)))

    def test_a_bound_on_pages_never_replaces_wider_ground(self, archive: Archive) -> None:
        for extent in (Extent(since=SINCE), Extent(max_pages=1), Extent(max_pages=2)):
            walk = archive.walk(extent)
            archive.enter(walk, entry(1))
            archive.ledger.close_walk(walk.id, "max_pages", extent, NOW)
            archive.begin()
        assert [s.known for s in archive.enter(archive.walk(Extent(since=SINCE)), entry(1))] == [True]

    def test_a_re_dated_entry_loses_its_ground(self, archive: Archive) -> None:
        """It came to the top, above what nobody may have read: a broken walk must not leave it there as known."""
        walk = archive.walk()
        archive.enter(walk, entry(1, "2020-11-10"))
        archive.ledger.close_walk(walk.id, "since", walk.extent, NOW)
        archive.begin()
        broken = archive.walk()
        (state,) = archive.enter(broken, entry(1, "2020-11-18"))
        assert state.redated
        archive.ledger.break_walk(broken.id, "http_500", NOW)
        archive.begin()
        (state,) = archive.enter(archive.walk(Extent(since=SINCE, until=date(2020, 11, 30))), entry(1, "2020-11-18"))
        assert (state.redated, state.known) == (False, False)

    # Walks over runs ---------------------------------------------------------------------------------------------

    def test_the_first_walk_of_a_channel_is_bounded_the_next_as_deep_as_the_deepest(self, archive: Archive) -> None:
        walk = archive.walk()
        assert (walk.extent, walk.resumed) == (Extent(since=SINCE), False)
        archive.ledger.close_walk(walk.id, "since", walk.extent, NOW)
        assert archive.walk(first=date(2020, 11, 17)).extent == Extent(since=SINCE)

    def test_a_walk_that_reached_the_last_page_lifts_the_bound(self, archive: Archive) -> None:
        for end, extent in (("last_page", Extent()), ("since", Extent(since=SINCE))):
            walk = archive.walk(extent)
            archive.ledger.close_walk(walk.id, end, extent, NOW)  # type: ignore[arg-type]
        assert archive.walk().extent == Extent()

    @pytest.mark.parametrize("bounds", [{"until": date(2020, 1, 1)}, {"max_pages": 5}])
    def test_a_walk_of_a_part_says_nothing_of_how_deep_the_channel_was_read(
        self, archive: Archive, bounds: Any
    ) -> None:
        walk = archive.walk(Extent(**bounds))
        archive.ledger.close_walk(walk.id, "max_pages", Extent(**bounds), NOW)
        assert archive.walk().extent == Extent(since=SINCE)

    def test_an_interrupted_walk_goes_on_at_its_cursor(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, *entries(1, 2), page=1)
        archive.enter(walk, *entries(3, 4), page=2, outside=3)
        archive.begin()  # the run before died
        again = archive.walk(first=date(2020, 11, 1))
        assert again.id == walk.id
        assert again.resumed
        assert again.extent == walk.extent
        assert replace(again.cursor, joined=True) == cursor(2, outside=3)
        assert [s.own for s in archive.enter(again, *entries(2, 3, 5), page=1, joined=False)] == [True, True, False]

    def test_a_walk_opened_again_in_the_same_run_goes_on_at_its_cursor(self, archive: Archive) -> None:
        """So a back-fill that let others pass finds its place again, however the pages shifted."""
        walk = archive.walk(Extent())
        archive.enter(walk, *entries(1, 2), page=7)
        again = archive.walk(Extent())
        assert (again.id, again.resumed, again.cursor.next_url) == (walk.id, True, cursor(7).next_url)
        assert [s.own for s in archive.enter(again, *entries(9, 1), page=1, joined=False)] == [False, True]
        assert archive.walk(Extent()).cursor.next_url == cursor(7).next_url

    def test_a_walk_that_read_no_page_begins_anew(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.ledger.break_walk(walk.id, "timeout", NOW)
        archive.begin()
        assert not archive.walk().resumed

    def test_a_page_that_led_nowhere_leaves_the_cursor(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, entry(1), page=1)
        archive.ledger.enter(archive.run, walk.id, [], replace(cursor(2), next_url=None), NOW)
        archive.begin()
        assert archive.walk().cursor.next_url == cursor(1).next_url

    def test_what_a_resumed_walk_read_before_it_joined_is_not_its_own_if_it_dies(self, archive: Archive) -> None:
        """Else the next run would jump over the pages between, which nobody read."""
        walk = archive.walk()
        archive.enter(walk, *entries(1, 2), page=5)
        archive.begin()
        archive.enter(archive.walk(), *entries(11, 12), page=1, joined=False)
        archive.begin()
        walk = archive.walk()
        assert walk.cursor.next_url == cursor(5).next_url
        assert [s.own for s in archive.enter(walk, *entries(11, 1), page=1, joined=False)] == [False, True]

    def test_what_it_read_is_its_own_once_it_joined(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, *entries(1, 2), page=5)
        archive.begin()
        walk = archive.walk()
        archive.enter(walk, *entries(11, 12), page=1, joined=False)
        archive.enter(walk, *entries(2, 3), page=6)
        archive.begin()
        walk = archive.walk()
        assert walk.cursor.next_url == cursor(6).next_url
        assert all(s.own for s in archive.enter(walk, *entries(11, 12, 1, 2, 3), page=1, joined=False))

    def test_all_runs_of_a_walk_are_ground_when_it_closes(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, *entries(1, 2), page=2)
        archive.begin()
        walk = archive.walk()
        archive.enter(walk, *entries(2, 3), page=3)
        archive.ledger.close_walk(walk.id, "last_page", Extent(), NOW)
        archive.begin()
        assert all(s.known for s in archive.enter(archive.walk(), *entries(1, 2, 3)))

    def test_an_asked_walk_goes_on_only_with_one_of_its_bounds(self, archive: Archive) -> None:
        asked = Extent(since=date(2020, 1, 1), until=date(2020, 6, 30))
        walk = archive.walk(asked)
        archive.enter(walk, entry(1))
        archive.begin()
        assert archive.walk(Extent(since=date(2020, 1, 1))).id != walk.id
        assert archive.walk().id != walk.id
        assert archive.walk(asked).id == walk.id

    def test_a_walk_bounded_by_pages_begins_at_the_first_page_and_knows_where_the_last_one_broke(
        self, archive: Archive
    ) -> None:
        walk = archive.walk(Extent(max_pages=5))
        archive.enter(walk, entry(1))
        archive.ledger.break_walk(walk.id, "page_missing", NOW, at=LISTING)
        archive.begin()
        again = archive.walk(Extent(max_pages=5))
        assert not again.resumed
        assert again.cursor == Cursor()
        assert again.broken is not None
        assert (again.broken.reason, again.broken.since) == ("page_missing", NOW)
        assert not archive.enter(again, entry(1))[0].own

    def test_a_walk_that_a_break_bounded_hands_it_on_until_one_closes_otherwise(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, entry(1))
        archive.ledger.break_walk(walk.id, "pager_lost", NOW, at=LISTING)
        archive.ledger.close_walk(walk.id, "bounded", Extent(max_pages=1), NOW + HOUR, reason="front")
        for _ in range(2):
            archive.begin()
            walk = archive.walk()
            assert walk.broken is not None
            assert (walk.broken.at, walk.broken.since) == (LISTING, NOW)
            archive.ledger.close_walk(walk.id, "bounded", Extent(max_pages=1), NOW + HOUR, reason="front")
        archive.begin()
        archive.ledger.close_walk(archive.walk().id, "last_page", Extent(), NOW + HOUR)
        archive.begin()
        assert archive.walk().broken is None

    def test_a_break_goes_on_since_it_began_where_the_same_end_moved(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, entry(1))
        archive.ledger.break_walk(walk.id, "end_unconfirmed", NOW, at=LISTING)
        archive.ledger.break_walk(walk.id, "ends_early", NOW + HOUR, at=f"{LISTING}?2", again=True)
        archive.begin()
        broken = archive.walk().broken
        assert broken is not None
        assert (broken.reason, broken.at, broken.since, broken.runs) == ("ends_early", f"{LISTING}?2", NOW, 2)

    def test_a_bounded_walk_does_not_move_what_later_walks_go_down_to(self, archive: Archive) -> None:
        walk = archive.walk(first=SINCE)
        archive.enter(walk, entry(1))
        archive.ledger.close_walk(walk.id, "bounded", Extent(), NOW, reason="overrun")
        archive.begin()
        assert archive.walk(first=SINCE).extent.since == SINCE

    def test_a_walk_made_needless_by_a_later_one_is_not_resumed(self, archive: Archive) -> None:
        broken = archive.walk()
        archive.enter(broken, entry(1))
        archive.ledger.break_walk(broken.id, "http_500", NOW)
        archive.begin()
        whole = archive.walk(Extent())
        archive.ledger.close_walk(whole.id, "last_page", Extent(), NOW)
        archive.begin()
        again = archive.walk()
        assert again.id != broken.id
        assert again.extent == Extent()

    # The frontier ------------------------------------------------------------------------------------------------

    def test_pending_articles_are_due_longest_waiting_first_and_once_a_run(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, *entries(1, 2), page=1)
        archive.enter(walk, *entries(3), page=2)
        archive.settle(failed(entry(1)))
        archive.begin()
        due = archive.ledger.due(archive.run, [CHANNEL, "hxnews/never-listed"], NOW + HOUR)
        assert [d.url for d in due] == [entry(n).url for n in (1, 2, 3)]
        assert (due[0].channel, due[0].title, due[0].date, due[0].attempts) == (
            CHANNEL,
            entry(1).title,
            "2020-11-18",
            1,
        )
        assert archive.ledger.due(archive.run, [CHANNEL], NOW + HOUR) == []
        assert not any(s.fetch for s in archive.enter(archive.walk(), *entries(1, 2, 3), now=NOW + HOUR))

    def test_what_backs_off_is_not_due(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))
        archive.settle(failed(entry(1)))
        archive.begin()
        assert [d.id for d in archive.ledger.due(archive.run, [CHANNEL], NOW)] == [entry(2).id]

    def test_due_is_asked_for_in_parts(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(*range(5)))
        archive.begin()
        parts = [archive.ledger.due(archive.run, [CHANNEL], NOW, limit=2) for _ in range(4)]
        assert [[d.id for d in part] for part in parts] == [
            [entry(0).id, entry(1).id],
            [entry(2).id, entry(3).id],
            [entry(4).id],
            [],
        ]

    def test_due_only_of_the_channels_named(self, archive: Archive) -> None:
        archive.enter(archive.walk(), entry(1))
        archive.enter(archive.walk(channel="hxnews/fj"), entry(2))
        archive.begin()
        assert [d.id for d in archive.ledger.due(archive.run, ["hxnews/fj"], NOW)] == [entry(2).id]
        assert archive.ledger.due(archive.run, [], NOW) == []

    def test_an_article_outside_the_bounds_waits_for_a_run_that_wants_it(self, archive: Archive) -> None:
        """Listed without a date, fetched, and found to lie outside what was asked for: not lost, and not again."""
        undated, shown = Extent(since=date(2020, 11, 5)), entry(1, None)
        archive.enter(archive.walk(undated), shown)
        old = Settled(shown.id, "pending", reason="outside_dates", counts=False, published="2020-11-04T23:59:00+08:00")
        archive.settle(old)
        archive.begin()
        assert archive.ledger.due(archive.run, [CHANNEL], NOW, bounds=undated) == []
        assert [state.fetch for state in archive.enter(archive.walk(undated), shown)] == [False]
        bounds = Extent(since=date(2020, 11, 4), until=date(2020, 11, 4))
        assert [due.id for due in archive.ledger.due(archive.run, [CHANNEL], NOW, bounds=bounds)] == [shown.id]
        archive.begin()
        assert [state.fetch for state in archive.enter(archive.walk(Extent()), shown)] == [True]

    def test_the_channel_that_has_an_article_fetched_is_the_one_of_its_line(self, archive: Archive) -> None:
        archive.enter(archive.walk(), entry(1))
        archive.begin()
        archive.enter(archive.walk(channel="hxnews/fj"), entry(1))
        row = archive.ledger.article(entry(1).id)
        assert row is not None
        assert row.channel == "hxnews/fj"

    # Settling ----------------------------------------------------------------------------------------------------

    def test_settling_belongs_in_a_transaction(self, archive: Archive) -> None:
        archive.enter(archive.walk(), entry(1))
        with pytest.raises(LedgerError):
            archive.ledger.settle(archive.run, [Settled(entry(1).id, "exported")])
        with pytest.raises(LedgerError):
            archive.ledger.lines([line_of(entry(1))])
        with pytest.raises(LedgerError):
            archive.ledger.committed([FileState("/archive/a.jsonl", 0, "record")])

    def test_failures_in_a_row_begin_with_the_first_and_end_with_a_whole_answer(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))
        first, second = entries(1, 2)
        assert archive.ledger.failing(first.id) == Failing(shown=NOW)

        def fail(each: Entry, hours: int, result: str, status: int | None, text: str | None = None) -> None:
            at = NOW + hours * HOUR
            attempt = Attempt(at, status, result)
            archive.settle(Settled(each.id, "pending", reason=result, attempt=attempt, failing=at, content_hash=text))

        fail(first, 1, "timeout", None)
        fail(first, 2, "http_404", 404)
        fail(first, 30, "blocked", 403)
        fail(first, 31, "unlike_title", 200, f"{7:016x}")
        answered = (NOW + 2 * HOUR, NOW + 31 * HOUR)
        assert archive.ledger.failing(first.id) == Failing(NOW + HOUR, answered, NOW, alike=0)
        fail(second, 31, "unlike_title", 200, f"{7:016x}")
        assert archive.ledger.failing(first.id).alike == 1
        archive.settle(Settled(first.id, "pending", reason="outside_dates", counts=False))
        assert archive.ledger.failing(first.id).since is None
        assert archive.ledger.failing(entry(9).id) == Failing()

    def test_a_due_article_comes_with_the_cause_that_keeps_it_pending(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))
        archive.settle(Settled(entry(2).id, "pending", reason="blocked", counts=False))
        archive.begin()
        due = archive.ledger.due(archive.run, [CHANNEL], NOW)
        assert [(each.attempts, each.reason) for each in due] == [(0, None), (0, "blocked")]

    def test_what_was_given_up_is_pending_again_by_outcome_reason_time_and_channel(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3, 4, 5, 6))
        archive.enter(archive.walk(channel="hxnews/fj"), entry(7))
        for number, outcome, reason, hours in (
            (1, "failed", "http_404", 1),
            (2, "failed", "http_404", 50),
            (3, "rejected", "empty", 50),
            (4, "exported", None, 50),
            (5, "rejected", "forgotten", 50),
            (7, "rejected", "empty", 50),
        ):
            at = NOW + hours * HOUR
            attempt = Attempt(at, 200, reason or "ok")
            archive.settle(Settled(entry(number).id, outcome, reason=reason, attempt=attempt, failing=at))
        reopen = archive.ledger.reopen
        assert reopen(["failed"], since=NOW + 49 * HOUR) == {"failed/http_404": 1}
        assert reopen(["rejected"], channels=["hxnews/fj"]) == {"rejected/empty": 1}
        assert reopen(["failed", "rejected"], reason="soft404") == {}
        assert reopen(["failed", "rejected"]) == {"failed/http_404": 1, "rejected/empty": 1}
        archive.begin()
        due = archive.ledger.due(archive.run, [CHANNEL, "hxnews/fj"], NOW)
        assert [each.id for each in due] == [entry(number).id for number in (1, 2, 3, 6, 7)]
        assert {(each.attempts, each.reason) for each in due} == {(0, None)}
        assert archive.ledger.failing(entry(1).id).since is None

    def test_a_transaction_is_all_or_nothing(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))

        def settle_and_fail() -> None:
            with archive.ledger.transaction():
                archive.ledger.settle(archive.run, [Settled(entry(1).id, "rejected", reason="soft404")])
                archive.ledger.lines([line_of(entry(1))])
                archive.ledger.committed([FileState("/archive/a.jsonl", 100, "record")])
                raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            settle_and_fail()
        row = archive.ledger.article(entry(1).id)
        assert row is not None
        assert row.outcome == "pending"
        assert archive.ledger.last_line(entry(1).id) is None
        assert archive.ledger.open_files() == []
        archive.settle(Settled(entry(1).id, "rejected", reason="soft404"))  # the same words, entered anew
        row = archive.ledger.article(entry(1).id)
        assert row is not None
        assert row.reason == "soft404"

    def test_an_article_that_was_never_entered_cannot_be_settled(self, archive: Archive) -> None:
        with pytest.raises(LedgerError, match="never entered"):
            archive.settle(Settled(entry(1).id, "exported"))
        with pytest.raises(LedgerError):
            archive.settle(lines=[line_of(entry(1))])

    def test_what_is_settled_is_told_again(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))
        archive.settle(
            Settled(
                entry(1).id,
                "exported",
                attempt=Attempt(NOW, 200, "ok"),
                content_hash="fedcba9876543210",
                published="2020-11-18T09:30:00+08:00",
                revision=1,
                reader_version=7,
            ),
            Settled(entry(2).id, "duplicate", of=entry(1).id, relation="near", attempt=Attempt(NOW, 200, "ok")),
            lines=[line_of(entry(1), 200)],
        )
        row = archive.ledger.article(entry(1).id)
        assert row is not None
        assert (row.outcome, row.content_hash, row.revision, row.reader_version) == (
            "exported",
            "fedcba9876543210",
            1,
            7,
        )
        assert row.published == "2020-11-18T09:30:00+08:00"
        copy = archive.ledger.article(entry(2).id)
        assert copy is not None
        assert (copy.outcome, copy.of, copy.relation) == ("duplicate", entry(1).id, "near")
        assert archive.ledger.last_line(entry(1).id) == line_of(entry(1), 200)

    def test_only_attempts_that_count_are_counted(self, archive: Archive) -> None:
        archive.enter(archive.walk(), entry(1))
        banned = replace(failed(entry(1), "http_403"), counts=False, reason="blocked")
        archive.settle(failed(entry(1)), banned, failed(entry(1)))
        row = archive.ledger.article(entry(1).id)
        assert row is not None
        assert (row.attempts, row.reason, row.next_try) == (2, "timeout", NOW + HOUR)

    def test_an_exported_article_stays_exported(self, archive: Archive) -> None:
        """A revisit that meets a dead server must not turn an archived article into a failure."""
        archive.enter(archive.walk(), entry(1))
        archive.export(entry(1))
        archive.settle(failed(entry(1)), Settled(entry(1).id, "failed", reason="http_404"))
        row = archive.ledger.article(entry(1).id)
        assert row is not None
        assert (row.outcome, row.reason, row.next_try, row.attempts, row.revision) == ("exported", None, None, 0, 1)

    def test_a_revision_or_tombstone_is_its_last_line(self, archive: Archive) -> None:
        archive.enter(archive.walk(), entry(1))
        archive.export(entry(1))
        archive.settle(
            Settled(entry(1).id, "exported", reason="withdrawn", revision=2),
            lines=[line_of(entry(1), 100, revision=2)],
        )
        row = archive.ledger.article(entry(1).id)
        assert row is not None
        assert (row.outcome, row.reason, row.revision) == ("exported", "withdrawn", 2)
        assert archive.ledger.last_line(entry(1).id) == line_of(entry(1), 100, revision=2)

    def test_the_copies_of_an_article_are_told(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3, 4))
        archive.export(entry(1))
        copies = [Settled(entry(n).id, "duplicate", of=entry(1).id, relation="near") for n in (3, 2)]
        archive.settle(*copies, Settled(entry(4).id, "duplicate", of=entry(2).id, relation="equal"))
        assert [(row.id, row.relation) for row in archive.ledger.copies(entry(1).id)] == [
            (entry(2).id, "near"),
            (entry(3).id, "near"),
        ]
        assert archive.ledger.copies(entry(3).id) == []

    def test_revisitable_are_exported_articles_of_the_window(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3))
        archive.enter(archive.walk(channel="hxnews/fj"), entry(4))
        for number, published in (
            (1, "2020-11-17T08:00:00+08:00"),
            (2, "2020-11-01T08:00:00+08:00"),
            (4, "2020-11-18"),
        ):
            archive.settle(Settled(entry(number).id, "exported", published=published))
        rows = archive.ledger.revisitable([CHANNEL], NOW - timedelta(days=7))
        assert [row.id for row in rows] == [entry(1).id]

    # Judging -----------------------------------------------------------------------------------------------------

    def test_an_alias_belongs_to_the_first_that_settled_with_it(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))
        alias = "http://www.hxnews.com/news/fj/1.shtml"
        assert archive.ledger.owner(alias) is None
        archive.settle(Settled(entry(2).id, "exported", aliases=(alias, entry(2).url)))
        archive.settle(Settled(entry(1).id, "duplicate", of=entry(2).id, relation="same_url", aliases=(alias,)))
        archive.settle(Settled(entry(1).id, "duplicate", of=entry(2).id, relation="same_url", aliases=(alias,)))
        assert archive.ledger.owner(alias) == entry(2).id
        assert archive.ledger.claimants(alias) == 2

    def test_a_key_is_owned_by_its_own_article(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))
        archive.settle(Settled(entry(2).id, "exported", aliases=(entry(1).url,)))
        assert archive.ledger.owner(entry(1).url) == entry(1).id
        assert archive.ledger.claimants(entry(1).url) == 2
        assert archive.ledger.claimants(entry(3).url) == 0

    def test_an_article_that_asks_hears_who_else_goes_by_its_address(self, archive: Archive) -> None:
        """Listed under one address, redirected to another, and later listed under that one too: it is one article."""
        archive.enter(archive.walk(), *entries(1, 2))
        archive.settle(Settled(entry(1).id, "exported", revision=1, aliases=(entry(2).url,)))
        assert archive.ledger.owner(entry(2).url) == entry(2).id
        assert archive.ledger.owner(entry(2).url, besides=entry(2).id) == entry(1).id
        assert archive.ledger.owner(entry(1).url, besides=entry(1).id) is None

    def test_a_text_belongs_to_the_first_that_claims_it(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))
        text = "00000000000000aa"
        assert archive.ledger.claim(archive.run, "hxnews.com", text, entry(1).id) == entry(1).id
        assert archive.ledger.claim(archive.run, "hxnews.com", text, entry(2).id) == entry(1).id
        assert archive.ledger.claim(archive.run, "hxnews.com", text, entry(1).id) == entry(1).id
        with pytest.raises(LedgerError):
            archive.ledger.claim(archive.run, "hxnews.com", "00000000000000ab", entry(9).id)

    def test_a_claim_lasts_if_its_article_is_exported_else_it_is_dropped(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3))
        for number in (1, 2):
            archive.ledger.claim(archive.run, "hxnews.com", f"{number:016x}", entry(number).id)
        archive.settle(
            Settled(entry(1).id, "exported", content_hash=f"{1:016x}"), Settled(entry(2).id, "rejected", reason="empty")
        )
        archive.begin()
        archive.ledger.release(["hxnews.com"], archive.run)
        owners = [archive.ledger.claim(archive.run, "hxnews.com", f"{n:016x}", entry(3).id) for n in (1, 2)]
        assert owners == [entry(1).id, entry(3).id]

    def test_a_short_text_stays_claimed_together_with_its_title(self, archive: Archive) -> None:
        """Else the same short notice would be archived again by every later run."""
        archive.enter(archive.walk(), *entries(1, 2))
        archive.ledger.claim(archive.run, "hxnews.com", "00000000000000bb", entry(1).id)
        archive.settle(Settled(entry(1).id, "exported", content_hash=f"{1:016x}"))
        archive.begin()
        archive.ledger.release(["hxnews.com"], archive.run)
        assert archive.ledger.claim(archive.run, "hxnews.com", "00000000000000bb", entry(2).id) == entry(1).id

    def test_claims_of_dead_runs_are_released_under_the_keys_held(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3))
        archive.ledger.claim(archive.run, "hxnews.com", f"{1:016x}", entry(1).id)
        archive.ledger.claim(archive.run, "fjsen.com", f"{2:016x}", entry(2).id)
        archive.begin()
        archive.ledger.release(["hxnews.com", "never-heard-of.cn"], archive.run)
        owners = [archive.ledger.claim(archive.run, "hxnews.com", f"{n:016x}", entry(3).id) for n in (1, 2)]
        assert owners == [entry(3).id, entry(2).id]

    def test_a_text_exported_without_a_claim_is_owned_too(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2))
        archive.settle(Settled(entry(1).id, "exported", content_hash=f"{7:016x}"))
        assert archive.ledger.claim(archive.run, "hxnews.com", f"{7:016x}", entry(2).id) == entry(1).id

    def test_copies_of_an_article_that_came_to_nothing_are_taken_up_again(self, archive: Archive) -> None:
        """Two runs, one text: the second calls its page a duplicate of the first's, whose page is then gone."""
        archive.enter(archive.walk(), *entries(1, 2))
        archive.settle(Settled(entry(2).id, "duplicate", of=entry(1).id, relation="equal"))
        archive.settle(Settled(entry(1).id, "failed", reason="http_404"))
        archive.begin()
        assert [d.id for d in archive.ledger.due(archive.run, [CHANNEL], NOW)] == [entry(2).id]

    # Files, bans, runs -------------------------------------------------------------------------------------------

    def test_open_files_are_those_not_closed(self, archive: Archive) -> None:
        record = FileState("/archive/articles/hxnews/2020-11.jsonl", 100, "record", run=archive.run)
        follower = FileState("/home/news/new.jsonl", 50, "follower", run=archive.run)
        with archive.ledger.transaction():
            archive.ledger.committed([record, follower])
        assert archive.ledger.open_files() == [record, follower]
        with archive.ledger.transaction():
            archive.ledger.committed([replace(record, length=150), replace(follower, open=False)])
        assert archive.ledger.open_files() == [replace(record, length=150)]

    def test_the_committed_length_of_a_file_is_known_after_it_was_closed(self, archive: Archive) -> None:
        warc = FileState("/archive/warc/hxnews/articles-20201118-0001.warc.gz", 4096, "warc", False, archive.run)
        assert archive.ledger.committed_length(warc.path) is None
        with archive.ledger.transaction():
            archive.ledger.committed([warc])
        assert archive.ledger.committed_length(warc.path) == 4096

    def test_a_ban_outlives_the_run(self, archive: Archive) -> None:
        assert archive.ledger.ban("hxnews.com") is None
        for ban in (Ban(NOW + HOUR, 1), Ban(NOW + 2 * HOUR, 2)):
            archive.ledger.set_ban("hxnews.com", ban)
            assert archive.ledger.ban("hxnews.com") == ban
        archive.ledger.set_ban("hxnews.com", None)
        assert archive.ledger.ban("hxnews.com") is None

    def test_runs_are_told_newest_first(self, archive: Archive) -> None:
        archive.ledger.end_run(archive.run, NOW + HOUR, 3, {"exported": 12})
        archive.begin()
        newest, before = archive.ledger.runs(5)
        assert archive.ledger.find_run(before.id) == before
        assert archive.ledger.find_run(999) is None
        assert (newest.id, newest.finished, newest.arguments) == (archive.run, None, {"channels": CHANNEL})
        assert (before.exit_code, before.finished, before.summary) == (3, NOW + HOUR, {"exported": 12})

    # The audit ---------------------------------------------------------------------------------------------------

    def test_the_balance_adds_up_by_run_by_channel_and_in_all(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3, 4, 5))
        archive.export(entry(1))
        archive.settle(
            Settled(entry(2).id, "duplicate", of=entry(1).id, relation="equal"),
            Settled(entry(3).id, "rejected", reason="soft404"),
            Settled(entry(4).id, "failed", reason="http_404"),
            failed(entry(5)),
        )
        first = archive.run
        archive.begin()
        archive.ledger.due(archive.run, [CHANNEL], NOW + HOUR)
        archive.enter(archive.walk(channel="hxnews/fj"), *entries(1, 6))
        (total,) = archive.ledger.balances("all")
        assert total.balanced
        assert total.outcomes == {"exported": 1, "duplicate": 1, "rejected": 1, "failed": 1, "pending": 2}
        assert total.reasons == {
            "duplicate/equal": 1,
            "rejected/soft404": 1,
            "failed/http_404": 1,
            "pending/timeout": 1,
        }
        assert {b.name: b.listed for b in archive.ledger.balances("run")} == {str(first): 5, str(archive.run): 2}
        (mine,) = archive.ledger.balances("all", archive.run)
        assert (mine.listed, mine.outcomes) == (2, {"pending": 2})
        assert {b.name: b.listed for b in archive.ledger.balances("channel", archive.run)} == {
            "hxnews/fj": 1,
            "hxnews/fz": 1,
        }
        assert all(b.balanced for by in ("channel", "run") for b in archive.ledger.balances(by))  # type: ignore[arg-type]

    def test_an_empty_ledger_balances(self, archive: Archive) -> None:
        assert archive.ledger.balances("channel") == archive.ledger.balances("run") == []
        assert all(b.balanced and b.listed == 0 for b in archive.ledger.balances("all"))
        assert archive.ledger.faults() == {}

    def test_contradictions_are_counted(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3))
        archive.settle(
            Settled(entry(1).id, "exported"),
            Settled(entry(2).id, "duplicate", of=entry(9).id, relation="equal"),
            Settled(entry(3).id, "rejected"),
        )
        assert archive.ledger.faults() == {
            "exported_without_line": 1,
            "duplicate_of_nothing": 1,
            "refused_without_reason": 1,
        }
        assert archive.ledger.faults(archive.begin()) == {}

    def test_a_listing_does_not_bring_the_title_of_a_forgotten_article_back(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3))
        copy = Settled(entry(2).id, "duplicate", of=entry(1).id, relation="near")
        archive.settle(Settled(entry(1).id, "exported"), copy, Settled(entry(3).id, "exported"))
        with archive.ledger.transaction():
            archive.ledger.forget([entry(1).id, entry(2).id], ())
        archive.begin()
        archive.enter(archive.walk(), *(entry(n, "2020-11-19", pinned=True) for n in (1, 2, 3)))
        with archive.ledger.reading() as db:
            titles = db.execute("SELECT title FROM listing ORDER BY article").fetchall()
        assert [title for (title,) in titles] == [None, None, "福州地铁5号线开工"]

    def test_lines_come_in_the_order_of_the_files(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3))
        archive.export(entry(1))
        archive.begin()
        archive.enter(archive.walk(channel="hxnews/fj"), entry(2))
        lines = [line_of(entry(2), 200), line_of(entry(1), 100, revision=2)]
        archive.settle(Settled(entry(2).id, "exported"), lines=lines)
        assert [line.offset for line in archive.ledger.each_line()] == [0, 100, 200]
        assert [line.id for line in archive.ledger.each_line(archive.run)] == [entry(2).id]

    # History ---------------------------------------------------------------------------------------------------------

    def test_what_runs_saw_is_remembered_newest_first_and_replaced_as_a_whole(self, archive: Archive) -> None:
        archive.walk()
        first, second = archive.run, archive.begin()
        alarm = Alarm("no_links", CHANNEL, "http://www.hxnews.com/news/fj/fz/ shows no entry")
        archive.ledger.remember(first, [Seen(CHANNEL, links=20, filled={"title": 3})], [])
        archive.ledger.remember(second, [Seen(CHANNEL, links=7)], [alarm, alarm])
        archive.ledger.remember(second, [Seen(CHANNEL, links=8)], [alarm])
        third = archive.begin()
        assert [(seen.run, seen.links, seen.at) for seen in archive.ledger.past(CHANNEL, third, 9)] == [
            (second, 8, NOW),
            (first, 20, NOW),
        ]
        assert [seen.run for seen in archive.ledger.past(CHANNEL, second, 9)] == [first]
        assert archive.ledger.past("hxnews/fj", third, 9) == []
        assert archive.ledger.alarms(NOW - HOUR) == [Raised(alarm, second, NOW)]
        assert archive.ledger.alarms(NOW + HOUR) == []

    def test_days_with_news_are_chinas_and_count_copies(self, archive: Archive) -> None:
        archive.run = archive.ledger.begin_run("channel", {}, NOW - 60 * 24 * HOUR)
        archive.enter(archive.walk(), *entries(3, 9))
        archive.begin()
        archive.enter(archive.walk(), *entries(1, 2, 3, 4))
        archive.enter(archive.walk(channel="hxnews/np"), *entries(2))
        archive.settle(
            Settled(entry(1).id, "exported", published="2020-11-18T00:10:00+08:00"),
            Settled(entry(2).id, "duplicate", of=entry(1).id, relation="near", published="2020-11-17T23:50:00+08:00"),
            Settled(entry(3).id, "exported", published="2020-10-01T09:00:00+08:00"),
            Settled(entry(4).id, "rejected", reason="soft404", published="2020-11-18T09:00:00+08:00"),
        )
        counted = archive.ledger.news_days([CHANNEL, "hxnews/fj", "hxnews/np"], date(2020, 11, 1))
        assert counted == {
            CHANNEL: {date(2020, 11, 18): 1, date(2020, 11, 17): 1},
            "hxnews/np": {date(2020, 11, 17): 1},
        }

    # The report --------------------------------------------------------------------------------------------------

    def test_days_of_a_newspaper_are_replaced(self, archive: Archive) -> None:
        ledger, paper, day = archive.ledger, "fzrb/main", date(2020, 11, 18)
        with pytest.raises(LedgerError, match="never walked"):
            ledger.enter_issue(archive.run, paper, Issue(day, "complete", NOW))
        ledger.open_walk(archive.run, paper, "fzrb", Extent(max_pages=1), None)
        assert ledger.issues(paper, day, day) == {}
        ledger.enter_issue(archive.run, paper, Issue(day, "broken", NOW, "http_503", 3, 20))
        ledger.enter_issue(archive.run, paper, Issue(day - timedelta(days=1), "missing", NOW, "no_issue"))
        ledger.enter_issue(archive.run, paper, Issue(day, "complete", NOW + HOUR, None, 8, 60, looks=2))
        known = ledger.issues(paper, day - timedelta(days=1), day)
        assert known[day] == Issue(day, "complete", NOW + HOUR, None, 8, 60, looks=2)
        assert known[day - timedelta(days=1)].reason == "no_issue"
        assert ledger.issues(paper, day, day).keys() == {day}
        assert ledger.issue_counts() == [IssueCounts(paper, 1, 1, 0, 8, 60, day, day)]

    def test_long_gaps_before_a_later_issue_are_found(self, archive: Archive) -> None:
        ledger, day = archive.ledger, date(2020, 11, 18)
        back = {back: "complete" if back in (3, 18, 30) else "missing" for back in range(45)}
        for paper in ("fzrb/main", "fzwb/main"):
            ledger.open_walk(archive.run, paper, "fzrb", Extent(max_pages=1), None)
        for days, outcome in back.items():
            ledger.enter_issue(archive.run, "fzrb/main", Issue(day - timedelta(days=days), outcome, NOW))  # type: ignore[arg-type]
            ledger.enter_issue(archive.run, "fzwb/main", Issue(day - timedelta(days=days), "missing", NOW))
        assert ledger.issue_gaps() == [
            IssueGap("fzrb/main", 14, date(2020, 10, 5), date(2020, 10, 18)),
            IssueGap("fzrb/main", 11, date(2020, 10, 20), date(2020, 10, 30)),
            IssueGap("fzrb/main", 14, date(2020, 11, 1), date(2020, 11, 14)),
        ], "the evening paper has no later issue: it may have moved"

    def test_an_article_of_a_newspaper_keeps_its_page_until_it_is_fetched(self, archive: Archive) -> None:
        each = replace(entry(1), page="A03", page_name="福州新闻")
        walk = archive.ledger.open_walk(archive.run, CHANNEL, "hxnews", Extent(max_pages=1), None)
        archive.ledger.enter(archive.run, walk.id, [each], Cursor(), NOW)
        archive.ledger.enter(
            archive.run, walk.id, [replace(each, title="另一标题", page=None, page_name=None)], Cursor(), NOW
        )
        (due,) = archive.ledger.due(archive.begin(), [CHANNEL], NOW + HOUR)
        assert (due.title, due.page, due.page_name) == ("另一标题", "A03", "福州新闻")

    def test_articles_are_counted_by_channel_and_day_of_china(self, archive: Archive) -> None:
        shown = [*entries(1, 2, 3, 4), entry(5, "2020-11-17T09:30:00+08:00"), entry(6, None), entry(7, "昨天")]
        archive.enter(archive.walk(), *shown)
        archive.enter(archive.walk(channel="hxnews/fj"), entry(1))
        archive.settle(
            Settled(entry(1).id, "exported", published="2020-11-18T00:10:00+08:00"),
            Settled(entry(2).id, "duplicate", of=entry(1).id, relation="near", published="2020-11-17T23:50:00+08:00"),
            Settled(entry(3).id, "rejected", reason="soft404"),
            Settled(entry(4).id, "failed", reason="http_404", published="1960-01-01T00:00:00+08:00"),
        )
        first, second = date(2020, 11, 17), date(2020, 11, 18)
        counted = sorted(archive.ledger.day_counts(), key=lambda each: (each.channel, each.day or date.min))
        assert counted == [
            DayCount("hxnews/fj", second, Counts(exported=1)),
            DayCount("hxnews/fz", None, Counts(pending=2)),
            DayCount("hxnews/fz", date(1960, 1, 1), Counts(failed=1)),
            DayCount("hxnews/fz", first, Counts(duplicate=1, pending=1)),
            DayCount("hxnews/fz", second, Counts(exported=1, rejected=1)),
        ]
        assert archive.ledger.copied() == [Copies("hxnews/fz", "hxnews/fz", "near", 1)]

    def test_a_look_at_a_channel_is_its_last_closed_walk(self, archive: Archive) -> None:
        walk = archive.walk()
        assert [look.looked for look in archive.ledger.looks()] == [None]
        archive.enter(walk, entry(1))
        archive.ledger.close_walk(walk.id, "since", Extent(since=SINCE), NOW)
        broken = archive.walk(channel="hxnews/fj")
        archive.ledger.break_walk(broken.id, "http_500", NOW + HOUR)
        assert archive.ledger.looks() == [
            Look("hxnews/fj", "hxnews", None, None, "http_500", NOW + HOUR),
            Look("hxnews/fz", "hxnews", NOW, SINCE),
        ]
        again = archive.walk(channel="hxnews/fj")
        archive.ledger.close_walk(again.id, "last_page", Extent(), NOW + 2 * HOUR)
        assert archive.ledger.looks()[0] == Look("hxnews/fj", "hxnews", NOW + 2 * HOUR, None)

    # What is wrong ----------------------------------------------------------------------------------------------

    def test_a_broken_walk_is_named_since_its_first_failure_until_a_run_ends_it(self, archive: Archive) -> None:
        ledger, page = archive.ledger, "http://www.hxnews.com/news/fj/fz/3.shtml"
        assert ledger.walk_troubles() == []
        walk = archive.walk()
        archive.enter(walk, entry(1))
        ledger.break_walk(walk.id, "timeout", NOW, at=page)
        for hour in (1, 2):
            archive.begin()
            assert archive.walk().id == walk.id
            ledger.break_walk(walk.id, "http_500", NOW + hour * HOUR, at=page)
        walked = Extent(since=SINCE)
        broken = WalkTrouble(CHANNEL, "broken", "http_500", page, NOW, NOW + 2 * HOUR, 2, asked=walked)
        assert ledger.walk_troubles() == [broken]
        archive.begin()
        archive.walk()
        assert [each.state for each in ledger.walk_troubles()] == ["broken"], "while a run goes on with it"
        ledger.break_walk(walk.id, "end_unconfirmed", NOW + 3 * HOUR, at=page)
        assert [each.state for each in ledger.walk_troubles()] == ["unconfirmed"]
        ledger.close_walk(walk.id, "known", walked, NOW + 4 * HOUR)
        assert ledger.walk_troubles() == []

    def test_a_back_fill_stays_broken_while_other_walks_end(self, archive: Archive) -> None:
        back_fill = Extent(since=date(2020, 1, 1))
        walk = archive.walk(back_fill)
        archive.ledger.break_walk(walk.id, "http_503", NOW, at="p9")
        ours = archive.walk()
        archive.ledger.close_walk(ours.id, "known", Extent(since=SINCE), NOW + HOUR)
        (trouble,) = archive.ledger.walk_troubles()
        assert (trouble.reason, trouble.asked, trouble.incremental) == ("http_503", back_fill, False)

    def test_a_back_fill_is_open_until_it_ends_or_breaks(self, archive: Archive) -> None:
        bounds, ledger = Extent(since=date(2020, 1, 1)), archive.ledger
        walk = archive.walk(bounds)
        archive.enter(walk, entry(1), page=1)
        first = archive.run
        archive.walk()
        archive.walk(Extent(max_pages=3))
        archive.begin()
        assert [(each.asked, each.run, each.at) for each in ledger.open_back_fills()] == [
            (bounds, first, cursor(1).next_url)
        ]
        assert archive.walk(bounds).id == walk.id
        assert [each.run for each in ledger.open_back_fills()] == [archive.run]
        ledger.break_walk(walk.id, "http_503", NOW, at="p9")
        assert ledger.open_back_fills() == [], "broken walks are named as such"
        archive.begin()
        archive.walk(bounds)
        ledger.close_walk(walk.id, "since", bounds, NOW)
        assert ledger.open_back_fills() == []

    def test_the_schedule_does_not_end_a_walk_to_the_end_of_the_listing(self, archive: Archive) -> None:
        """It meets entries that a false end made known, which `since=all` was asked to read again."""
        everything = Extent()
        archive.ledger.close_walk(archive.walk(everything).id, "last_page", everything, NOW)
        repair = archive.walk(everything)
        archive.enter(repair, entry(1), page=1)
        archive.begin()
        scheduled = archive.walk()
        archive.ledger.close_walk(scheduled.id, "known", scheduled.extent, NOW + HOUR)
        archive.begin()
        resumed = archive.walk(everything)
        assert (resumed.id, resumed.resumed) == (repair.id, True)

    def test_walks_that_are_not_resumed_are_broken_until_another_ends(self, archive: Archive) -> None:
        """Those of newspapers, and with `max_pages`: every run begins anew."""
        few = Extent(max_pages=5)
        for hour in range(3):
            archive.ledger.break_walk(archive.walk(few).id, "no_such_host", NOW + hour * HOUR)
        (trouble,) = archive.ledger.walk_troubles()
        assert (trouble.since, trouble.last, trouble.runs) == (NOW, NOW + 2 * HOUR, 3)
        archive.ledger.close_walk(archive.walk(few).id, "max_pages", few, NOW + 3 * HOUR)
        assert archive.ledger.walk_troubles() == []

    def test_what_a_walk_missed_is_named_until_one_reaches_what_is_known(self, archive: Archive) -> None:
        for hour in range(3):
            walk = archive.walk()
            archive.enter(walk, entry(hour))
            reason = None if hour == 2 else "overrun"
            end: Any = "max_pages" if hour == 2 else "bounded"
            archive.ledger.close_walk(walk.id, end, Extent(max_pages=1), NOW + hour * HOUR, pages=1, reason=reason)
        missed = WalkTrouble(CHANNEL, "bounded", "overrun", None, NOW, NOW + HOUR, 2, asked=Extent(since=SINCE))
        assert archive.ledger.walk_troubles() == [missed]
        archive.ledger.close_walk(archive.walk().id, "last_page", Extent(), NOW + 3 * HOUR)
        assert archive.ledger.walk_troubles() == []

    def test_a_walk_without_dates_is_named_until_one_proves_its_depth(self, archive: Archive) -> None:
        named = []
        for hour, end in enumerate(("bounded", "known", "since")):
            walk = archive.walk()
            (state,) = archive.enter(walk, entry(1))
            reason = "dateless" if end == "bounded" else None
            archive.ledger.close_walk(walk.id, end, Extent(since=SINCE), NOW + hour * HOUR, pages=50, reason=reason)  # type: ignore[arg-type]
            named.append((state.known, [each.reason for each in archive.ledger.walk_troubles()]))
        assert named == [(False, ["dateless"]), (True, ["dateless"]), (True, [])]

    def test_walks_that_miss_something_are_counted_in_a_row(self, archive: Archive) -> None:
        rows = []
        for hour, (end, reason) in enumerate(
            [("overrun", True), ("idle", False), ("overrun", True), ("overrun", True)]
        ):
            walk, how = archive.walk(), "bounded" if reason else "max_pages"
            if reason:
                archive.enter(walk, entry(hour))
            named = end if reason else None
            at = NOW + hour * HOUR
            archive.ledger.close_walk(walk.id, how, Extent(max_pages=1), at, pages=1, reason=named)  # type: ignore[arg-type]
            rows.append([(each.runs, each.in_a_row) for each in archive.ledger.walk_troubles()])
        assert rows == [[(1, 1)], [(1, 0)], [(2, 1)], [(3, 2)]]

    def test_a_channel_is_a_front_page_only_while_its_last_walk_says_so(self, archive: Archive) -> None:
        walk = archive.walk()
        archive.enter(walk, entry(1))
        archive.ledger.close_walk(walk.id, "bounded", Extent(max_pages=1), NOW, pages=1, reason="front")
        assert [each.reason for each in archive.ledger.walk_troubles()] == ["front"]
        archive.ledger.close_walk(archive.walk().id, "max_pages", Extent(max_pages=1), NOW + HOUR, pages=1)
        assert archive.ledger.walk_troubles() == []

    def test_articles_without_a_text_are_counted_by_reason_with_their_dates(self, archive: Archive) -> None:
        archive.enter(archive.walk(), *entries(1, 2, 3, 4, 5))
        attempts = [Attempt(NOW + hour * HOUR, 200, "empty") for hour in range(3)]
        archive.settle(
            *(Settled(entry(n).id, "rejected", reason="empty", attempt=attempts[n - 1]) for n in (1, 2, 3)),
            Settled(entry(4).id, "failed", reason="bad_url"),
            failed(entry(5)),
        )
        assert archive.ledger.finals() == [
            Finals("rejected", "empty", 3, NOW, NOW + 2 * HOUR),
            Finals("failed", "bad_url", 1, None, None),
        ]

    def test_lists_of_days_have_the_lost_of_more_days_and_first(self, archive: Archive) -> None:
        days = {1: "2020-11-18", 2: "2020-11-18", 3: "2020-11-18", 4: "2020-10-02", 5: "2020-10-02", 6: "2020-09-01"}
        archive.enter(archive.walk(), *(entry(number, day) for number, day in days.items()))
        exported = [
            Settled(entry(n).id, "exported", published=f"{days[n]}T0{n}:00:00+08:00", revision=1) for n in (1, 2, 4)
        ]
        archive.settle(*exported, Settled(entry(5).id, "failed", reason="http_404"), failed(entry(3)))
        autumn = ListedDays(since=date(2020, 11, 1), lost_since=date(2020, 10, 1), until=date(2020, 11, 18), per_day=2)
        told = list(archive.ledger.listed(autumn))
        assert {(each.url, each.outcome, each.reason) for each in told} >= {
            (entry(3).url, "pending", "timeout"),
            (entry(5).url, "failed", "http_404"),
            (entry(2).url, "exported", None),
        }
        assert all(each.url not in (entry(4).url, entry(6).url) for each in told)
        short = list(archive.ledger.listed(replace(autumn, per_day=1)))
        assert entry(1).url not in [each.url for each in short]
        assert entry(2).url in [each.url for each in short]
        (newest,) = (each for each in told if each.url == entry(2).url)
        assert newest == Listed(
            CHANNEL, date(2020, 11, 18), entry(2).url, entry(2).title, "exported", None, "2020-11-18T02:00:00+08:00"
        )
