"""The data card: what is in an export, for people and for hubs; what people filled in stays."""

from __future__ import annotations

from pathlib import Path

from newscrawl.export.shape import Shape
from newscrawl.export.tally import LineTally
from tests.export.archives import export, lines_of


def test_numbers_are_those_of_the_lines(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "d", split="month")
    card = (tmp_path / "d" / "README.md").read_text(encoding="utf-8")
    lines = lines_of(archive)
    texts = [line for line in lines if "withdrawn" not in line]
    revisions = sum(line["revision"] > 1 for line in texts)
    for name, number in {
        "lines": len(lines),
        "articles": len(texts) - revisions,
        "revisions": revisions,
        "withdrawals": len(lines) - len(texts),
        "characters": sum(len(line["text"] or "") for line in texts),
        "duplicates left out": 3,
        "repairs": sum(sum((line["repairs"] or {}).values()) for line in texts),
    }.items():
        assert f"| {name} | {number:,} |" in card, name
    assert f"| 行 | {len(lines):,} |" in card
    assert "| `title` | " in card
    assert '    path: "data/*.parquet"' in card
    head = card.split("---\n")[1]
    assert "license: unknown" in head
    assert "- n<1K" in head


def test_what_people_filled_in_stays(archive: Path, tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    export(archive, tmp_path / "x.parquet", card=card, channels=frozenset({"fzrb/fz"}))
    assert 'path: "x.parquet"' in card.read_text(encoding="utf-8")
    assert "hxnews" not in card.read_text(encoding="utf-8")
    filled = card.read_text(encoding="utf-8").replace("license: unknown", "license: cc-by-4.0")
    card.write_text(filled.replace("## 授权", "## 授权\n\n福州日报社 2020-12-01"), encoding="utf-8")
    export(archive, tmp_path / "x.parquet", card=card)
    renewed = card.read_text(encoding="utf-8")
    assert "福州日报社 2020-12-01" in renewed
    assert "license: cc-by-4.0" in renewed
    assert "| hxnews |" in renewed


def test_words_of_pages_break_no_table() -> None:
    from newscrawl.export.card import CardFacts, figures

    tally = LineTally()
    tally.add({"source": "福州|晚报\x1b[31m", "text": "雨"})
    assert "福州\\|晚报" in figures(CardFacts(tally, "x.parquet"))
    assert "\x1b" not in figures(CardFacts(tally, "x.parquet"))


def test_sources_are_counted_in_the_script_that_is_written() -> None:
    tally, counted = LineTally(), Shape("articles", script="zh-Hans").counter()
    for source, script in (("海峡导报", "zh-Hans"), ("海峽導報", "zh-Hant")):
        tally.add(counted({"text": "今日有雨。", "source": source, "script": script}))
    assert tally.by["source"] == {"海峡导报": 2}
    assert tally.by["script"] == {"zh-Hans": 1, "zh-Hant": 1}
    assert tally.filled["original_script"] == 2
