"""The ledger in SQLite: the contract, and what can happen to its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.ledger import Ledger
from newscrawl.ledger.sqlite import SqliteLedger
from tests.ledger.contract import LedgerContract


class TestSqliteLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Iterator[Ledger]:
        ledger = SqliteLedger.open(tmp_path / "ledger.sqlite")
        yield ledger
        ledger.close()
