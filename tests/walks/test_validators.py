"""What a server says of a page's version goes back to it only in the form of RFC 9110, and never as another header."""

from __future__ import annotations

import pytest

from newscrawl.walks.validators import read_validators

URL = "http://www.hxnews.com/news/fj/fz/"
DATE = "Wed, 18 Nov 2020 15:00:00 GMT"


def sent(address: str = URL, **headers: str | list[str]) -> dict[str, str]:
    """The conditions that follow from headers."""
    values = {name.replace("_", "-"): [value] if isinstance(value, str) else value for name, value in headers.items()}
    found = read_validators(lambda name: [each.encode("latin-1") for each in values.get(name, [])], address, "")
    return found.conditions if found else {}


@pytest.mark.parametrize("etag", ['"5f3"', 'W/"5f3"', '"5f3:0"', "5f3-0a", '"0-5f3,;x"'])
def test_a_version_goes_back_as_it_came(etag: str) -> None:
    assert sent(ETag=etag) == {"If-None-Match": etag}


@pytest.mark.parametrize("mark", ["-gzip", "--gzip", ";gzip", "-br"])
def test_the_version_of_a_compressed_answer_is_known_again(mark: str) -> None:
    assert sent(ETag=f'"5f3{mark}"') == {"If-None-Match": f'"5f3{mark}", "5f3"'}
    assert sent(ETag=f'W/"5f3{mark}"') == {"If-None-Match": f'W/"5f3{mark}", W/"5f3"'}


@pytest.mark.parametrize(
    "etag",
    ["*", '"*", *', "", '""', '"5f3', '"a"\r\nX-Evil: 1', '"a\0"', '"a" , "b"', '"é"', '"' + "x" * 100_000 + '"',
     "x" * 300, ['"a"', '"b"']],
)  # fmt: skip
def test_what_has_not_the_form_is_not_sent(etag: str | list[str]) -> None:
    assert sent(ETag=etag) == {}


def test_a_time_counts_when_its_page_was_a_while_old() -> None:
    old, young = "Wed, 18 Nov 2020 14:59:00 GMT", "Wed, 18 Nov 2020 14:59:01 GMT"
    assert sent(Last_Modified=old, Date=DATE) == {"If-Modified-Since": old}
    assert sent(Last_Modified=old, Date=DATE, ETag='"5f3"') == {"If-None-Match": '"5f3"', "If-Modified-Since": old}
    wrong = ("", "yesterday", "Wednesday, 18-Nov-20 14:00:00 GMT", "Wed, 31 Feb 2020 14:00:00 GMT", old + "\r\nX: 1")
    for modified in (young, "Thu, 18 Nov 2100 15:00:00 GMT", *wrong):
        assert sent(Last_Modified=modified, Date=DATE) == {}, modified
    assert sent(Last_Modified=old) == {}


def test_a_page_that_varies_by_anything_has_no_version() -> None:
    assert sent(ETag='"5f3"', Vary="*") == sent(URL + "x" * 3000, ETag='"5f3"') == {}
    assert sent(ETag='"5f3"', Vary="Accept-Encoding") != {}
