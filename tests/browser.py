"""The browser that judges printed pages. CI has to have one; elsewhere its tests say what to
install and are skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sop.casework.pdf_printing import find_browser, print_pdf


def require_browser() -> None:
    """Skip the test where no browser or no pdftotext is installed; fail it in CI."""
    missing = [] if find_browser(os.environ) else ["chromium"]
    missing += [] if shutil.which("pdftotext") else ["poppler-utils"]
    if not missing:
        return
    said = f"NO BROWSER: printed pages are not judged. apt-get install {' '.join(missing)}"
    if os.environ.get("CI") == "true" or os.environ.get("SOP_BROWSER") == "required":
        pytest.fail(said)
    pytest.skip(said)


def sheets_of_html(html: str, folder: Path) -> list[str]:
    """The text of each sheet, as the browser prints the page."""
    path = folder / "page.pdf"
    path.write_bytes(print_pdf(html, os.environ))
    return sheets_of_pdf(path)


def sheets_of_pdf(path: Path) -> list[str]:
    """The text of each sheet of a PDF."""
    read = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True)
    return read.stdout.decode().removesuffix("\f").split("\f")


def flat(text: str) -> str:
    """The text with single blanks, however the lines break."""
    return re.sub(r"\s+", " ", text)
