#!/bin/bash
# What a test does to the facility while it runs. control.sh COMMAND ARGUMENT…
#   scratch USER        a fresh folder in the user's home; its path is printed
#   drop SSHD           cut every session of that sshd (facility, bastion, …); it goes on listening
#   stop|start SSHD     end the listener, with its sessions; start it again
#   pause|resume SSHD   stop every process of that sshd: a link that is there and silent; wake them
#   slurm-stop|slurm-start DAEMON   slurmctld or slurmdbd
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/ground.sh"
need_root
. "$here/ssh.sh"
. "$here/slurm.sh"

signal_tree() { # SIGNAL SSHD
  local top
  top=$(cat "$SSH/$2.pid")
  # shellcheck disable=SC2046
  kill "-$1" "$top" $(descendants "$top") 2>/dev/null || true
}

what=${1:?a command is needed} name=${2:?a name is needed}
case $what in
  scratch)
    [ -n "${SHELL_OF[$name]:-}" ] || fail "the facility has no user $name"
    folder=$(mktemp -d "$(getent passwd "$name" | cut -d: -f6)/scratch-XXXXXX")
    chown "$name:$name" "$folder"
    echo "$folder"
    ;;
  drop) sshd_drop "$name" ;;
  stop) sshd_stop "$name" ;;
  start) sshd_start "$name" ;;
  pause) signal_tree STOP "$name" ;;
  resume) signal_tree CONT "$name" ;;
  # A slow machine takes its time to write what it knows; killed before that, it would forget jobs.
  slurm-stop) stop "$SLURM/run/$name.pid" "$name" 900 ;;
  slurm-start) if [ "$name" = slurmdbd ]; then accounting_up; else controller_up; fi ;;
  *) fail "no such command: $what" ;;
esac
