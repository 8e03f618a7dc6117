"""Crawls in processes of their own, as for the spiders' tests."""

from tests.spiders.conftest import helper, launcher  # noqa: F401
