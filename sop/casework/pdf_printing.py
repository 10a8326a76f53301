"""Print HTML as PDF with the browser that is installed here, without a network and without scripts.

A browser of the family of Chromium is a program of the system, not a library: it prints what a
person would print, and no other converter knows the margins of a sheet as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sop.model.refusal import UsageError

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
"""The names of the programs, the one that most systems have first."""
PATIENCE_S = 120
"""A slow machine prints a hundred sheets in less."""
INSTALL = (
    "Install Chromium (Debian and Ubuntu: apt-get install chromium), or write a file that ends "
    "with .html and print it with any browser."
)
OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",  # it would print the path of the file and the name of the user
    "--proxy-server=127.0.0.1:9",  # nothing answers there, so nothing leaves the machine
)


def find_browser(environ: Mapping[str, str]) -> str | None:
    """Return the path of the first browser on the PATH; None where there is none."""
    folders = environ.get("PATH")
    found = (shutil.which(name, path=folders) for name in BROWSERS)
    return next((path for path in found if path), None)


def print_pdf(html: str, environ: Mapping[str, str]) -> bytes:
    """Return the page as PDF. Raise UsageError where no browser is installed, or it fails.

    The page and the profile of the browser are in a folder of mode 0700, which is removed again.
    """
    browser = find_browser(environ)
    if browser is None:
        raise UsageError("A PDF needs a browser, and none is installed here.", INSTALL)
    with TemporaryDirectory(prefix="sop-print-") as name:
        folder = Path(name)
        page, pdf = folder / "page.html", folder / "page.pdf"
        page.write_text(html, encoding="utf-8", errors="backslashreplace")
        words = [
            browser,
            *OPTIONS,
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={pdf}",
        ]
        # Its sandbox cannot run as root, nor where the system forbids it. The page is text of this
        # program without a script, so it is printed without one where it has to be.
        if not _is_root():
            _run(words, page, environ)
        if not pdf.is_file():
            _run([*words, "--no-sandbox"], page, environ)
        if not pdf.is_file():
            raise UsageError(f"{os.path.basename(browser)} printed no PDF.", INSTALL)
        return pdf.read_bytes()


def _is_root() -> bool:
    user_id = getattr(os, "geteuid", None)  # missing on Windows
    return user_id is not None and user_id() == 0


def _run(words: list[str], page: Path, environ: Mapping[str, str]) -> None:
    # What the browser keeps for itself goes into its folder too, whatever the user's home is.
    own = {**environ, "HOME": str(page.parent), "XDG_CONFIG_HOME": str(page.parent)}
    try:
        subprocess.run(
            [*words, page.as_uri()], capture_output=True, timeout=PATIENCE_S, check=False, env=own
        )
    except subprocess.TimeoutExpired:
        raise UsageError(f"{os.path.basename(words[0])} does not answer.", INSTALL) from None
    except OSError as error:
        raise UsageError(f"{words[0]} cannot be started: {error.strerror}.", INSTALL) from error
