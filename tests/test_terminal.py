"""A terminal shows what pages say, and obeys none of it."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from rich.table import Table

import newscrawl
from newscrawl.terminal import EscapedStream, escape_streams, safe_console, unescaped

EVIL = "\x1b[2J\x1b]0;标题\x07\x9b31m福州\u202e新闻\ud800"


class Screen(io.StringIO):
    """A terminal, as far as programs ask."""

    def __init__(self) -> None:
        super().__init__()
        self.raw = io.BytesIO()

    @property
    def buffer(self) -> io.BytesIO:
        return self.raw

    def isatty(self) -> bool:
        return True


def test_prints_and_tracebacks_are_escaped(monkeypatch):
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    escape_streams()
    escape_streams()
    print(EVIL)
    print(EVIL, file=sys.stderr)
    assert out.getvalue() == err.getvalue() == ("\\u001b[2J\\u001b]0;标题\\u0007\\u009b31m福州\\u202e新闻\\ud800\n")
    assert unescaped(sys.stdout) is out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_locale_without_chinese_shows_escapes_and_ends_nothing(encoding: str):
    written = io.BytesIO()
    stream = EscapedStream(io.TextIOWrapper(written, encoding))
    print("hxnews/fz 福州", file=stream, flush=True)
    expected = "hxnews/fz 福州\n" if encoding == "utf-8" else "hxnews/fz \\u798f\\u5dde\n"
    assert written.getvalue().decode(encoding) == expected


def test_a_table_has_the_consoles_colours_and_none_of_the_sites():
    screen = Screen()
    console = safe_console(file=EscapedStream(screen), force_terminal=True, color_system="standard", width=200)
    table = Table("channel", "title")
    table.add_row("hxnews/fz", f"[red]{EVIL}[/red] :cat:", style="bold")
    console.print(table)
    shown = screen.getvalue()
    assert "\x1b[1m" in shown
    assert not re.search(r"\x1b(?!\[[0-9;]*m)|[\x07\x80-\x9f\u202e\ud800]", shown)
    assert "\x1b[2J" not in shown
    assert "[red]" in shown
    assert ":cat:" in shown
    assert "\\u202e" in shown


def test_a_feed_goes_through_a_pipe_as_it_is_and_is_escaped_on_a_terminal():
    words = '{"title": "福州\u202e\x9b"}\n'.encode()
    piped = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    EscapedStream(piped).buffer.write(words)
    assert piped.buffer.getvalue() == words
    screen = Screen()
    shown = EscapedStream(screen).buffer
    for at in range(0, len(words), 2):  # characters may come in parts
        shown.write(words[at : at + 2])
    assert screen.getvalue() == '{"title": "福州\\u202e\\u009b"}\n'
    assert not screen.raw.getvalue()


def test_no_module_makes_a_console_of_its_own():
    folder = Path(newscrawl.__file__).parent
    makes = [
        path
        for path in folder.rglob("*.py")
        if re.search(r"= Console\(|(?<![\w.])Console\(", path.read_text(encoding="utf-8"))
    ]
    assert [path.name for path in makes] == []
