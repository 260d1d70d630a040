"""Which files were copied from elsewhere, by their folder (after GitHub's linguist, vendor.yml)."""

from __future__ import annotations

import re
from typing import Final

_FOLDERS: Final = (
    r"(?:^|/)(?:vendors?|vendored|_vendor|third[-_]?party|3rd[-_]?party|thirdparty|externals?|extern"
    r"|node_modules|bower_components|jspm_packages|Godeps|Carthage|Pods|deps/vendor|\.yarn/releases"
    r"|\.yarn/plugins|site-packages|\.venv|venv)/"
    r"|(?:^|/)(?:gradlew(?:\.bat)?|mvnw(?:\.cmd)?|gradle/wrapper/.*|\.mvn/wrapper/.*)$"
)


def is_vendored_name(path: str) -> bool:
    """The path is one where other people's code is kept."""
    return re.search(_FOLDERS, path, re.IGNORECASE) is not None
