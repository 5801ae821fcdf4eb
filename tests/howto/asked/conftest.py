"""What is asked in a copy: pages are drawn as in the tests of pages."""

from __future__ import annotations

from tests.web.conftest import _kazakh_until_said_otherwise, _static_files_uncollected

__all__ = ["_kazakh_until_said_otherwise", "_static_files_uncollected"]
