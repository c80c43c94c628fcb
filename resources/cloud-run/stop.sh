# After state.sh. $2: seconds until what does not end by itself is killed.
umask 077
[ ! -e "$state/exit" ] || exit 0
(set -C && echo stop >"$state/ended-by") 2>/dev/null
# What has not begun does not begin.
: >"$state/stop"
if alive "$state/pid"; then kill -s TERM -- "-$pid" 2>/dev/null; fi
# In a session of its own: it outlives the one that was asked.
# shellcheck disable=SC2016
setsid sh -c 'sleep "$1"
[ ! -e "$2/exit" ] || exit 0
read -r pid start boot rest <"$2/pid" && [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] &&
  kill -s KILL -- "-$pid"' stop "$2" "$state" </dev/null >/dev/null 2>&1 &
