"""One archive for all tests of exports: made once a process, copied by who changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.export.archives import make_archive


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of three sites and two months; not to be changed."""
    return make_archive(tmp_path_factory.mktemp("archive") / "data")


@pytest.fixture
def data(archive: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    shutil.copytree(archive, tmp_path / "data")
    return tmp_path / "data"
