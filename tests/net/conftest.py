"""The crawl that capture and replay are both tested on; made once."""

import pytest

from tests.net.exchanges import Live, crawl


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Live:
    return crawl(tmp_path_factory.mktemp("live"))
