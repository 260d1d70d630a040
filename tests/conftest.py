"""A pipeline that runs the tests takes no part in them: bylaw would ask it for its change."""

from __future__ import annotations

import os

for name in [name for name in os.environ if name.startswith(("GITHUB_", "GITLAB_", "GH_", "CI_"))]:
    del os.environ[name]
