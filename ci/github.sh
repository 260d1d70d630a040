#!/usr/bin/env bash
# Judges the change of a GitHub event. Everything from outside arrives in the environment.
set -euo pipefail

folder=$(mktemp -d "$RUNNER_TEMP/bylaw.XXXXXX")
sarif=${BYLAW_SARIF:-$folder/bylaw.sarif}

# Either way it judges by profile ci, from git itself, in this one process.
options=(check --profile=ci)
[ "${BYLAW_COMMENT:-false}" != true ] || options=(publish)
options+=("--fail-on=${BYLAW_FAIL_ON:-deny}")
[ -z "${BYLAW_BASE:-}" ] || options+=("--base=$BYLAW_BASE")
[ -z "${BYLAW_HEAD:-}" ] || options+=("--head=$BYLAW_HEAD")
[ -z "${BYLAW_REPO:-}" ] || options+=("--repo=$BYLAW_REPO")
[ -z "${BYLAW_ORG:-}" ] || options+=("--org=$BYLAW_ORG")
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
"${limit[@]}" "$BYLAW_PYTHON" -I -m bylaw "${options[@]}" \
  --color=never \
  --sarif-profile=github \
  --report=console \
  --report="github=$folder/annotations" \
  --report="sarif=$sarif" \
  --report="markdown=$folder/summary.md" \
  --report="json=$folder/report.json" 2>&1 || code=$?
echo "::$mark::"

exec "$BYLAW_PYTHON" -I "$SOURCE/ci/outputs.py" "$folder" "$sarif" "$code" "${BYLAW_ANNOTATIONS:-true}"
