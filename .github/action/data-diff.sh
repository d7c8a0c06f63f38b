#!/usr/bin/env bash
# What a branch changes in the data, as Markdown: to a file, and to the job's summary where there is one.
# Takes: the revision that the branch leads to, the branch's own, the file. KB: the command.
set -euo pipefail
base=$1
head=$2
file=$3
mkdir -p "$(dirname "$file")"
# What others changed meanwhile is none of this branch's.
"${KB:-kb}" data diff "$(git merge-base "$base" "$head")" "$head" --format markdown --output "$file"
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then cat "$file" >>"$GITHUB_STEP_SUMMARY"; fi
