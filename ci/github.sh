#!/usr/bin/env bash
# Judges the change of a GitHub event. Everything from outside arrives in the environment.
set -euo pipefail

python="$RUNNER_TEMP/bylaw-venv/bin/python"
work=$(mktemp -d "$RUNNER_TEMP/bylaw.XXXXXX")

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

options=(--profile ci --base "$base" --head HEAD --fail-on "${BYLAW_FAIL_ON:-deny}")
while IFS= read -r policy; do
  [ -z "$policy" ] || options+=(--policy "$policy")
done <<<"${BYLAW_POLICIES:-}"

code=0
"$python" -I -m bylaw check "${options[@]}" \
  --report github \
  --report "sarif=${BYLAW_SARIF:-bylaw.sarif}" \
  --report "markdown=$work/summary.md" \
  --report "json=$work/report.json" || code=$?

if [ -f "$work/summary.md" ]; then
  cat "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"
elif [ "$code" -eq 2 ]; then
  echo "::error title=bylaw::A policy, the configuration or an input of the action is wrong (exit code 2): the log of this step says what."
  printf '## bylaw: nothing was judged\n\nA policy, the configuration or an input of the action is wrong. The log of the step says what.\n' >>"$GITHUB_STEP_SUMMARY"
fi
verdict=$("$python" -I -c 'import json, sys; print(json.load(open(sys.argv[1]))["outcome"])' "$work/report.json" 2>/dev/null || echo inconclusive)
{
  echo "verdict=$verdict"
  # Empty where nothing was judged: a file of that name would be the change's own, not ours.
  echo "sarif=$([ ! -f "$work/report.json" ] || echo "${BYLAW_SARIF:-bylaw.sarif}")"
} >>"$GITHUB_OUTPUT"
exit "$code"
