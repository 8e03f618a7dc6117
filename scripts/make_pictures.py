"""Make the pictures of the READMEs, of the demo's archive: `python scripts/make_pictures.py`.

Needs Chromium, and Noto's fonts for Chinese (Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOW = "2020-11-18T22:01:00+08:00"
"""When the last page of the sample was captured."""
PICTURES = {
    "reading-room.png": f"/?q={quote('福州 地铁')}&lang=en",
    "reading-room.zh-CN.png": f"/?q={quote('福州 地铁')}&lang=zh",
    "coverage.png": "/channel/hxnews/fz?lang=zh",
}
SIZE = "1000,560"


def main() -> int:
    """Crawl, serve, take pictures."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium is installed (Debian: chromium)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSCRAWL", "SCRAPY"))}
        newscrawl = [sys.executable, "-m", "newscrawl"]
        subprocess.run([*newscrawl, "demo"], cwd=folder, env=env, check=True)
        where = ("-s", "NEWSCRAWL_DATA=data/demo", "-s", f"NEWSCRAWL_NOW={NOW}")
        server = subprocess.Popen(
            [*newscrawl, "serve", "--port", "0", *where], cwd=folder, env=env, stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            address = next(word for word in server.stdout.readline().split() if word.startswith("http")).rstrip("/;")
            while b'"ready":true' not in urlopen(f"{address}/health").read():
                time.sleep(0.5)
            for name, path in PICTURES.items():
                flags = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={SIZE}")
                picture = [browser, *flags, f"--screenshot={DOCS / name}", f"{address}{path}"]
                subprocess.run(picture, check=True, capture_output=True)
                print(DOCS / name)
        finally:
            server.terminate()
            server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
