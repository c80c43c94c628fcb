# Watches over the machine of a run until it is gone. Before it stand: id, user, deadline (seconds since 1970), spot
# (1: the machine may be taken away), idle_seconds and gpu_idle_seconds (empty: never).
# For tests: FARSCOPE_TICK, FARSCOPE_GRACE (seconds), FARSCOPE_IMDS_FILE, FARSCOPE_PROC_STAT.
set -u
umask 022
root=${FARSCOPE_ROOT:-}
state=$root/var/lib/farscope/$id
tick=${FARSCOPE_TICK:-5}
grace=${FARSCOPE_GRACE:-30}

# One guard alone, and what it starts does not hold its place.
exec 9>"$state.guard-lock"
if type -P flock >/dev/null; then flock -n 9 || exit 0; fi

power() {
  local command
  command=$(type -P shutdown) || return 0
  if [ -n "$root" ]; then
    case $command in "$root"/*) ;; *) return 0 ;; esac
  fi
  "$command" "$@" </dev/null >/dev/null 2>&1 9>&- &
}

own() {
  [ "$(id -u)" != 0 ] || chown -h -- "$user:" "$@" 2>/dev/null || true
}

# --- The end of the machine, which the desktop moves while it lives.
armed=
look_at_deadline() {
  local said='' now
  now=$(date +%s)
  [ ! -r "$state/deadline" ] || read -r said <"$state/deadline"
  [[ ! $said =~ ^[0-9]{1,12}$ ]] || deadline=$((10#$said))
  if [ "$deadline" != "$armed" ] && [ "$now" -lt "$deadline" ]; then
    # A second net that the system itself holds, should this guard die. Six minutes later: logins are refused five
    # minutes before it.
    armed=$deadline
    power -P "+$(((deadline - now + 59) / 60 + 6))"
  fi
  if [ "$now" -ge "$deadline" ]; then
    end_command deadline
    sync
    power -h now
    # It is asked again where that did not help.
    sleep "$grace" 9>&-
  fi
}

# --- The command: who it is, and its end.
start_of() {
  local stat rest
  stat=$(cat -- "/proc/$1/stat" 2>/dev/null) || return 1
  rest=${stat##*) }
  # shellcheck disable=SC2086
  set -- $rest
  [ "$1" != Z ] && [ "$1" != X ] && printf '%s' "${20}"
}

pid=
command_alive() {
  local start boot
  [ -r "$state/pid" ] && [ ! -e "$state/exit" ] || return 1
  read -r pid start boot _ <"$state/pid" || return 1
  [[ $pid =~ ^[1-9][0-9]*$ ]] && [ "$pid" -gt 1 ] || return 1
  [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && [ "$(start_of "$pid")" = "$start" ]
}

end_command() {
  command_alive || return 0
  # Who was first ended it.
  (set -C && printf '%s\n' "$1" >"$state/ended-by") 2>/dev/null && own "$state/ended-by"
  kill -s TERM -- "-$pid" 2>/dev/null
  (
    sleep "$grace"
    ! command_alive || kill -s KILL -- "-$pid" 2>/dev/null
  ) 9>&- </dev/null >/dev/null 2>&1 &
}

# --- Two minutes before a spot machine is taken away AWS says so (EC2 user guide, "Spot Instance interruption notices").
service=http://169.254.169.254/latest
token=
token_at=0
said=
ask_service() {
  local status
  said=
  if [ -n "${FARSCOPE_IMDS_FILE:-}" ]; then
    said=$(cat -- "$FARSCOPE_IMDS_FILE" 2>/dev/null)
    return 0
  fi
  [ "$spot" = 1 ] && [ -z "$root" ] && type -P curl >/dev/null || return 0
  if [ -z "$token" ] || [ $((SECONDS - token_at)) -ge 18000 ]; then
    token=$(curl -sf --noproxy '*' -m 2 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 21600' \
      "$service/api/token" 9>&-) || token=
    token_at=$SECONDS
  fi
  [ -n "$token" ] || return 0
  said=$(curl -s --noproxy '*' -m 2 -w '\n%{http_code}' -H "X-aws-ec2-metadata-token: $token" \
    "$service/meta-data/spot/instance-action" 9>&-)
  status=${said##*$'\n'}
  if [ "$status" != 200 ]; then said=; fi
  if [ "$status" = 401 ]; then token=; fi
}

look_for_spot() {
  [ ! -e "$state/spot" ] || return 0
  ask_service
  case $said in *'"action"'*) ;; *) return 0 ;; esac
  printf '%s\n' "${said//$'\n'/ }" >"$state/spot.new"
  own "$state/spot.new"
  mv -f -- "$state/spot.new" "$state/spot"
  end_command spot
}

# --- Nothing works: the command is ended, never the machine, for its outputs wait there.
sample=
cpu_idle() {
  local before=$sample
  sample=$(grep '^cpu[0-9]' "${FARSCOPE_PROC_STAT:-/proc/stat}" 2>/dev/null)
  [ -n "$before" ] && [ -n "$sample" ] || return 1
  # Fields of proc(5): user nice system idle iowait irq softirq steal. Who waits for a disk is not idle.
  printf '%s\n-\n%s\n' "$before" "$sample" | awk '
    $1 == "-" { second = 1; next }
    { total = 0; for (i = 2; i <= 9; i++) total += $i }
    !second { all[$1] = total; idle[$1] = $5; next }
    $1 in all {
      spent = total - all[$1]
      if (spent <= 0) next
      counted++
      if ((spent - ($5 - idle[$1])) / spent >= 0.05) busy = 1
    }
    END { exit counted > 0 && !busy ? 0 : 1 }'
}

gpu_idle() {
  local used one
  type -P nvidia-smi >/dev/null || return 1
  used=$(timeout 20 nvidia-smi --query-gpu=utilization.gpu --format=csv,noheader,nounits 2>/dev/null 9>&-) || return 1
  [ -n "$used" ] || return 1
  while read -r one; do
    [[ $one =~ ^[0-9]{1,3}$ ]] && [ $((10#$one)) -lt 5 ] || return 1
  done <<<"$used"
}

up() {
  local seconds
  read -r seconds _ </proc/uptime
  printf '%s' "${seconds%.*}"
}

cpu_since=
gpu_since=
look_for_idle() {
  local now
  if ! command_alive; then
    cpu_since='' gpu_since='' sample=''
    return 0
  fi
  now=$(up)
  if [ -n "$idle_seconds" ]; then
    if cpu_idle; then cpu_since=${cpu_since:-$now}; else cpu_since=; fi
    if [ -n "$cpu_since" ] && [ $((now - cpu_since)) -ge "$idle_seconds" ]; then end_command idle; fi
  fi
  if [ -n "$gpu_idle_seconds" ]; then
    if gpu_idle; then gpu_since=${gpu_since:-$now}; else gpu_since=; fi
    if [ -n "$gpu_since" ] && [ $((now - gpu_since)) -ge "$gpu_idle_seconds" ]; then end_command gpu-idle; fi
  fi
}

# A machine that is only played ends with its folder.
while [ -d "$state" ]; do
  look_at_deadline
  look_for_spot
  look_for_idle
  sleep "$tick" 9>&-
done
