"""Errors of requests: which Scrapy tries again, and which a replay raises."""

from __future__ import annotations

import pytest
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from newscrawl.net.breaker import SiteBlockedError
from newscrawl.net.failures import _RAISED, ReplayMissError
from newscrawl.net.guard import ForbiddenAddressError, ProxyError, ResolverError
from newscrawl.net.robots import RobotsForbiddenError, RobotsUnreachableError
from newscrawl.warc.series import CaptureError


@pytest.mark.parametrize(
    "kind",
    [
        CaptureError,
        ForbiddenAddressError,
        ProxyError,
        ReplayMissError,
        ResolverError,
        RobotsForbiddenError,
        RobotsUnreachableError,
        SiteBlockedError,
    ],
)
def test_none_of_our_errors_is_tried_again(kind: type[Exception]) -> None:
    retried = tuple(load_object(each) for each in default_settings.RETRY_EXCEPTIONS)
    assert not issubclass(kind, retried)


def test_every_retried_error_is_raised_by_a_replay_as_itself() -> None:
    retried = {load_object(each) for each in default_settings.RETRY_EXCEPTIONS}
    assert retried <= set(_RAISED.values())
