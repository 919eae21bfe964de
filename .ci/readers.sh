#!/usr/bin/env bash
# readers.sh FOLDER…: after our attach, read and clean detach of a copy of each database, libesedb exports the same rows
# as before, byte for byte. Databases that libesedb cannot read in the first place are named and left out.
set -u
here=$(cd "$(dirname "$0")" && pwd)
status=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compared=0
while IFS= read -r packed; do
  name=$(echo "$packed" | tr '/' '_')
  rm -rf "$work/db" && mkdir -p "$work/db"
  gzip -dc "$packed" >"$work/db/copy.edb"
  (cd "$work" && rm -rf before.export && timeout 120 esedbexport -t before db/copy.edb >before.log 2>&1)
  if [ $? -ne 0 ] || [ ! -d "$work/before.export" ]; then
    echo "not readable by libesedb: $packed"
    continue
  fi
  if ! node "$here/attach-detach.mjs" "$work/db/copy.edb"; then
    echo "left out (not clean, or refused): $packed"
    continue
  fi
  (cd "$work" && rm -rf after.export && timeout 120 esedbexport -t after db/copy.edb >after.log 2>&1)
  if diff -rq "$work/before.export" "$work/after.export"; then
    compared=$((compared + 1))
  else
    echo "other rows than before: $packed"
    status=1
  fi
done < <(find "$@" -name '*.gz' \( -name '*.edb.gz' -o -name '*.mdb.gz' -o -name '*.dat.gz' -o -name '*.db.gz' \) | sort)
echo "$compared databases read alike before and after"
[ "$compared" -gt 0 ] || status=1
exit $status
