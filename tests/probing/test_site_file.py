"""The file of a proposed site says what its rules rest on."""

from __future__ import annotations

import tomllib

from newscrawl.probing.site_file import site_file
from tests.probing.test_proposal import proposed, simulated


def test_the_file_says_what_it_rests_on():
    text = site_file(proposed(simulated("hxnews")), "2020-11-18")
    told = tomllib.loads(text)
    assert (told["name"], told["channel"][0]["id"], told["channel"][0]["name"]) == ("海峡网", "fz", "福州新闻")
    assert told["article"]["url"] == [r"/\d{6}/\d{2}/\d+\.shtml$"]
    assert told["expect"]["dated"] is True
    assert "# 6 of 6" in text
