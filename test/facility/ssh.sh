# shellcheck shell=bash
# The SSH side: users, keys, and one sshd a port, each with one trait a client has to cope with. Sourced by up.sh.

SSH=$FAC/ssh
SSHDS=(facility bastion mfa otp nosftp onechannel limited shellsftp threechannels)
declare -A PORT_OF=([facility]=2222 [bastion]=2223 [mfa]=2224 [otp]=2225 [nosftp]=2226 [onechannel]=2227 [silent]=2228 [limited]=2229 [shellsftp]=2230 [threechannels]=2231)
PEOPLE='cryo tcshell fishy banner restricted'

# The traits. The first value of a keyword wins in sshd_config, so these stand before what all have in common.
traits() {
  case $1 in
    facility) printf '%s\n' "AllowUsers $PEOPLE" 'Subsystem sftp internal-sftp' ;;
    bastion) printf '%s\n' 'AllowUsers jump' 'KbdInteractiveAuthentication no' 'PermitTTY no' 'ForceCommand /usr/sbin/nologin' ;;
    mfa) printf '%s\n' 'AllowUsers cryo' 'PasswordAuthentication no' \
      'AuthenticationMethods publickey,keyboard-interactive keyboard-interactive' 'Subsystem sftp internal-sftp' ;;
    otp) printf '%s\n' 'AllowUsers cryo' 'PasswordAuthentication no' 'AuthenticationMethods keyboard-interactive' \
      'Subsystem sftp internal-sftp' ;;
    nosftp) printf '%s\n' 'AllowUsers cryo' ;;
    onechannel) printf '%s\n' 'AllowUsers cryo' 'MaxSessions 1' 'Subsystem sftp internal-sftp' ;;
    threechannels) printf '%s\n' 'AllowUsers cryo' 'MaxSessions 3' 'Subsystem sftp internal-sftp' ;;
    limited) printf '%s\n' 'AllowUsers jump' 'MaxAuthTries 2' 'Subsystem sftp internal-sftp' ;;
    # SFTP through the login shell, as most clusters have it: what the shell prints first gets into the protocol.
    shellsftp) printf '%s\n' "AllowUsers $PEOPLE" 'Subsystem sftp /usr/lib/openssh/sftp-server' ;;
  esac
}

# supports LINE: this sshd knows the keyword (PerSourcePenalties and PAMServiceName came with OpenSSH 9.8).
supports() { printf 'HostKey %s\n%s\n' "$SSH/facility.ed25519" "$1" | sshd -t -f /dev/stdin 2>/dev/null; }

sshd_config() { # NAME
  local name=$1 keys=facility kind
  [ "$name" = bastion ] && keys=bastion
  printf '%s\n' "Port ${PORT_OF[$name]}" 'ListenAddress 127.0.0.1' "PidFile $SSH/$name.pid"
  for kind in ed25519 ecdsa rsa; do echo "HostKey $SSH/$keys.$kind"; done
  traits "$name"
  # Refused logins are part of the tests: a penalty for them would fail the test that comes next.
  if supports 'PerSourcePenalties no'; then echo 'PerSourcePenalties no'; fi
  if [ "$name" = otp ] && supports 'PAMServiceName farscope-otp'; then echo 'PAMServiceName farscope-otp'; fi
  cat <<'COMMON'
LogLevel VERBOSE
UsePAM yes
PubkeyAuthentication yes
PasswordAuthentication yes
KbdInteractiveAuthentication yes
StrictModes yes
PrintMotd no
PrintLastLog no
AllowTcpForwarding yes
AllowStreamLocalForwarding yes
GatewayPorts no
X11Forwarding yes
MaxSessions 50
MaxStartups 200:30:400
LoginGraceTime 30
AcceptEnv LANG LC_*
UseDNS no
COMMON
}

# sshd -f and -E must be absolute: with a relative -E every connection dies in the key exchange, without a line in a log.
sshd_start() { # NAME
  local name=$1 program
  alive "$SSH/$name.pid" "$(sshd_comm "$name")" && return
  program=$(command -v sshd)
  # Up to OpenSSH 9.7 the PAM service is named after argv[0]: a link of its own name leaves the machine's sshd untouched.
  [ "$name" = otp ] && program=$SSH/farscope-otp
  touch "$SSH/$name.log"
  chmod 644 "$SSH/$name.log"
  "$program" -t -f "$SSH/$name.conf" || { fail "sshd refuses $SSH/$name.conf"; return 1; }
  "$program" -f "$SSH/$name.conf" -E "$SSH/$name.log" || { fail "sshd $name does not start" "$SSH/$name.log"; return 1; }
  await 50 listening "${PORT_OF[$name]}" || fail "nothing listens on port ${PORT_OF[$name]} (sshd $name)" "$SSH/$name.log"
}

