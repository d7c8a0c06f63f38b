#!/usr/bin/env bash
# Installs kb, at the revision of this action, into a virtual environment of its own, and prints the command's path.
# Takes: the action's checkout, the folder for the environment. KB_PIP_OPTIONS: more options of pip (an index, a folder).
set -euo pipefail
source=$1
folder=$2
read -r -a options <<<"${KB_PIP_OPTIONS:-}"

python3 -m venv "$folder"
pip=("$folder/bin/python" -m pip install --quiet --disable-pip-version-check ${options[@]+"${options[@]}"})
"${pip[@]}" --no-deps --require-hashes -r "$source/.github/action/requirements.txt"
"${pip[@]}" --no-deps "$source"
echo "$folder/bin/kb"
