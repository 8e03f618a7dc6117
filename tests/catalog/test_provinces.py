"""Provinces of the shipped catalog."""

from __future__ import annotations

from newscrawl.catalog import load
from newscrawl.catalog.provinces import PROVINCES


def test_provinces_of_files_are_known() -> None:
    assert {site.province for site in load().sites()} <= {*PROVINCES.values(), None}
