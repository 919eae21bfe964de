#!/usr/bin/env bash
# A bad path, a foreign file and a damaged page end the main job in one clear line and a non-zero exit code.
set -u
cd "$(dirname "$0")/.." || exit 1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
head -c 100000 package-lock.json >"$folder/foreign.edb"
gzip -dc test/data/clean8k-small.edb.gz >"$folder/damaged.edb"
printf 'damage' | dd of="$folder/damaged.edb" bs=1 seek=$((8192 * 5 + 4000)) conv=notrunc status=none
printf 'damage' | dd of="$folder/damaged.edb" bs=1 seek=$((8192 * 5 + 100)) conv=notrunc status=none
status=0
for file in "$folder/missing.edb" "$folder/foreign.edb" "$folder/damaged.edb"; do
  if node dist/src/cli/backup-demo.js "$file" >/dev/null 2>"$folder/errors"; then
    echo "accepted: $file"
    status=1
  fi
  lines=$(wc -l <"$folder/errors")
  echo "$(basename "$file"): $(cat "$folder/errors")"
  [ "$lines" -eq 1 ] || { echo "$lines lines instead of one"; status=1; }
done
exit $status
