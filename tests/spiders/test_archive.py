"""The archive spider: saved pages become lines, into an archive of their own, once."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from newscrawl.failpoints import OF_A_CRAWL
from tests.crawling import ROOT, Crawl, crawl, write_site
from tests.rounds import rounds
from tests.simsite import Replies, SimSite, serve

BASE = "http://www.hxnews.com"
SHARED = ROOT.parent / "shared/data/articles"


@pytest.fixture
def saved(tmp_path: Path) -> tuple[SimSite, Path]:
    """Pages of a simulated 海峡网, as a browser saves them."""
    site = SimSite(seed=21, articles=12, listings=1)
    replies = Replies(site, BASE)
    folder = tmp_path / "saved"
    folder.mkdir()
    for article in site.articles:
        url = BASE + article.path
        note = f"<!-- saved from url=({len(url):04d}){url} -->\n".encode()
        (folder / f"{article.number}.html").write_bytes(note + replies.reply(article.path).body)
    return site, folder


def test_saved_pages_are_read_by_the_layout_of_their_site(saved: tuple[SimSite, Path], tmp_path: Path):
    site, folder = saved
    run = crawl(tmp_path, f"files={folder}/*.html", spider="archive")
    assert run.code == 0, run.err
    lines = {line["url"]: line for line in run.lines()}
    assert set(lines) == {BASE + article.path for article in site.articles}
    for article in site.articles:
        line = lines[BASE + article.path]
        assert (line["title"], line["read_by"], line["site"]) == (article.title, "layout", "hxnews")
        assert line["fetched"]


@pytest.mark.slow
def test_reading_again_adds_nothing(saved: tuple[SimSite, Path], tmp_path: Path):
    _site, folder = saved
    first = crawl(tmp_path, f"files={folder}/*.html", spider="archive")
    (folder / "junk.html").write_bytes(b"\x00\xff<html><title>404 Not Found</title>")
    again = crawl(tmp_path, f"files={folder}/*.html", spider="archive")
    assert again.code == 0
    assert again.lines() == first.lines()
    assert "rejected" in again.err


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_read(saved: tuple[SimSite, Path], tmp_path: Path):
    _site, folder = saved
    (folder / "folder.html").mkdir()
    run = crawl(tmp_path, f"files={folder}/*.html", spider="archive")
    assert run.code == 3
    assert "folder.html" in run.err
    assert len(run.lines()) == 12


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the real pages (../shared/data/articles) are not here")
def test_real_pages_by_others_go_through_the_whole_chain(tmp_path: Path):
    run = crawl(tmp_path, f"files={SHARED}/wd_*.html", spider="archive", NEWSCRAWL_DUPLICATES="off")
    assert run.code == 0, run.err
    pages = len(list(SHARED.glob("wd_*.html")))
    assert len(run.lines()) > 0.9 * pages


# WARC files ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """A live crawl of a simulated site with its captures; read by all tests, changed by none."""
    tmp = tmp_path_factory.mktemp("live")
    knobs: dict[str, int] = {"multipage": 2, "missing": 1, "soft404": 1, "reprint": 2}
    with serve(SimSite(articles=40, listings=2, charset="gbk", **knobs)) as server:
        write_site(tmp / "catalog", server.sites[0], server.url)
        live = crawl(tmp, "channels=sim/*", "since=all")
    assert live.code == 0, live.err
    return live


@pytest.fixture
def captured(live: Crawl, tmp_path: Path) -> Crawl:
    """The live crawl; its catalog is that of the test, too."""
    shutil.copytree(live.data.parent / "catalog", tmp_path / "catalog")
    return live


def contents(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What a line says of its article, but for how it was listed."""
    keep = ("title", "text", "published", "reporters", "editors", "source", "pages", "complete", "warc", "content_hash")
    return {line["id"]: {name: line[name] for name in keep} for line in lines}


