"""`newscrawl serve`: the reading room, pages of an archive in a browser."""

from __future__ import annotations

import argparse
import ipaddress
import secrets
import socket
from contextlib import ExitStack, closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import FAILED, ArchiveCommand
from newscrawl.i18n import _, system_words

if TYPE_CHECKING:
    from newscrawl.web.reading_room import ReadingRoom

PORT = 8425
NEEDED = ("starlette", "uvicorn")
LONGEST_WAIT = 5
"""Seconds for which an idle connection is kept, and in which answers under way are
ended."""
CONNECTIONS = 200


class Command(ArchiveCommand, ScrapyCommand):
    """Show an archive in a browser."""

    def syntax(self) -> str:
        return "[--port N] [--host ADDRESS] [--token WORD | --token-file FILE]"

    def short_desc(self) -> str:
        return _("Show the archive in a browser: search, articles, captures, state, feeds")

    def long_desc(self) -> str:
        return _(
            "Serve pages that search and show the archive, on this machine alone unless --host names an address; then "
            "a token is asked for. Nothing is changed but the search index, and a crawl may write meanwhile. "
            "Needs the extra `web`: pip install 'newscrawl[web]'."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", metavar="N", default=str(PORT), help=_("default: %(default)s; 0: any free one"))
        parser.add_argument(
            "--host", metavar="ADDRESS", default="127.0.0.1", help=_("listen on this address (default: %(default)s)")
        )
        parser.add_argument(
            "--token", metavar="WORD", help=_("ask for this token (default with --host: a new one, which is printed)")
        )
        parser.add_argument(
            "--token-file", metavar="FILE", help=_("ask for the token in this file, which no list of processes shows")
        )
        parser.add_argument(
            "--name", metavar="HOST", action="append", default=[],
            help=_("also answer requests for this host name, behind a proxy for example; may be repeated"),
        )  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            self.refuse(_("cannot {words}; see `scrapy serve --help`").format(words=" ".join(args)))
        missing = [name for name in NEEDED if find_spec(name) is None]
        if missing:
            self.refuse(
                _("{names} is not installed: pip install 'newscrawl[web]'").format(names=_(", ").join(missing)), FAILED
            )
        if not opts.port.isdecimal() or int(opts.port) > 65535:
            self.refuse(_("--port={text} is no port from 0 to 65535").format(text=opts.port))
        given = self._given_token(opts)
        token = given or (None if is_loopback(opts.host) else secrets.token_urlsafe(18))
        with ExitStack() as stack:
            room = self._room(stack)
            listening = stack.enter_context(closing(self._listen(opts.host, int(opts.port))))
            self._serve(room, listening, opts, token, told=opts.token_file is None)

    def _given_token(self, opts: argparse.Namespace) -> str | None:
        """Return the token that is to be asked for; None where none was chosen."""
        given: str | None = opts.token
        if opts.token_file is not None:
            if given is not None:
                self.refuse(_("--token and --token-file exclude each other"))
            try:
                given = Path(opts.token_file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeError) as error:
                words = system_words(error) if isinstance(error, OSError) else str(error)
                self.refuse(f"{opts.token_file}: {words}", FAILED)
        if given is not None and len(given) < 8:
            option = "--token" if opts.token_file is None else opts.token_file
            self.refuse(_("{option} has {n} characters; a token needs at least 8").format(option=option, n=len(given)))
        return given

    def _room(self, stack: ExitStack) -> ReadingRoom:
        from newscrawl.ledger import LedgerError
        from newscrawl.options import data_folder
        from newscrawl.web.channel_state import count_ahead
        from newscrawl.web.index_keeper import IndexKeeper, private_place
        from newscrawl.web.opening_room import may_index, open_room

        assert self.settings is not None
        data = data_folder(self.settings)
        self.check_archive(data)
        place = None
        if not may_index(data):
            folder, place = private_place()
            stack.enter_context(folder)
        try:
            room = open_room(self.settings, place)
        except LedgerError as error:
            self.refuse(error, FAILED)
        keeper = IndexKeeper(room)
        keeper.then = lambda: count_ahead(room)
        keeper.start()
        stack.callback(keeper.close)
        return room

    def _listen(self, host: str, port: int) -> socket.socket:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            return socket.create_server((host, port), family=family)
        except (OSError, UnicodeError) as error:
            words = system_words(error) if isinstance(error, OSError) else str(error)
            self.refuse(
                _("cannot listen on {host}, port {port}: {why}").format(host=host, port=port, why=words), FAILED
            )

    def _serve(
        self, room: ReadingRoom, listening: socket.socket, opts: argparse.Namespace, token: str | None, *, told: bool
    ) -> None:
        import uvicorn

        from newscrawl.web.application import make_app
        from newscrawl.web.safety import LOCAL

        names = frozenset(name.lower() for name in (*opts.name, opts.host, socket.gethostname()))
        app = make_app(room, hosts=LOCAL | names, token=token)
        port = listening.getsockname()[1]
        host = opts.host if is_loopback(opts.host) else (opts.name or [socket.gethostname()])[0]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/{f'?token={token}' if token and told else ''}"
        print(
            _("the archive {data} is shown at {address}; Ctrl-C ends it").format(data=room.data, address=address),
            flush=True,
        )
        config = uvicorn.Config(
            app, lifespan="off", log_level="warning", access_log=False, server_header=False, proxy_headers=False,
            limit_concurrency=CONNECTIONS, timeout_keep_alive=LONGEST_WAIT, timeout_graceful_shutdown=LONGEST_WAIT,
            ws="none",
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])


def is_loopback(host: str) -> bool:
    """Return whether only this machine can connect to an address.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "news.example.org")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
