"""`scrapy ledger backup`: a copy that adds up, made while a crawl writes; and an archive restored from it."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

from tests.crawling import crawl, start_crawl, write_site
from tests.processes import scrapy
from tests.record.archive import await_file, faults, record
from tests.simsite import SimSite, serve


def back_up(data: Path, folder: Path) -> str:
    done = scrapy("ledger", "backup", str(folder), "-s", f"NEWSCRAWL_DATA={data}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def restore(folder: Path, data: Path) -> CompletedProcess[str]:
    return scrapy("ledger", "restore", str(folder), "-s", f"NEWSCRAWL_DATA={data}")


def test_a_copy_made_while_a_crawl_runs_is_whole_when_it_is_restored(tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "kept"
    with serve(SimSite(articles=60, listings=2, reprint=3)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        site = tmp_path / "catalog/sites/fujian/sim.toml"
        site.write_text(site.read_text().replace("delay = 0.0", "delay = 0.05"))
        running = start_crawl(tmp_path, "channels=sim/*", "since=all", NEWSCRAWL_COMMIT_EVERY=3)
        await_file(data / "articles/sim/2020-11.jsonl")
        back_up(data, kept)
        server.await_requests(30)
        told = back_up(data, kept)
        assert running.poll() is None, "the crawl went on meanwhile"
        assert running.wait(60) == 0
        assert "were new or longer" in told
        early = len(record(kept)[0].read_bytes().splitlines())
        assert 0 < early < 57
        lines = record(data)[0].read_bytes()
        restored = tmp_path / "new"
        done = restore(kept, restored)
        assert done.returncode == 0
        assert done.stdout.endswith(f"next: scrapy audit --verify -s NEWSCRAWL_DATA={restored}\n")
        assert record(data)[0].read_bytes() == lines, "the archive that was backed up is another now"
        data = restored
        audit = scrapy("audit", "--verify", "-s", f"NEWSCRAWL_DATA={data}")
        assert audit.returncode == 0, audit.stdout
        assert crawl(tmp_path, "channels=sim/*", "since=all", data="new").code == 0
        assert faults(data) == []
        ids = [line["id"] for line in crawl(tmp_path, "channels=sim/*", data="new").lines()]
        assert record(tmp_path / "data")[0].read_bytes() == lines
        assert len(ids) == len(set(ids)) == 57


def test_asked_again_it_copies_what_changed(tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "kept"
    with serve(SimSite(articles=12, listings=1)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        assert crawl(tmp_path, "channels=sim/*", "since=all").code == 0
        assert "3 files and the ledger; 3 were new or longer" in back_up(data, kept)
        assert "3 files and the ledger; 0 were new or longer, 0 bytes" in back_up(data, kept)
        moved = data.rename(tmp_path / "moved")
        assert "3 files and the ledger" in back_up(moved, tmp_path / "other"), "an archive may lie elsewhere by now"
        moved.rename(data)
        file = record(data)[0]
        file.write_bytes(file.read_bytes()[:-10])
    done = scrapy("ledger", "backup", str(kept), "-s", f"NEWSCRAWL_DATA={data}")
    assert done.returncode == 1
    assert f"{file} has " in done.stderr
    assert scrapy("audit", "--verify", "-s", f"NEWSCRAWL_DATA={kept}").returncode == 0, "the copy before is as it was"


def test_a_restore_overwrites_nothing_and_can_be_run_again(tmp_path: Path) -> None:
    data, kept, restored = tmp_path / "data", tmp_path / "kept", tmp_path / "new"
    with serve(SimSite(articles=12, listings=1)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        assert crawl(tmp_path, "channels=sim/*", "since=all").code == 0
    back_up(data, kept)
    refused = restore(kept, data)
    assert (refused.returncode, "move the archive aside first" in refused.stderr) == (1, True)
    assert restore(kept, restored).returncode == 0
    (restored / "ledger.sqlite").unlink()  # as where the restore was cut off
    assert restore(kept, restored).returncode == 0
    assert faults(restored) == []
    (restored / "ledger.sqlite").unlink()
    file = record(restored)[0]
    file.write_bytes(file.read_bytes() + b"{}\n")
    refused = restore(kept, restored)
    assert (refused.returncode, f"{file} is there" in refused.stderr) == (1, True)
    empty = restore(tmp_path / "catalog", tmp_path / "other")
    assert (empty.returncode, "there is no back-up" in empty.stderr) == (2, True)


def test_a_copy_inside_the_archive_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path / "data" / "kept", tmp_path):
        done = scrapy("ledger", "backup", str(folder), "-s", f"NEWSCRAWL_DATA={tmp_path / 'data'}")
        assert (done.returncode, "inside one another" in done.stderr) == (2, True)
