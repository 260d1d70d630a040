#!/usr/bin/env bash
# Installs bylaw into a new virtual environment outside of the workspace; the output `python` is its
# interpreter. What the judged repository holds has no say: the working folder is another one, `-I`
# keeps its modules off the path, and no cache is read that an earlier job could have written.
# Ends with 3 where bylaw cannot be had: pip's own 1 would mean that the change is denied.
set -euo pipefail

fail() {
  printf '::error title=bylaw::%s\n' "$2"
  printf 'problem=%s\n' "$2" >>"$GITHUB_OUTPUT"
  printf '## bylaw: nothing was judged\n\n%s\n' "$2" >>"$GITHUB_STEP_SUMMARY"
  exit "$1"
}

folder=$(mktemp -d "$RUNNER_TEMP/bylaw.XXXXXX")
cd "$folder"

what=$SOURCE
if [ -n "${BYLAW_VERSION:-}" ]; then
  case $BYLAW_VERSION in
    *[!0-9A-Za-z.+!-]*) fail 2 "The input version is not a version." ;;
  esac
  # The public index has a package of this name that is not this one.
  [ -n "${PIP_INDEX_URL:-}" ] || fail 2 "The input version needs PIP_INDEX_URL: the index that holds your build of bylaw."
  what=bylaw==$BYLAW_VERSION
fi

"${PYTHON:-python3}" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail 3 "bylaw needs Python 3.11 or later. Run actions/setup-python before it, or name one in the input python."
"${PYTHON:-python3}" -I -m venv "$folder/venv" ||
  fail 3 "No virtual environment could be made for bylaw: the log of the step says why."
"$folder/venv/bin/python" -I -m pip install --quiet --disable-pip-version-check --no-cache-dir "$what" ||
  fail 3 "bylaw could not be installed: the log of the step says why."
printf 'python=%s\n' "$folder/venv/bin/python" >>"$GITHUB_OUTPUT"
