# shellcheck shell=bash
# What every script of the test facility stands on: where its state is, and who is alive. Sourced, never run.

FAC=${FACILITY_DIR:-${TMPDIR:-/tmp}/farscope-facility}
FAC=${FAC//\/\//\/}
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
export PATH=$PATH:/usr/sbin:/sbin

# The users of the facility and their login shells. `jump` may only pass through the bastion.
declare -A SHELL_OF=([cryo]=/bin/bash [jump]=/bin/bash [tcshell]=/bin/tcsh [fishy]=/usr/bin/fish [banner]=/bin/bash [restricted]=/bin/rbash)
GECOS='Farscope test facility'

# alive PIDFILE COMMAND: a process of that name runs under that pid. Read from /proc, because `kill -0` says yes to
# zombies, and by name, because a pid file that outlived a reboot may name somebody else's process.
alive() {
  local pid state
  pid=$(cat "$1" 2>/dev/null) || return 1
  [ -n "$pid" ] && [ -r "/proc/$pid/stat" ] || return 1
  [ "$(cat "/proc/$pid/comm")" = "${2:0:15}" ] || return 1
  state=$(sed 's/.*) //' "/proc/$pid/stat" | cut -c1)
  [ "$state" != Z ]
}

# stop PIDFILE COMMAND [TENTHS=100]: ask it to end, wait for it, and insist when it does not.
stop() {
  alive "$1" "$2" || { rm -f "$1"; return 0; }
  local pid tenths=${3:-100}
  pid=$(cat "$1")
  kill "$pid" 2>/dev/null || true
  while alive "$1" "$2" && [ "$tenths" -gt 0 ]; do sleep 0.1; tenths=$((tenths - 1)); done
  if alive "$1" "$2"; then kill -9 "$pid" 2>/dev/null || true; fi
  rm -f "$1"
}

# await TENTHS COMMAND…: true as soon as the command is; false when the time is over.
await() {
  local tenths=$1
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$tenths" -gt 0 ] || return 1
    tenths=$((tenths - 1))
    sleep 0.1
  done
}

# listening PORT: something accepts TCP on 127.0.0.1:PORT.
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# fail MESSAGE [LOG]: say what is wrong, show the end of the log that tells why, and return 1.
fail() {
  echo "facility: $1" >&2
  if [ -n "${2:-}" ] && [ -r "$2" ]; then
    echo "--- the last lines of $2" >&2
    tail -n 15 "$2" >&2
  fi
  return 1
}

# descendants PID: every process below it, children first.
descendants() {
  local child
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
    descendants "$child"
    echo "$child"
  done
}

need_root() { [ "$(id -u)" = 0 ] || { fail 'needs root (run it with sudo -E)'; exit 77; }; }
