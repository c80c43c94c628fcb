# Runs the command of a run, once, and writes down how it ended. $1: the folder of the run's state.
# It outlives the link: whoever starts it does so with setsid. `split` in that folder: both streams are kept apart too.
set -u
umask 022
state=$1
trap '' HUP
cd /
[ ! -e "$state/spot" ] || exit 0
# The one place where it is decided that the command runs: of several that were started, the others end here.
mkdir -- "$state/started" 2>/dev/null || exit 0

identity() {
  local stat rest pid=$1
  stat=$(cat -- "/proc/$pid/stat" 2>/dev/null)
  rest=${stat##*) }
  # shellcheck disable=SC2086
  set -- $rest
  printf '%s %s %s %s\n' "$pid" "${20:-0}" "$(cat /proc/sys/kernel/random/boot_id)" "$(date +%s)"
}

# Whole or not at all, and on the disk. $1: name, $2: text.
write_down() {
  printf '%s\n' "$2" >"$state/$1.new" && sync -- "$state/$1.new" && mv -f -- "$state/$1.new" "$state/$1" &&
    sync -- "$state"
}

write_exit() {
  local told
  told="$1 $(date +%s)"
  # A disk that the command has filled: what was kept free for this is given back.
  until write_down exit "$told" || [ ! -d "$state" ]; do
    rm -f -- "$state/spare"
    sleep 1
  done
}

write_down started/supervisor "$(identity $$)"
if [ -e "$state/stop" ]; then
  write_exit 143
  exit 0
fi
head -c 65536 /dev/zero >"$state/spare"
work=$(cat -- "$state/work")
: >>"$state/output.log"

# A login shell, so that the command finds what a person finds after signing in (modules, CUDA).
# shellcheck disable=SC2016
command_line=(setsid /bin/bash -lc 'cd -- "$1" && exec /bin/bash -- "$2"' farscope "$work" "$state/command")
tees=()
if [ -e "$state/split" ]; then
  mkfifo -- "$state/out.pipe" "$state/err.pipe"
  tee -a -- "$state/out.log" <"$state/out.pipe" >>"$state/output.log" &
  tees+=($!)
  tee -a -- "$state/err.log" <"$state/err.pipe" >>"$state/output.log" &
  tees+=($!)
  "${command_line[@]}" </dev/null >"$state/out.pipe" 2>"$state/err.pipe" &
else
  "${command_line[@]}" </dev/null >>"$state/output.log" 2>&1 &
fi
leader=$!
write_down pid "$(identity "$leader")"
# Somebody stopped it between the look above and now.
if [ -e "$state/stop" ]; then
  for _ in 1 2 3 4 5; do
    ! kill -s TERM -- "-$leader" 2>/dev/null || break
    sleep 0.2
  done
fi
wait "$leader"
code=$?

# $1: most tenths of a second until the command's group is gone.
group_gone() {
  local left=$1
  while kill -s 0 -- "-$leader" 2>/dev/null; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.1
  done
}

# What it left behind in the background ends with it, as in a batch system: afterwards its outputs do not change.
if kill -s TERM -- "-$leader" 2>/dev/null && ! group_gone 50; then
  kill -s KILL -- "-$leader" 2>/dev/null
  group_gone 20
fi
if [ "${#tees[@]}" -gt 0 ]; then
  (sleep 10 && kill -- "${tees[@]}") 2>/dev/null &
  limit=$!
  wait "${tees[@]}"
  kill -- "$limit" 2>/dev/null
fi
sync -- "$state/output.log"
write_exit "$code"
