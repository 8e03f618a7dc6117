"""Credit lines: names by role, and nothing from running text."""

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.reader.fields.credits import parse_credits

CASES = json.loads((Path(__file__).parents[2] / "cases" / "credits.json").read_text(encoding="utf-8"))


ROLES = ("reporters", "correspondents", "photographers", "authors", "editors")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_reads_the_credits_of_a_line_and_nothing_from_running_text(case: dict[str, Any]) -> None:
    credits = parse_credits(case["text"])
    for role in ROLES:
        assert list(getattr(credits, role)) == case.get(role, []), role
    assert credits.source == case.get("source")
    if "dateline" in case:
        assert credits.dateline == case["dateline"]
