"""Pages kept as fixtures of a proposed site."""

from __future__ import annotations

import json
from pathlib import Path

from newscrawl.probing.fixtures import write_fixture
from newscrawl.probing.proposal import read_samples
from tests.probing.pages import article_pages
from tests.probing.test_proposal import simulated


def test_fixtures_keep_the_bytes_and_are_not_reviewed(tmp_path: Path):
    (sample,) = read_samples(article_pages(simulated("hxnews"), [0]))
    write_fixture(tmp_path / "article-1", sample.kept, sample.article)
    assert (tmp_path / "article-1/page.html").read_bytes() == sample.kept.body
    expected = json.loads((tmp_path / "article-1/expected.json").read_text(encoding="utf-8"))
    assert expected["title"] == sample.article.title
    assert "unreviewed" in expected
