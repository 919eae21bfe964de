#!/usr/bin/env bash
# readers.sh FOLDER…: two independent readers see the same rows before and after our attach, read and clean detach of a
# copy of each database, and they read databases that we made. Where a reader stops early in a file of the real engine
# it must stop at the same place again.
set -u
here=$(cd "$(dirname "$0")" && pwd)
status=0
compared=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# read_with FILE NAME: what libesedb exports goes to NAME.export, what impacket reads to NAME.rows.
read_with() {
  (cd "$work" && rm -rf "$2.export" && timeout 120 esedbexport -m tables -t "$2" "$1" >/dev/null 2>&1; echo "exit code $?" >"$2.code")
  timeout 120 /usr/bin/python3 "$here/impacket-rows.py" "$1" >"$work/$2.rows" 2>/dev/null || echo "not readable" >"$work/$2.rows"
}

attach_and_detach() {
  node "$here/attach-detach.mjs" "$1"
}

while IFS= read -r packed; do
  if [ "$(stat -c %s "$packed")" -gt 1500000 ]; then
    echo "takes libesedb minutes: $packed"
    continue
  fi
  rm -rf "$work/db" && mkdir -p "$work/db"
  gzip -dc "$packed" >"$work/db/copy.edb"
  read_with "$work/db/copy.edb" before
  if ! attach_and_detach "$work/db/copy.edb"; then
    echo "not clean, refused: $packed"
    continue
  fi
  read_with "$work/db/copy.edb" after
  rows=$(awk '{sum += $2} END {print sum + 0}' "$work/before.rows")
  tables=$(find "$work/before.export" -type f 2>/dev/null | wc -l)
  if [ "$tables" -eq 0 ] && [ "$rows" -eq 0 ]; then
    echo "neither reader can read it: $packed"
  elif diff -rq "$work/before.export" "$work/after.export" && cmp "$work/before.rows" "$work/after.rows" && cmp "$work/before.code" "$work/after.code"; then
    echo "alike: $packed ($tables tables by libesedb, $rows rows by impacket)"
    compared=$((compared + 1))
  else
    echo "other rows than before: $packed"
    status=1
  fi
done < <(find "$@" -name '*.gz' \( -name '*.edb.gz' -o -name '*.mdb.gz' -o -name '*.dat.gz' -o -name '*.db.gz' \) | sort)
echo "$compared databases read alike before and after"
[ "$compared" -gt 0 ] || status=1

for page_size in 4096 8192 16384 32768; do
  rm -rf "$work/db" && mkdir -p "$work/db"
  node "$here/create.mjs" "$work/db/made.edb" "$page_size" || status=1
  if esedbinfo "$work/db/made.edb" >"$work/info" 2>&1 && grep -q MSysObjects "$work/info"; then
    echo "made here with pages of $page_size bytes: libesedb names $(grep -c '^Table:' "$work/info") tables"
  else
    echo "libesedb refuses what was made with pages of $page_size bytes"
    status=1
  fi
done
exit $status
