# shellcheck shell=bash
# The S3 side: moto, an S3 store in memory, on a port of its own, where EC2, STS and SSM answer too. Sourced by up.sh,
# down.sh and install.sh.

S3=$FAC/s3
# The version whose behaviour the tests know. awscrt lets it compute the checksums that AWS keeps (CRC-64/NVME).
MOTO=('moto[ec2,s3,ssm,sts]==5.2.1' flask flask-cors awscrt)

# Into the state folder, so that nothing of the machine's own Python changes.
s3_install() {
  [ -x "$S3/venv/bin/moto_server" ] && "$S3/venv/bin/python" -c 'import flask, moto.ec2, moto.s3, moto.ssm, moto.sts, awscrt' 2>/dev/null && return
  mkdir -p "$S3"
  python3 -m venv --clear "$S3/venv" && "$S3/venv/bin/pip" install -q --disable-pip-version-check "${MOTO[@]}"
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

s3_up() {
  if alive "$S3/moto.pid" moto_server && listening "$(cat "$S3/port")"; then return; fi
  [ -x "$S3/venv/bin/moto_server" ] || { fail 'moto is not installed (test/facility/install.sh does it)'; return 1; }
  stop "$S3/moto.pid" moto_server
  free_port >"$S3/port"
  # Pages of 100 keys instead of 1,000: listings of many pages without making as many objects.
  MOTO_S3_DEFAULT_MAX_KEYS=100 setsid "$S3/venv/bin/moto_server" -H 127.0.0.1 -p "$(cat "$S3/port")" \
    </dev/null >"$S3/moto.log" 2>&1 &
  echo $! >"$S3/moto.pid"
  await 300 listening "$(cat "$S3/port")" || fail 'moto does not answer' "$S3/moto.log"
}

s3_down() { stop "$S3/moto.pid" moto_server; }
