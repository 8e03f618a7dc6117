"""Run every documented command: `python scripts/run_docs.py [--write] [DOCUMENT …]`.

Prints what does not hold. With `--write`, docs/commands.md and the transcripts in the documents are written anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> int:
    from tests import processes
    from tests.docs.fences import documents, read_blocks
    from tests.docs.running import TABLE, faults, run_documents, table, with_outputs
    from tests.docs.worlds import worlds

    names = [word for word in sys.argv[1:] if word != "--write"]
    with worlds() as made:
        results = []
        for result in run_documents(made, names or None):
            results.append(result)
            print(result.row, end="", flush=True)
    processes.close()
    if "--write" in sys.argv:
        for name in names or documents():
            path = ROOT / name
            mine = [result for result in results if result.block.document == name]
            text = path.read_text(encoding="utf-8")
            if (new := with_outputs(text, mine)) != text:
                path.write_text(new, encoding="utf-8")
        if not names:
            TABLE.write_text(table(results), encoding="utf-8")
    if names or "--write" in sys.argv:  # of some documents only, or with transcripts that are of a moment ago
        wrong = [result.fault for result in results if result.fault]
    else:
        wrong = faults(results, read_blocks())
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
