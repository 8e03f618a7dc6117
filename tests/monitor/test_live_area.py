"""Lines that are drawn again and again leave nothing behind, whatever is written above them."""

from __future__ import annotations

import io
import re

import pytest

from newscrawl.monitor.live_area import LiveArea


class Screen:
    """A terminal that knows the three sequences, and breaks lines that are too long."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.rows = [""]
        self.at = 0

    def feed(self, text: str) -> None:
        for part in re.findall(r"\x1b\[\d*[AJ]|\r|\n|[^\x1b\r\n]+", text):
            if part == "\n":
                self.at += 1
                self.rows += [""] * (self.at + 1 - len(self.rows))
            elif part.endswith("A") and part.startswith("\x1b"):
                self.at -= int(part[2:-1])
                assert self.at >= 0, "above the top of the screen"
            elif part == "\x1b[J":
                self.rows[self.at :] = [""]
            elif part != "\r":
                assert not self.rows[self.at], "text is written over text"
                pieces = [part[n : n + self.columns] for n in range(0, len(part), self.columns)]
                self.rows[self.at : self.at + 1] = pieces
                self.at += len(pieces) - 1

    def resize(self, columns: int) -> None:
        """Break the lines on the screen anew, as terminals do."""
        below = self.rows[self.at + 1 :]
        broken = [row[n : n + columns] for row in self.rows[: self.at] for n in range(0, max(1, len(row)), columns)]
        self.columns, self.rows, self.at = columns, [*broken, "", *below], len(broken)


@pytest.fixture
def area(monkeypatch: pytest.MonkeyPatch):
    """An area on a screen of eighty columns, and what moves its text there."""
    monkeypatch.setenv("COLUMNS", "80")
    stream, screen = io.StringIO(), Screen(80)

    def look() -> list[str]:
        screen.feed(stream.getvalue())
        stream.seek(0)
        stream.truncate()
        return screen.rows

    return LiveArea(stream), screen, look


def test_what_is_written_stands_above_the_lines(area) -> None:
    live, _screen, look = area
    live.show(["channel    new", "hxnews/fz    3"])
    live.write("WARNING: the certificate is expired\n")
    live.show(["channel    new", "hxnews/fz    9"])
    assert look() == ["WARNING: the certificate is expired", "channel    new", "hxnews/fz    9", ""]
    live.close()
    assert look() == ["WARNING: the certificate is expired", ""]


def test_a_line_that_has_no_end_yet_is_not_torn(area) -> None:
    live, _screen, look = area
    live.show(["hxnews/fz    3"])
    live.write("WARNING: ")
    live.write("expired\n")
    assert look() == ["WARNING: expired", "hxnews/fz    3", ""]


@pytest.mark.parametrize("columns", [200, 60, 20])
def test_a_window_of_another_size_keeps_no_remains(area, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    live, screen, look = area
    live.write("福州\n")
    live.show(["0 of 1 channels walked, 3 listing pages; 20 exported, 20 waiting", "hxnews/fz   3"])
    look()
    screen.resize(columns)
    monkeypatch.setenv("COLUMNS", str(columns))
    live.show(["hxnews/fz"])
    live.close()
    assert look() == ["福州", ""]


def test_nothing_that_a_page_says_steers_the_terminal(area) -> None:
    live, _screen, _look = area
    live.write("title \x1b[2J\n")
    live.show(["\x1b[31mhxnews"])
    assert "\x1b[2J" not in live.inside.getvalue()
    assert "\x1b[31m" not in live.inside.getvalue()
