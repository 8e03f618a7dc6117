"""`newscrawl serve` as typed: what is missing or wrong is one line; Ctrl-C ends it."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from scrapy.settings import Settings

from newscrawl.commands import serve
from tests.rounds import ORDEAL
from tests.web.archive import NOW, make_archive


@pytest.mark.parametrize(
    ("words", "missing", "said"),
    [
        ([], "starlette", "starlette is not installed: pip install 'newscrawl[web]'"),
        (["--port", "eighty"], None, "--port=eighty is no port from 0 to 65535"),
        (["--token", "short"], None, "--token has 5 characters; a token needs at least 8"),
        (["--token-file", "/proc/sys/kernel/ostype"], None, "/proc/sys/kernel/ostype has 5 characters; a token needs"),
        (["--token-file", "/nowhere/token"], None, "/nowhere/token: "),
        (["--token-file", "/nowhere/token", "--token", "a long word"], None, "--token and --token-file exclude"),
        (["--host", "192.0.2.1"], None, "cannot listen on 192.0.2.1, port 8425: "),
        (["now"], None, "cannot now; see `scrapy serve --help`"),
    ],
)
def test_what_is_wrong_is_one_line(
    words: list[str],
    missing: str | None,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scrapy.cmdline import ScrapyArgumentParser

    make_archive(tmp_path / "data")
    command = serve.Command()
    command.settings = Settings(
        {
            "NEWSCRAWL_DATA": str(tmp_path / "data"),
            "NEWSCRAWL_NOW": NOW,
            "NEWSCRAWL_CATALOG": [],
            "NEWSCRAWL_LEDGER": None,
        }
    )
    if missing:
        monkeypatch.setattr(serve, "find_spec", lambda name: None if name == missing else name)
    parser = ScrapyArgumentParser(conflict_handler="resolve")
    serve.ScrapyCommand.add_options(command, parser)
    for name in ("--port", "--host", "--token", "--token-file"):
        parser.add_argument(name, default={"--port": "8425", "--host": "127.0.0.1"}.get(name))
    parser.add_argument("--name", action="append", default=[])
    opts, args = parser.parse_known_args(words)
    assert isinstance(opts, argparse.Namespace)
    with pytest.raises(SystemExit):
        command.run(args, opts)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


@pytest.mark.skipif(not ORDEAL, reason="starts a server: behind the ordeal")
def test_it_serves_until_it_is_ended(tmp_path: Path) -> None:
    make_archive(tmp_path / "data")
    words = ("serve", "--port", "0", "-s", f"NEWSCRAWL_DATA={tmp_path / 'data'}", "-s", f"NEWSCRAWL_NOW={NOW}")
    server = subprocess.Popen(
        [sys.executable, "-m", "newscrawl", *words], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    assert server.stdout is not None
    address = next(word for word in server.stdout.readline().split() if word.startswith("http")).rstrip(";")
    assert b'"status":"ok"' in urlopen(f"{address}health").read()
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=30) in (0, 130, -signal.SIGINT)
