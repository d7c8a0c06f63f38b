#!/usr/bin/env bash
# Writes a file as a comment on a pull request; the one that it wrote before is replaced, found by the file's first line.
# Takes: the repository (owner/name), the pull request's number, the file. Needs `gh` with a token that may write comments.
set -euo pipefail
repository=$1
number=$2
file=$3
[[ $number =~ ^[0-9]+$ ]] || { echo "comment.sh: $number is no number of a pull request" >&2; exit 2; }

marker=$(head -n 1 "$file")
[[ $marker == "<!-- "*" -->" ]] || { echo "comment.sh: $file does not begin with a marker" >&2; exit 2; }

known=$(MARKER=$marker gh api --paginate "repos/$repository/issues/$number/comments" \
    --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.MARKER))) | .id' | head -n 1)
if [[ -n $known ]]; then
    gh api --silent --method PATCH "repos/$repository/issues/comments/$known" --field "body=@$file"
else
    gh api --silent --method POST "repos/$repository/issues/$number/comments" --field "body=@$file"
fi
