"""`scrapy crawl` with something wrong: one line that names it, exit code 2, and nothing touched."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from scrapy.cmdline import execute
from scrapy.settings import Settings

from newscrawl.commands.crawl import selection_lines
from newscrawl.settings_sources import take_sources
from newscrawl.spiders.channel import ChannelSpider
from tests.processes import ROOT, run

SITE = 'name = "某网"\nhome = "http://a.example.cn/"\n[[channel]]\nid = "fz"\nname = "福州新闻"\nurl = "http://a.example.cn/fz/"\n'
CONTACT = ("-s", "NEWSCRAWL_CONTACT=test@example.org")


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Run a command line in this process, as far as it gets before anything starts; gives what it says."""
    monkeypatch.chdir(ROOT)

    def run(*args: str, lines: int = 1) -> str:
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", "crawl", *args, "-s", f"NEWSCRAWL_DATA={tmp_path / 'data'}"])
        assert ended.value.code == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == lines, said.err
        assert "Traceback" not in said.err
        assert not (tmp_path / "data").exists()
        return said.err

    return run


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "name one spider: channel, newspaper or archive"),
        (["chanel"], "no spider 'chanel'; there are adopt, archive, channel"),
        (["channel"], "name the channels: -a channels=hxnews/fz"),
        (["channel", "-a", "channels=hxnews/fx"], "did you mean hxnews/"),
        (["channel", "-a", "channels=hxnew/fz"], "hxnews"),
        (["channel", "-a", "channels=hxnews/fz", "-a", "since=yesterday"], "since=yesterday is no date"),
        (["channel", "-a", "channels=hxnews/fz", "-a", "since=2020-02-02", "-a", "until=2020-01-01"], "is after until"),
        (["channel", "-a", "channels=hxnews/fz", "-a", "max_pages=0"], "max_pages=0 is no whole number"),
        (["channel", "-a", "channels=hxnews/fz", "-a", "chanels=x"], "no argument 'chanels'; did you mean channels"),
        (["channel", "-a", "channels=hxnews/fz", "-s", "NEWSCRAWL_REPLAY=no.warc.gz"], "no.warc.gz"),
        (["channel", "-a", "channels=hxnews/fz", "-s", "NEWSCRAWL_WARK=1"], "unknown setting NEWSCRAWL_WARK"),
        (["channel", "-a", "channels=hxnews/fz", "-s", "NEWSCRAWL_DUPLICATES=drop"], "divert, mark or off"),
        (["channel", "-a", "channels=hxnews/fz", "-s", "NEWSCRAWL_CATALOG=nowhere"], "nowhere"),
        (["channel", "--fast"], "unknown option --fast"),
        (["channel", "-a", "channels"], "use -a NAME=VALUE"),
        (["channel", "-a", "channels=hxnews/fz", "-L", "LOUD"], "unknown log level 'LOUD'"),
        (["channel", "-a", "channels=hxnews/fz", "-o", "x.foo", *CONTACT], "Unrecognized output format 'foo'"),
        (["archive"], "name the files"),
        (["archive", "-a", "files=nowhere/*.html"], "no file matches files=nowhere/*.html"),
    ],
)
def test_what_is_wrong_is_one_line(refused, args: list[str], said: str):
    assert said in refused(*args)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SITE + '[listing]\nentries = "li["\n', "listing.entries"),
        (SITE + '[[layout]]\nbody = { xpath = "//div[" }\n', "layout[1].body"),
        (SITE + "[article]\nurl = '('\n", "article.url"),
        (SITE + "name = ", "TOML"),
    ],
)
def test_a_broken_site_file_is_one_line_with_file_and_key(refused, tmp_path: Path, text: str, said: str):
    file = tmp_path / "catalog/sites/fujian/mou.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    line = refused("channel", "-a", "channels=mou/fz", "-s", f"NEWSCRAWL_CATALOG={tmp_path / 'catalog'}")
    assert "mou.toml" in line
    assert said in line


def test_each_fault_of_a_site_file_is_a_line(refused, tmp_path: Path):
    file = tmp_path / "catalog/sites/fujian/mou.toml"
    file.parent.mkdir(parents=True)
    file.write_text(SITE.replace("home", "hom"), encoding="utf-8")
    said = refused("channel", "-a", "channels=mou/fz", "-s", f"NEWSCRAWL_CATALOG={tmp_path / 'catalog'}", lines=2)
    faults = [line.partition("mou.toml: ")[2] for line in said.splitlines()]
    assert faults == ["home: missing", "hom: unknown key; did you mean home?"]


def test_a_ledger_whose_packages_are_missing_is_one_line(refused, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "newscrawl.ledger.postgres", raising=False)
    said = refused("channel", "-a", "channels=hxnews/fz", "-s", "NEWSCRAWL_LEDGER=postgresql://db/news", *CONTACT)
    assert "pip install 'newscrawl[postgres]'" in said


def test_a_damaged_ledger_is_one_line_and_is_kept(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ledger.sqlite").write_bytes(b"no ledger at all" * 512)
    given = (f"NEWSCRAWL_DATA={tmp_path / 'data'}", "NEWSCRAWL_CONTACT=test@example.org")
    settings = [part for setting in given for part in ("-s", setting)]
    words = ["crawl", "channel", "-a", "channels=hxnews/fz", "-L", "ERROR", *settings]
    done = run("-m", "scrapy", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"scrapy crawl: the ledger {tmp_path / 'data' / 'ledger.sqlite'} is damaged")
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "data" / "ledger.sqlite").read_bytes() == b"no ledger at all" * 512


def test_sites_of_others_are_not_crawled_by_nobody_in_particular(refused, tmp_path: Path):
    line = refused("channel", "-a", "channels=hxnews/fz")
    assert line.startswith(
        "scrapy crawl: no contact: www.hxnews.com should be able to reach you; add -s NEWSCRAWL_CONTACT="
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("home", ["http://127.0.0.1:9", "http://a.example.cn"])
def test_own_hosts_need_no_contact(tmp_path: Path, home: str):
    file = tmp_path / "catalog/sites/fujian/mou.toml"
    file.parent.mkdir(parents=True)
    file.write_text(SITE.replace("http://a.example.cn", home), encoding="utf-8")
    settings = Settings(
        {"NEWSCRAWL_CATALOG": [str(tmp_path / "catalog")], "NEWSCRAWL_ALLOW_HOSTS": "a.example.cn,127.0.0.1"}
    )
    take_sources(settings)
    ChannelSpider(channels="mou/*").prepare(settings)


def test_a_large_selection_is_announced():
    settings = Settings({"NEWSCRAWL_CONTACT": "test@example.org"})
    take_sources(settings)
    spider = ChannelSpider(channels="fujian")
    spider.prepare(settings)
    (said,) = selection_lines(spider)
    assert said.startswith(f"{len(spider.chosen)} channels of {len(spider.sites)} sites: ")
    assert said.endswith(" requests an hour at most")
