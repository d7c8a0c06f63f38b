#!/usr/bin/env bash
# Checks models for the action: annotations to stdout; SARIF, summary and comment to files. Ends with 0: what `kb check`
# ended with goes to GITHUB_OUTPUT, so that reports are uploaded first and the job fails last.
#
# From the environment, where no input can become shell code:
#   KB           the command
#   KB_PATHS     models, folders, patterns; quoted as in a shell
#   KB_ARGS      more options of `kb check`, quoted likewise
#   KB_SARIF     write SARIF to this file; empty: none
#   KB_COMMENT   write Markdown for a comment to this file; empty: none
#   KB_SUMMARY   `true`: a summary of the job
set -euo pipefail

# A line break in a name would write outputs of its own.
case ${KB_SARIF:-}${KB_COMMENT:-} in *$'\n'*) echo "kb: a file's name holds a line break" >&2; exit 2 ;; esac

# Words as a shell would split them, and nothing that a shell would run; patterns are expanded. One word on each line.
words() {
    python3 - "$1" "$2" <<'PYTHON'
import glob, shlex, sys

try:
    words = shlex.split(sys.argv[2])
except ValueError as error:
    sys.exit(f"kb: {sys.argv[1]}: {error}: {sys.argv[2]}")
for word in words:
    found = sorted(glob.glob(word, recursive=True)) if sys.argv[1] == "paths" else []
    print(*(found or [word]), sep="\n")
PYTHON
}

# No `mapfile`, and empty arrays with care: macOS has bash 3.2.
paths=()
arguments=()
split=$(words paths "${KB_PATHS:-.}")
while IFS= read -r word; do paths+=("$word"); done <<<"$split"
split=$(words args "${KB_ARGS:-}")
while IFS= read -r word; do if [[ -n $word ]]; then arguments+=("$word"); fi; done <<<"$split"

answer() {
    local status=0
    "$KB" check ${arguments[@]+"${arguments[@]}"} "$@" -- "${paths[@]}" || status=$?
    # 1 and 2 are answers; anything else is not.
    if ((status > 2)); then exit "$status"; fi
    return "$status"
}

status=0
answer --format github || status=$?
if [[ -n ${KB_SARIF:-} ]]; then
    answer --format sarif --output "$KB_SARIF" 2>/dev/null || true
fi
if [[ -n ${KB_COMMENT:-} ]]; then
    answer --format markdown --output "$KB_COMMENT" 2>/dev/null || true
fi
if [[ ${KB_SUMMARY:-true} == true && -n ${GITHUB_STEP_SUMMARY:-} ]]; then
    answer --format markdown 2>/dev/null >>"$GITHUB_STEP_SUMMARY" || true
fi
{
    echo "status=$status"
    if [[ -n ${KB_SARIF:-} && -s ${KB_SARIF:-} ]]; then echo "sarif=$KB_SARIF"; fi
    if [[ -n ${KB_COMMENT:-} && -s ${KB_COMMENT:-} ]]; then echo "comment=$KB_COMMENT"; fi
} >>"${GITHUB_OUTPUT:-/dev/null}"
