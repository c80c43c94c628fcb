#!/bin/bash
# Ends the test facility: what its pid files name, nothing else. Idempotent.
# down.sh [--after-tests | --wipe]: --after-tests ends it only if tests started it and no other test run still uses it
# (a file named after its process in FACILITY_DIR/leases); --wipe also removes its state.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/ground.sh"
need_root
[ -d "$FAC" ] || exit 0
[ "${FACILITY_LOCKED:-}" = "$FAC" ] || FACILITY_LOCKED=$FAC exec flock -o -w 180 "$FAC.lock" bash "$0" "$@"

. "$here/ssh.sh"
. "$here/slurm.sh"
. "$here/s3.sh"

in_use() {
  local lease pid
  for lease in "$FAC"/leases/*; do
    [ -e "$lease" ] || continue
    pid=$(basename "$lease")
    [ -d "/proc/${pid%%-*}" ] && return 0
    rm -f "$lease"
  done
  return 1
}

if [ "${1:-}" = --after-tests ]; then
  [ -e "$FAC/started-by-tests" ] || exit 0
  if in_use; then exit 0; fi
fi

s3_down
slurm_down
ssh_down
rm -f "$FAC/started-by-tests" "$FAC/status.json"
if [ "${1:-}" = --wipe ]; then rm -rf "$FAC"; fi
