#!/usr/bin/env bash
# made-rows.sh COUNT [SEED]: makes so many databases of drawn schemas and rows, and has independent readers compare every
# row with what was put in. What a reader cannot read is counted.
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
timeout 400 node "$here/make-databases.mjs" "$work" "$1" "${2:-1}" || exit 1
timeout 200 /usr/bin/python3 "$here/compare-rows.py" "$work"
