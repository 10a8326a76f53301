"""A PDF by the installed browser: alone in its folder, without a network, or a plain refusal."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from sop.casework import pdf_printing
from sop.casework.pdf_printing import find_browser, print_pdf
from sop.model.refusal import UsageError
from tests.browser import require_browser

SHOWS = """#!{python}
import os, pathlib, stat, sys
words = sys.argv[1:]
(pdf,) = [one.partition("=")[2] for one in words if one.startswith("--print-to-pdf=")]
folder = pathlib.Path(pdf).parent
log = pathlib.Path({log!r})
with log.open("a") as file:
    file.write(" ".join(words) + "\\n")
    file.write(oct(stat.S_IMODE(folder.stat().st_mode)) + " " + os.environ["HOME"] + "\\n")
{then}
"""


def plant(folder: Path, then: str, name: str = "chromium") -> dict[str, str]:
    """A program with the name of a browser; returns the environment that finds it."""
    program = folder / name
    log = str(folder / "log")
    program.write_text(SHOWS.format(python=sys.executable, log=log, then=then), encoding="utf-8")
    program.chmod(0o755)
    return {"PATH": str(folder)}


def test_the_browser_prints_alone_and_leaves_nothing(tmp_path: Path) -> None:
    then = "pathlib.Path(pdf).write_bytes(b'%PDF ' + pathlib.Path(words[-1][7:]).read_bytes())"
    environ = plant(tmp_path, then, "google-chrome")
    assert print_pdf("<p>ḓṱ</p>", environ) == "%PDF <p>ḓṱ</p>".encode()
    words, where = (tmp_path / "log").read_text("utf-8").splitlines()[:2]
    for option in ("--headless", "--no-pdf-header-footer", "--proxy-server=127.0.0.1:9"):
        assert option in words.split()
    mode, home = where.split()
    assert mode == "0o700"
    assert f"--user-data-dir={home}/profile" in words.split()
    assert not Path(home).exists()


def test_without_a_browser_it_says_what_to_do(tmp_path: Path) -> None:
    assert find_browser({"PATH": str(tmp_path)}) is None
    with pytest.raises(UsageError) as refused:
        print_pdf("<p>", {"PATH": str(tmp_path)})
    assert refused.value.message == "A PDF needs a browser, and none is installed here."
    assert "apt-get install chromium" in refused.value.remedy
    assert ".html" in refused.value.remedy


def test_a_browser_that_fails_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="printed no PDF"):
        print_pdf("<p>", plant(tmp_path, "sys.exit(3)"))
    # Where its sandbox cannot run it is tried once without.
    tried = [row for row in (tmp_path / "log").read_text().splitlines() if "--headless" in row]
    assert "--no-sandbox" in tried[-1]
    assert len(tried) == (1 if os.geteuid() == 0 else 2)
    monkeypatch.setattr(pdf_printing, "PATIENCE_S", 0.2)
    with pytest.raises(UsageError, match="does not answer"):
        print_pdf("<p>", plant(tmp_path, "import time; time.sleep(30)"))
    (tmp_path / "chromium").write_text("no program", encoding="utf-8")
    with pytest.raises(UsageError, match=r"cannot be started|printed no PDF"):
        print_pdf("<p>", {"PATH": str(tmp_path)})


def test_a_real_browser_prints_a_page(tmp_path: Path) -> None:
    require_browser()
    found = print_pdf("<!DOCTYPE html><p>one</p><script>document.write('no')</script>", os.environ)
    assert found.startswith(b"%PDF-")
    path = tmp_path / "page.pdf"
    path.write_bytes(found)
    assert stat.S_ISREG(path.stat().st_mode)
