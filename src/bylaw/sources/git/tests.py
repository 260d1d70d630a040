"""Which files are tests, by their folder or their name. Most runs do not ask."""

from __future__ import annotations

import re
from typing import Final

_TESTS: Final = r"""(?:^|/)(?:
      (?:tests?|__tests__|testing|specs?|e2e|testdata|test[-_]data|fixtures|__fixtures__|__mocks__
        |integration[-_]tests?|unit[-_]tests?|functional[-_]tests?|androidTest|cypress)/.*
    | test_[^/]*\.(?:py|rb|c|cc|cpp|php|lua|R|r|sh|jl|exs|nim)
    | [^/]*_test\.(?:go|py|rb|c|cc|cpp|cxx|dart|exs|rs|sh|php|cljc?|lua|gleam|js|ts|zig|rego|bzl)
    | [^/]*_spec\.(?:rb|lua|js|ts|cr|moon)
    | [^/]*[.-](?:test|tests|spec|e2e|cy)\.(?:[cm]?[jt]sx?|vue|coffee|dart|svelte)
    | [^/]*(?:Tests?|TestCase|Spec|IT)\.(?:java|kt|kts|scala|groovy|cs|fs|vb|swift|m|mm|php|hs)
    | [^/]*\.tests?\.(?:ps1|py|cs|sh|bats) | [^/]*\.bats | [^/]*_unittest\.(?:cc|cpp|h|py)
    | conftest\.py | tests?\.(?:py|rs|c|cpp)
    | (?:jest|vitest|playwright|cypress|karma)\.config\.[cm]?[jt]s | [^/]*\.feature
    )$"""


def is_test_name(path: str) -> bool:
    """The path is one where tests, or what they need, are kept."""
    return re.search(_TESTS, path, re.VERBOSE) is not None
