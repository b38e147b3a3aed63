"""A build that is told to end does so soon, even from the middle of compiled code."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

# Minutes of compiled code, in which Python looks up for no signal.
DEAF = "import hashlib; hashlib.pbkdf2_hmac('sha256', b'', b'', 10**9)"
BUSY = "while True: pass"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("work", [DEAF, BUSY])
def test_a_signal_ends_the_work_with_130_and_one_line(number: int, work: str) -> None:
    code = (
        "import signal; from pixgen import cli; from pixgen.interrupt import ending_soon\n"
        # A shell lets what it starts in the background ignore Ctrl-C.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "@cli.main.command()\n"
        "def work():\n"
        "    with ending_soon():\n"
        "        print('at work', flush=True)\n"
        f"        {work}\n"
        "cli.main(['work'])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    process.send_signal(number)
    _, said = process.communicate()
    assert process.returncode == 130
    assert said.strip() == "Interrupted; what was finished is kept for the next run."


def test_afterwards_signals_are_as_they_were() -> None:
    from pixgen.interrupt import ending_soon

    before = signal.getsignal(signal.SIGTERM)
    with ending_soon():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
    assert signal.set_wakeup_fd(-1) == -1
