# First boot of the machine of a run, as root. Before it stand: id, user, key, deadline (seconds since 1970).
# FARSCOPE_ROOT: the folder of a machine that is only played (demo, tests); unset on a real one.
set -u
umask 022
root=${FARSCOPE_ROOT:-}
home=/home/$user
if [ -z "$root" ]; then
  known=$(getent passwd "$user" | cut -d: -f6)
  home=${known:-$home}
fi
home=$root$home
state=$root/var/lib/farscope/$id

power() {
  local command
  command=$(type -P shutdown) || return 0
  # A machine that is only played must never end the computer that plays it.
  if [ -n "$root" ]; then
    case $command in "$root"/*) ;; *) return 0 ;; esac
  fi
  "$command" "$@" </dev/null >/dev/null 2>&1 &
}

own() {
  [ "$(id -u)" != 0 ] || chown -h -- "$user:" "$@" 2>/dev/null || true
}

# First of all: whatever fails below, this machine has an end. pam_nologin refuses logins five minutes before it.
minutes=$(((deadline - $(date +%s) + 59) / 60 + 6))
[ "$minutes" -gt 0 ] || minutes=1
power -P "+$minutes"

mkdir -p -- "$state"
chmod 700 -- "$state"
printf '%s\n' "$deadline" >"$state/deadline"
own "$state" "$state/deadline"

mkdir -p -- "$home/.ssh"
chmod 700 -- "$home/.ssh"
keys=$home/.ssh/authorized_keys
grep -qxF -- "$key" "$keys" 2>/dev/null || printf '\n%s\n' "$key" >>"$keys"
chmod 600 -- "$keys"
own "$home/.ssh" "$keys"

# Nothing is ever formatted: only a disk that the image has mounted itself counts.
instance_disk() {
  [ -z "$root" ] || return 0
  systemctl start dlami-nvme.service >/dev/null 2>&1
  findmnt -rnb --real -o SIZE,SOURCE,TARGET | sort -rn | while read -r _ device place; do
    case $place in / | /boot* | *\\*) continue ;; esac
    if lsblk -nso MODEL -- "$device" 2>/dev/null | grep -q 'Instance Storage' && [ -w "$place" ]; then
      printf '%s\n' "$place"
      break
    fi
  done
}

guard=$state.guard
printf '%s\n' "$guard_text" >"$guard"
chmod 755 -- "$guard"
start_guard() {
  if [ -z "$root" ] && [ -d /run/systemd/system ] && systemctl is-active --quiet "farscope-$id"; then return 0; fi
  if [ -z "$root" ] && [ -d /run/systemd/system ] && type -P systemd-run >/dev/null &&
    systemd-run --quiet --unit="farscope-$id" --property=Restart=always --property=RestartSec=5 /bin/bash "$guard"; then
    return 0
  fi
  setsid /bin/bash "$guard" </dev/null >/dev/null 2>&1 &
}
start_guard

# The guard, and the end that shutdown holds, are gone with the first restart of the system, and user data is run once:
# what lies here cloud-init runs at each boot (its module "Scripts Per Boot").
boots=$root/var/lib/cloud/scripts/per-boot
if mkdir -p -- "$boots"; then
  {
    printf '#!/bin/bash\n'
    declare -p id root guard
    declare -f start_guard
    printf 'start_guard\n'
  } >"$boots/farscope-$id"
  chmod 755 -- "$boots/farscope-$id"
fi

disk=$(instance_disk)
work=$home/run
[ -z "$disk" ] || work=$disk/farscope-$id
mkdir -p -- "$work"
own "$work"
# The last word: with it the machine is ready for its run.
printf '%s\n' "$work" >"$state/work.new"
own "$state/work.new"
mv -f -- "$state/work.new" "$state/work"
