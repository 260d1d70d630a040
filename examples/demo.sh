#!/usr/bin/env bash
# Builds a real git repository from examples/payments, changes it as an AI agent might, and lets
# bylaw judge the change. Usage: demo.sh [BYLAW], where BYLAW is the command to run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bylaw=${1:-bylaw}
case $bylaw in /*) ;; */*) bylaw=$PWD/$bylaw ;; esac
repo=${DEMO_DIR:-$(mktemp -d)/payments}
rm -rf "$repo"
mkdir -p "$repo"

git_() { git -C "$repo" -c user.name="$who" -c user.email="$mail" -c commit.gpgsign=false -c core.hooksPath=/dev/null "$@"; }
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n%s\n' "$*"; }

who="Ana Example" mail="ana@payments.example"
git -c init.defaultBranch=main init -q "$repo"
cp -R "$here/payments/before/." "$repo/"
git_ add -A && git_ commit -q -m "Take payments"

git_ checkout -q -b refunds
cp -R "$here/payments/after/." "$repo/"
git_ add -A && git_ commit -q -m "Add refunds" -m "Co-Authored-By: Claude <noreply@anthropic.com>"

say "1. The change: an agent adds refunds, and makes a failing test go away"
git_ --no-pager diff --stat main..refunds

say "2. The verdict: bylaw check --base main --report console --report sarif=../bylaw.sarif"
code=0
(cd "$repo" && "$bylaw" check --base main --report console --report sarif=../bylaw.sarif) || code=$?
sarif=$(dirname "$repo")/bylaw.sarif
printf '\nexit code %s (1: denied); SARIF for the code-scanning page: %s (%s bytes)\n' \
  "$code" "$sarif" "$(wc -c <"$sarif" | tr -d ' ')"

say "3. The policies prove themselves: bylaw test"
(cd "$repo" && "$bylaw" test)

say "Next"
# `make demo` runs a bylaw that the reader's own shell does not find.
case $bylaw in */*) echo "  export PATH='$(dirname "$bylaw")':\$PATH" ;; esac
cat <<TXT
  cd $repo
  bylaw explain local/no-raw-sql      what the rule wants, and why
  bylaw rules                         every rule in force here
  bylaw check                         judges your own uncommitted work, too
TXT
[ "$code" -eq 1 ] || { echo "the demo expected the verdict 'denied' (exit 1) and got $code" >&2; exit 1; }