sshd_comm() { if [ "$1" = otp ]; then echo farscope-otp; else echo sshd; fi; }

# sessions_of NAME: the processes of its sessions, which live on when their listener ends.
sessions_of() {
  local comm pid
  comm=$(sshd_comm "$1")
  alive "$SSH/$1.pid" "$comm" || return 0
  for pid in $(descendants "$(cat "$SSH/$1.pid")"); do
    # From OpenSSH 9.8 on a session is a program of its own, sshd-session.
    case $(cat "/proc/$pid/comm" 2>/dev/null) in sshd* | "$comm") echo "$pid" ;; esac
  done
}

# The user's commands are not killed, they only lose their connection.
sshd_drop() { # NAME
  local pid
  for pid in $(sessions_of "$1"); do kill -9 "$pid" 2>/dev/null || true; done
}

# The listener goes first, frozen before its sessions are counted: who loses one of them comes back at once and must be
# refused, not be let in by a listener that has a moment to live.
sshd_stop() { # NAME
  local comm pid sessions
  comm=$(sshd_comm "$1")
  alive "$SSH/$1.pid" "$comm" || { rm -f "$SSH/$1.pid"; return 0; }
  kill -STOP "$(cat "$SSH/$1.pid")" 2>/dev/null || true
  sessions=$(sessions_of "$1")
  kill -9 "$(cat "$SSH/$1.pid")" 2>/dev/null || true
  stop "$SSH/$1.pid" "$comm"
  for pid in $sessions; do kill -9 "$pid" 2>/dev/null || true; done
}

sshd_configure() { # NAME: write its configuration; a running one is told only of a change, it drops its port for a moment
  local name=$1
  sshd_config "$name" >"$SSH/$name.conf.new"
  if cmp -s "$SSH/$name.conf.new" "$SSH/$name.conf"; then rm "$SSH/$name.conf.new"; return; fi
  mv "$SSH/$name.conf.new" "$SSH/$name.conf"
  alive "$SSH/$name.pid" "$(sshd_comm "$name")" && stop "$SSH/$name.pid" "$(sshd_comm "$name")"
  return 0
}

make_user() { # NAME
  local user=$1 home
  if ! id "$user" >/dev/null 2>&1; then
    useradd -m -s "${SHELL_OF[$user]}" -c "$GECOS" "$user"
  elif [ "$(getent passwd "$user" | cut -d: -f5)" != "$GECOS" ]; then
    fail "a user $user who is not the test facility's is on this machine; it is left alone"
    return 1
  fi
  home=$(getent passwd "$user" | cut -d: -f6)
  install -d -m 700 -o "$user" -g "$user" "$home/.ssh"
  # The jump host's own key opens only the jump host, so a test of one key a hop sees which key was used where.
  cat "$SSH"/id_cryo*.pub >"$home/.ssh/authorized_keys"
  if [ "$user" = jump ]; then cat "$SSH/id_jump.pub" >>"$home/.ssh/authorized_keys"; fi
  chown "$user:$user" "$home/.ssh/authorized_keys"
  chmod 600 "$home/.ssh/authorized_keys"
  # One line, before anything that returns early for shells without a terminal: bash reads it for ssh commands too.
  if [ "$user" = banner ]; then
    printf '%s\n' 'echo "*** Welcome to the facility. Maintenance on Monday. ***"' 'echo "*** quota: 93% ***" >&2' >"$home/.bashrc"
  fi
}

