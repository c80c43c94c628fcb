#!/bin/bash
# The test facility: a real bastion, login nodes of every temper, a SLURM cluster with accounting and an S3 store, all on
# loopback.
# Idempotent. up.sh [--for-tests]: with it, whoever brings the facility up also marks it to be ended after the tests.
# State is in FACILITY_DIR (default: farscope-facility in the temporary folder); status.json there tells what works.
# Exit status: 0 all up, 1 something is not (said on stderr and in status.json), 77 not root.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/ground.sh"
need_root
mkdir -p "$FAC"
# One at a time. -o: the daemons started below must not inherit the lock.
[ "${FACILITY_LOCKED:-}" = "$FAC" ] || FACILITY_LOCKED=$FAC exec flock -o -w 180 "$FAC.lock" bash "$0" "$@"

. "$here/ssh.sh"
. "$here/slurm.sh"
. "$here/s3.sh"
started=$(date +%s%N)

if [ "${1:-}" = --for-tests ] && ! listening "${PORT_OF[facility]}"; then touch "$FAC/started-by-tests"; fi

# part NAME: run NAME_up; its reason, in words fit for a skipped test, goes to standard output if it fails.
part() {
  local said
  said=$(mktemp)
  if ("$1_up" 2>"$said" >/dev/null); then rm -f "$said"; return 0; fi
  cat "$said" >&2
  { grep -m1 '^facility: ' "$said" || tail -n 1 "$said"; } | sed 's/^facility: //; s/["\\]/ /g' | tr -d '\n\r\t'
  rm -f "$said"
  return 1
}

ssh=true slurm=true s3=true reason=
reason=$(part ssh) || ssh=false
if [ $ssh = true ]; then reason=$(part slurm) || slurm=false; else slurm=false; fi
s3_reason=$(part s3) || { s3=false; reason=${reason:+$reason; }$s3_reason; }
full=false
if [ -d "$FAC/full" ]; then full=true; fi

printf '{"ssh":%s,"slurm":%s,"s3":%s,"fullDisk":%s,"reason":"%s"}\n' $ssh $slurm $s3 $full "$reason" >"$FAC/status.json.new"
mv "$FAC/status.json.new" "$FAC/status.json"
echo "facility up in $((($(date +%s%N) - started) / 1000000)) ms: $(cat "$FAC/status.json")"
[ $ssh = true ] && [ $slurm = true ] && [ $s3 = true ]
