#!/usr/bin/env bash
# Judges the change of a GitHub event. Everything from outside arrives in the environment.
set -euo pipefail

folder=$(mktemp -d "$RUNNER_TEMP/bylaw.XXXXXX")
sarif=${BYLAW_SARIF:-$folder/bylaw.sarif}

# The base comes from git's own history, so a shallow checkout has to grow first.
if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
  git fetch --quiet --no-tags --unshallow origin
fi

base=${BYLAW_BASE:-}
if [ -z "$base" ] && [ -n "${EVENT_MERGE_GROUP_BASE:-}" ]; then
  base=$EVENT_MERGE_GROUP_BASE
elif [ -z "$base" ] && [ -n "${EVENT_BASE_REF:-}" ]; then
  git fetch --quiet --no-tags origin "+refs/heads/$EVENT_BASE_REF:refs/remotes/origin/$EVENT_BASE_REF"
  base=refs/remotes/origin/$EVENT_BASE_REF
elif [ -z "$base" ] && [[ "${EVENT_BEFORE:-}" =~ [1-9a-f] ]]; then
  base=$EVENT_BEFORE
elif [ -z "$base" ] && [ -n "${EVENT_DEFAULT_BRANCH:-}" ]; then
  git fetch --quiet --no-tags origin "+refs/heads/$EVENT_DEFAULT_BRANCH:refs/remotes/origin/$EVENT_DEFAULT_BRANCH"
  base=refs/remotes/origin/$EVENT_DEFAULT_BRANCH
fi

options=(--profile=ci "--base=$base" "--head=${BYLAW_HEAD:-HEAD}" "--fail-on=${BYLAW_FAIL_ON:-deny}")
[ -z "${BYLAW_CONFIG:-}" ] || options+=("--config=$BYLAW_CONFIG")
while IFS=$' \t\r' read -r policy; do
  [ -z "$policy" ] || options+=("--policy=$policy")
done <<<"${BYLAW_POLICIES:-}"

# Nothing that stands in the log between the two marks is a command to the runner, whatever names
# and lines of the change it shows. Both streams take the same way, so that none slips past.
mark=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$mark"
# Whatever hangs, such as a remote that does not answer; macOS has no `timeout`.
limit=(env)
! command -v timeout >/dev/null || limit=(timeout --kill-after=10 1800)
code=0
"${limit[@]}" "$BYLAW_PYTHON" -I -m bylaw check "${options[@]}" \
  --color=never \
  --sarif-profile=github \
  --report=console \
  --report="github=$folder/annotations" \
  --report="sarif=$sarif" \
  --report="markdown=$folder/summary.md" \
  --report="json=$folder/report.json" 2>&1 || code=$?
echo "::$mark::"

"$BYLAW_PYTHON" -I "$SOURCE/ci/outputs.py" "$folder" "$sarif" "$code" "${BYLAW_ANNOTATIONS:-true}" || code=4
[ "$code" -ne 124 ] || code=3
exit "$code"
