"""Ctrl-C, a full disk and a reader that goes away end a command in one line, whenever they come."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from newscrawl import __main__

def _run(words):
    {body}

__main__._run = _run
sys.argv[0] = "newscrawl"
__main__.main()
"""


def run(body: str, **streams: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", PROGRAM.format(body=body)]
    return subprocess.run(line, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **streams})


def test_ctrl_c_is_one_line_and_a_death_by_that_signal():
    # as in a terminal: whoever starts the tests in the background has the signal ignored
    done = run("import signal; signal.signal(2, signal.default_int_handler); signal.raise_signal(2)")
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "newscrawl: interrupted\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_to_a_full_disk_is_one_line():
    with Path("/dev/full").open("w") as full:
        done = run("print('hxnews/fz'); sys.exit(0)", stdout=full)
    said = "newscrawl: the output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (1, said)


def test_what_nobody_expected_keeps_its_traceback():
    done = run("{}['title']")
    assert done.returncode == 1
    assert done.stderr.endswith("KeyError: 'title'\n")