make_keys() {
  local kind
  # Made anew for each state folder: no machine ever has an account with a password that is written in a repository.
  [ -s "$SSH/password" ] || (umask 077; head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$SSH/password")
  for kind in ed25519 ecdsa rsa; do
    [ -f "$SSH/facility.$kind" ] || ssh-keygen -q -t $kind -N '' -C 'facility host' -f "$SSH/facility.$kind"
    [ -f "$SSH/bastion.$kind" ] || ssh-keygen -q -t $kind -N '' -C 'bastion host' -f "$SSH/bastion.$kind"
  done
  [ -f "$SSH/id_cryo" ] || ssh-keygen -q -t ed25519 -N '' -C 'test key' -f "$SSH/id_cryo"
  [ -f "$SSH/id_cryo_enc" ] || ssh-keygen -q -t ed25519 -N key-pass -C 'test key with a passphrase' -f "$SSH/id_cryo_enc"
  [ -f "$SSH/id_cryo_rsa" ] || ssh-keygen -q -t rsa -m PEM -N '' -C 'test key, old format' -f "$SSH/id_cryo_rsa"
  [ -f "$SSH/id_jump" ] || ssh-keygen -q -t ed25519 -N '' -C 'test key of the jump host' -f "$SSH/id_jump"
  # A stranger's key: made like the others, authorised nowhere.
  [ -f "$SSH/stranger" ] || ssh-keygen -q -t ed25519 -N '' -C stranger -f "$SSH/stranger"
  # The tests may run as the user who called sudo.
  chown "${SUDO_UID:-0}:${SUDO_GID:-0}" "$SSH"/id_* "$SSH"/stranger* "$SSH/password"
}

make_known_hosts() {
  local name keys
  for name in "${SSHDS[@]}"; do
    keys=facility
    [ "$name" = bastion ] && keys=bastion
    cut -d' ' -f1,2 "$SSH/$keys".*.pub | sed "s/^/[127.0.0.1]:${PORT_OF[$name]} /"
  done >"$SSH/known_hosts.new"
  mv "$SSH/known_hosts.new" "$SSH/known_hosts"
}

# A password prompt, then a real time-based code (RFC 6238) with a secret of our own. pam_oath refuses a code at or
# before the last one used, so the window is wide enough for a suite that logs in more often than twice a minute.
make_otp() {
  install -d -m 700 "$SSH/oath"
  [ -s "$SSH/otp-secret" ] || (umask 077; head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$SSH/otp-secret")
  chown "${SUDO_UID:-0}" "$SSH/otp-secret"
  [ -s "$SSH/oath/users" ] || (umask 077; echo "HOTP/T30/6 cryo - $(cat "$SSH/otp-secret")" >"$SSH/oath/users")
  cat >/etc/pam.d/farscope-otp <<PAM
auth requisite pam_unix.so
auth required pam_oath.so usersfile=$SSH/oath/users window=20 digits=6
account required pam_unix.so
session required pam_env.so
session required pam_limits.so
PAM
  ln -sfn "$(command -v sshd)" "$SSH/farscope-otp"
}

# A megabyte to run out of. Where mounting is refused (a container without the right) there is none, and tests say so.
make_full_disk() {
  mkdir -p "$FAC/full"
  mountpoint -q "$FAC/full" || mount -t tmpfs -o size=1m,mode=777 tmpfs "$FAC/full" 2>/dev/null || rmdir "$FAC/full"
}

silent_up() {
  alive "$SSH/silent.pid" python3 && return
  setsid python3 "$here/silent.py" "${PORT_OF[silent]}" </dev/null >"$SSH/silent.log" 2>&1 &
  echo $! >"$SSH/silent.pid"
  await 50 listening "${PORT_OF[silent]}" || fail 'the silent host does not listen' "$SSH/silent.log"
}

ssh_up() {
  local user name
  for name in sshd ssh-keygen python3 tcsh fish; do
    command -v $name >/dev/null || { fail "$name is not installed (test/facility/install.sh does it)"; return 1; }
  done
  [ -e /lib/security/pam_oath.so ] || compgen -G '/lib/*/security/pam_oath.so' >/dev/null || { fail 'libpam-oath is not installed'; return 1; }
  mkdir -p "$SSH" /run/sshd
  chmod 755 "$FAC" "$SSH"
  make_keys
  for user in "${!SHELL_OF[@]}"; do make_user "$user" || return 1; done
  for user in "${!SHELL_OF[@]}"; do echo "$user:$(cat "$SSH/password")"; done | chpasswd
  make_otp
  make_known_hosts
  make_full_disk
  for name in "${SSHDS[@]}"; do
    sshd_configure "$name"
    sshd_start "$name" || return 1
  done
  silent_up
}

ssh_down() {
  local name
  for name in "${SSHDS[@]}"; do
    sshd_stop "$name"
  done
  stop "$SSH/silent.pid" python3
  if mountpoint -q "$FAC/full"; then umount -l "$FAC/full"; fi
}
