#!/usr/bin/env bash
# content.sh SHARED: every row of the clean sample databases is what an independent reader found.
set -u
shared=$1
pairs=()
for expected in "$shared"/samples/expected/*.json; do
  database="$shared/samples/$(basename "$expected" .json).gz"
  case $database in *qmgr*) continue ;; esac # dirty: it must be refused, which a test sees to
  pairs+=("$database" "$expected")
done
exec node "$shared/conformance/content.mjs" --package . "${pairs[@]}"
