"""Make the pictures of the README, of the demo's archive: `python scripts/make_pictures.py`.

Needs Chromium, and Noto's fonts for Chinese (Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PICTURE = Path(__file__).resolve().parents[1] / "docs/coverage.png"
NOW = "2020-11-18T22:01:00+08:00"
"""When the last page of the sample was captured."""
SIZE = "1000,620"


def main() -> int:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium is installed (Debian: chromium)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSCRAWL", "SCRAPY"))}
        where = ("-s", "NEWSCRAWL_DATA=data/demo", "-s", f"NEWSCRAWL_NOW={NOW}")
        for words in (("demo",), ("coverage", "--html", "report", *where)):
            subprocess.run([sys.executable, "-m", "newscrawl", *words], cwd=folder, env=env, check=True)
        page = f"file://{folder}/report/index.html"
        flags = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={SIZE}")
        subprocess.run([browser, *flags, f"--screenshot={PICTURE}", page], check=True, capture_output=True)
    print(PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
