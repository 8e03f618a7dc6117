"""A long channel is walked in little memory, and no entry of it is met twice."""

from __future__ import annotations

import tracemalloc

from newscrawl.walks.seen_texts import SeenTexts


def test_of_many_entries_every_one_is_known_again_and_no_other() -> None:
    listed = [f"{number:016x}" for number in range(5000)]
    seen = SeenTexts()
    for start in range(0, len(listed), 20):
        page = listed[start : start + 20]
        assert not any(id in seen for id in page)
        seen.update(page)
        assert all(id in seen for id in page)
    assert len(seen) == 5000
    assert all(id in seen for id in listed)
    assert not any(f"{number:016x}" in seen for number in range(5000, 6000))


def test_pages_above_and_below_a_jump_are_put_together() -> None:
    above, below = SeenTexts(map(str, range(3000))), SeenTexts(map(str, range(2000, 4000)))
    below.take_over(above)
    assert len(below) == 4000
    assert all(str(number) in below for number in range(4000))


def test_an_entry_takes_a_tenth_of_what_its_id_would() -> None:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        seen = SeenTexts(f"{number:016x}" for number in range(10_000))
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(seen) == 10_000
    assert taken < 10_000 * 40  # the ids alone are 65 bytes each, a set of them more than 100
