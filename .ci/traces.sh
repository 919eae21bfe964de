#!/usr/bin/env bash
# traces.sh SHARED: replays the recorded calls of the real engine and holds the number that match against the floor
# below, so that it can only rise.
set -u
shared=$1
status=0
floor() {
  local group=$1 least=$2 last matched
  last=$(node "$shared/conformance/replay.mjs" --package . --max 0 --jobs 2 "$shared/conformance/traces/$group" | tail -n 1)
  matched=$(echo "$last" | sed -n 's/.*, \([0-9]*\)\/[0-9]* calls matched/\1/p')
  echo "$group: $last (floor $least)"
  [ "${matched:-0}" -ge "$least" ] || status=1
}
floor instances 1756
floor backup 15659
floor data 16251
floor ddl 2147
floor recovery 5153
floor random 23382
exit $status