@pytest.mark.slow
def test_the_captures_of_a_crawl_give_its_articles_again(captured: Crawl, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        again = crawl(tmp_path, f"files={captured.data}/warc", f"jobs={jobs}", spider="archive", data=f"again{jobs}")
        assert again.code == 0, again.err
        live, read = captured.lines(), again.lines()
        assert set(contents(read)) | {line["id"] for line in again.lines("duplicates")} == set(contents(live)) | {
            line["id"] for line in captured.lines("duplicates")
        }
        both = contents(live).keys() & contents(read).keys()
        assert len(both) > 30
        assert {id: contents(read)[id] for id in both} == {id: contents(live)[id] for id in both}
        assert {line["pages"] for line in read} > {1}
    once_more = crawl(tmp_path, f"files={captured.data}/warc", spider="archive", data="again1")
    assert once_more.lines() == crawl(tmp_path, f"files={captured.data}/warc", spider="archive", data="again1").lines()
    assert "was read before" in once_more.err


@pytest.mark.slow
def test_a_reading_that_is_killed_again_and_again_ends_as_one_that_was_not(captured: Crawl, tmp_path: Path) -> None:
    random = Random(13)
    words = (f"files={captured.data}/warc",)
    whole = crawl(tmp_path, *words, spider="archive", data="whole")
    deaths = 0
    turns = rounds(1, 5)
    for jobs in (1, 2) * turns:
        where = f"{random.choice(OF_A_CRAWL)}:{random.randint(1, 3)}"
        env = {"NEWSCRAWL_FAILPOINT": where}
        cut = crawl(tmp_path, *words, f"jobs={jobs}", spider="archive", data="cut", env=env, NEWSCRAWL_COMMIT_EVERY=3)
        deaths += cut.code < 0
    assert deaths >= turns
    last = crawl(tmp_path, *words, spider="archive", data="cut", NEWSCRAWL_COMMIT_EVERY=3)
    assert last.code == 0, last.err
    ids = [line["id"] for line in last.lines()]
    assert len(ids) == len(set(ids))
    assert contents(last.lines()) == contents(whole.lines())
    assert {line["id"] for line in last.lines("duplicates")} == {line["id"] for line in whole.lines("duplicates")}


@pytest.mark.slow
def test_damage_is_named_and_the_rest_is_read(captured: Crawl, tmp_path: Path) -> None:
    (path,) = (path for path in captured.data.glob("warc/*/*.warc.gz") if "listings" not in path.name)
    data = path.read_bytes()
    folder = tmp_path / "damaged"
    folder.mkdir()
    (folder / "torn.warc.gz").write_bytes(data[:-7])
    middle = len(data) // 2
    (folder / "hole.warc.gz").write_bytes(data[:middle] + bytes(300) + data[middle + 300 :])
    (folder / "none.warc.gz").write_bytes(b"no archive at all")
    run = crawl(tmp_path, f"files={folder}", spider="archive", data="again")
    assert run.code == 3
    assert "torn.warc.gz, offset" in run.err
    assert "hole.warc.gz, offset" in run.err
    assert "none.warc.gz: not a WARC file" in run.err
    assert len({line["id"] for line in run.lines()}) > 30


@pytest.mark.slow
def test_only_what_is_wanted_is_read(captured: Crawl, tmp_path: Path) -> None:
    run = crawl(tmp_path, f"files={captured.data}/warc", "hosts=example.org", spider="archive", data="other")
    assert (run.code, run.lines()) == (0, [])
    wrong = crawl(tmp_path, f"files={captured.data}/warc", "channels=sim/nothing", spider="archive", data="wrong")
    assert wrong.code == 2
    assert wrong.err.count("\n") == 1


# Texts --------------------------------------------------------------------------------------------------------------

COPY = """您當(dāng)前的位置 :海峽網(wǎng) > 新聞頻道 > 福建新聞 > 福州新聞
福州建成首個(gè)社區(qū)數(shù)據(jù)站 居民辦事不用跑遠(yuǎn)路
2019-03-12 08:30 來源:福州晚報(bào) 責(zé)任編輯:陳言
福州晚報(bào)訊(記者 林曉芳 通訊員 王大明 文/攝)鼓樓區(qū)首個(gè)社區(qū)數(shù)據(jù)站昨日開(kāi)放,居民在家門口就能辦理三十二項(xiàng)業(yè)務(wù)。
家門口辦事
據(jù)了解,數(shù)據(jù)站由區(qū)里統(tǒng)一建設(shè),每個(gè)站點(diǎn)配備兩名工作人員。當(dāng)?shù)卣賳T說(shuō)明了監(jiān)督辦法,要求每月公開(kāi)一次數(shù)據(jù)。
居民陳女士說(shuō),以前辦一張證要跑三個(gè)地方,現(xiàn)在十分鐘就拿到了。
明年再建二十個(gè)
區(qū)里有關(guān)負(fù)責(zé)人介紹,明年將再建二十個(gè)數(shù)據(jù)站,覆蓋全部街道,并把服務(wù)延伸到周末和晚上。
責(zé)任編輯:陳言
最新福州新聞 頻道推薦
下載客戶端 關(guān)注微信公眾號(hào)
舉報(bào)電話:0591-00000000
CopyRight ?2016 海峽網(wǎng) 版權(quán)所有 閩ICP備00000000號(hào) 友情鏈接
"""


def test_a_text_of_a_damaged_mirror_becomes_a_clean_article(tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "copy.txt").write_text(COPY, encoding="utf-8")
    run = crawl(tmp_path, f"files={tmp_path}/saved/*.txt", spider="archive")
    assert run.code == 0, run.err
    (line,) = run.lines()
    assert line["title"] == "福州建成首個社區數據站 居民辦事不用跑遠路"
    assert (line["site"], line["channel"]) == ("hxnews", "hxnews/fz")
    assert line["breadcrumbs"][-1] == "福州新聞"
    assert (line["reporters"], line["correspondents"]) == (["林曉芳"], ["王大明"])
    assert line["editors"] == ["陳言"]
    assert line["source"] == "福州晚報"
    assert line["published"].startswith("2019-03-12T08:30")
    assert line["repairs"]["pinyin_gloss"] > 20
    assert "當地政府官員說明了監督辦法" in line["text"]
    assert "(" not in line["text"].replace("(記者", "")
    kinds = {each["text"]: each["kind"] for each in line["body"]}
    assert kinds["家門口辦事"] == "subhead"
    for footer in ("CopyRight", "舉報", "下載客戶端", "頻道推薦", "ICP", "您當前的位置"):
        assert footer not in line["text"]


def test_a_text_that_lost_its_title_is_kept_without_one(tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    lines = COPY.splitlines()
    (tmp_path / "saved" / "copy.txt").write_text("\n".join([lines[0], *lines[2:]]), encoding="utf-8")
    run = crawl(tmp_path, f"files={tmp_path}/saved", spider="archive")
    assert run.code == 0, run.err
    (line,) = run.lines()
    assert line.get("title") is None, "neither a button nor the first words of the text"
    assert line["evidence"]["title"].startswith("none")
    assert (line["channel"], line["editors"], line["source"]) == ("hxnews/fz", ["陳言"], "福州晚報")
    assert "CopyRight" not in line["text"]
