#!/bin/bash
# Installs what the tests need on Debian or Ubuntu: OpenSSH, SLURM with accounting, login shells, RELION, modules, a VNC server,
# a browser, fonts, an independent reader of iCalendar, a checker of shell scripts, and an S3 store (moto, from PyPI, into the facility's own folder).
# As root, or with passwordless sudo. Starts no service. A second run finds nothing missing and takes no time.
# Exit status: 0 all there, 1 something could not be installed (said on stderr), 77 not a machine this can be done on.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")

command -v apt-get >/dev/null || { echo 'not a Debian or Ubuntu machine: apt-get is not there' >&2; exit 77; }
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || { echo 'needs root or passwordless sudo to install packages' >&2; exit 77; }
  exec sudo -n env "FACILITY_DIR=${FACILITY_DIR:-}" bash "$here/install.sh" "$@"
fi
. "$here/ground.sh"
. "$here/s3.sh"

declare -A GROUP=(
  [ssh]='openssh-server openssh-client sshpass libpam-oath oathtool python3'
  [slurm]='slurmctld slurmd slurm-client munge slurmdbd mariadb-server bc'
  [shells]='tcsh fish tmux screen'
  [science]='relion environment-modules'
  [checksums]='xxhash b3sum openssl perl'
  [s3]='python3 python3-venv'
  [vnc]='tigervnc-standalone-server tigervnc-tools openbox xterm x11-xserver-utils x11-utils xdotool xclip'
  [watch]='inotify-tools'
  [calendar]='python3 python3-icalendar'
  [scripts]='shellcheck'
  [browser]='chromium xvfb ca-certificates fonts-dejavu fonts-noto-cjk fonts-noto-color-emoji'
)

missing() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

# Daemons must not start at installation; a policy of the machine's own is left alone.
policy=/usr/sbin/policy-rc.d
forbid_daemons() {
  [ -e $policy ] && return
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
  trap 'rm -f $policy' EXIT
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" </dev/null; }

updated=
failed=0
for group in ssh slurm shells science checksums s3 vnc watch calendar scripts browser; do
  # shellcheck disable=SC2086
  wanted=$(missing ${GROUP[$group]} | tr '\n' ' ')
  [ -n "$wanted" ] || continue
  forbid_daemons
  log=$(mktemp)
  echo "installing for $group: $wanted"
  if [ -z "$updated" ]; then apt update >"$log" 2>&1 || { echo 'apt-get update failed:' >&2; tail -n 5 "$log" >&2; }; updated=yes; fi
  # shellcheck disable=SC2086
  if ! apt install -y --no-install-recommends $wanted >"$log" 2>&1; then
    echo "could not install $wanted:" >&2
    tail -n 15 "$log" >&2
    failed=1
  fi
  rm -f "$log"
done
s3_install || { echo 'could not install moto from PyPI' >&2; failed=1; }
exit $failed
