#!/usr/bin/env bash
# Installs bylaw from this checkout into a virtual environment of its own.
# Reads PYTHON, SOURCE (the checkout) and RUNNER_TEMP; `-I` keeps the judged repository off the path.
set -euo pipefail
"${PYTHON:-python3}" -I -m venv "$RUNNER_TEMP/bylaw-venv"
"$RUNNER_TEMP/bylaw-venv/bin/python" -I -m pip install --quiet --disable-pip-version-check "$SOURCE"
