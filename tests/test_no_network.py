"""Loading and predicting reach no network."""

from __future__ import annotations

import subprocess
import sys

import pytest

_FORBID = """
import sys
def forbid(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
        raise SystemExit(f"{event} {arguments}")
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        raise SystemExit(event)
sys.addaudithook(forbid)
"""
_WORK = """
import noisefilter
from noisefilter.report import page_report
nf = noisefilter.load()
link = "https://rain.example/a"
page = (
    f"<html><head><base href='{link}'><link href='{link}.css'><script src='{link}.js'></script>"
    f"<!DOCTYPE html SYSTEM '{link}.dtd'><body><img src='{link}.png'><iframe src='{link}'></iframe><p>Rain."
    f"<a href='{link}'>more</a><object data='{link}'></object><p class=comment>Great! {link}"
)
for source in (page, page.encode(), f"See {link}"):
    found = nf.predict(source, url=link)
    assert found.fragments
    page_report(found, list(nf.explain_all(found).values()), link)
assert nf.predict_comment(f"see {link}", author_url=link).reasons
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_nothing_is_fetched() -> None:
    done = _run(_FORBID + _WORK)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://localhost')",
        "import subprocess; subprocess.run(['true'])",
    ],
)
def test_this_test_can_fail(code: str) -> None:
    done = _run(_FORBID + code)
    assert done.returncode == 1
    assert "socket." in done.stderr or "urllib." in done.stderr or "subprocess" in done.stderr
