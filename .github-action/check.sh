#!/usr/bin/env bash
# What the action runs: `sop check` with the action's inputs, which come as variables so that no input is run as shell.
# Ends as `sop check` does: 0 passed, 1 findings, 2 usage error.
set -euo pipefail

words=(--format "${CHECK_FORMAT:-github}")
if [ "${CHECK_STRICT:-true}" = true ]; then words+=(--strict); fi
if [ "${CHECK_PROVE:-false}" = true ]; then words+=(--prove); fi
if [ -n "${CHECK_BASELINE:-}" ]; then words+=(--baseline "$CHECK_BASELINE"); fi
if [ -n "${CHECK_OUTPUT:-}" ]; then
  words+=(--output "$CHECK_OUTPUT")
  if [ -n "${GITHUB_OUTPUT:-}" ]; then printf 'file=%s\n' "${CHECK_OUTPUT//[$'\r\n']/}" >>"$GITHUB_OUTPUT"; fi
fi
paths=()
while IFS= read -r path; do
  if [ -n "$path" ]; then paths+=("$path"); fi
done <<<"${CHECK_PATHS:-}"

exec sop check "${words[@]}" -- ${paths[@]+"${paths[@]}"}
