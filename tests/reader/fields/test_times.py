"""Dates as Chinese pages write them, one by one."""

import json
from datetime import datetime

import pytest

from newscrawl.reader.fields.times import parse_time
from tests.reader.fields.test_dates import CASES

DATES = json.loads((CASES / "dates.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", DATES["cases"], ids=lambda case: f"{case['text']}@{case.get('near', '')}")
def test_reads_every_written_form(case: dict[str, str | None]) -> None:
    near = case.get("near", DATES["near"])
    time = parse_time(str(case["text"]), near=datetime.fromisoformat(near) if near else None)
    if case["value"] is None:
        assert time is None
    else:
        assert time is not None
        assert (time.value.isoformat(), time.precision) == (case["value"], case["precision"])
