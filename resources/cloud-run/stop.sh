# After state.sh. $2: seconds until what does not end by itself is killed.
umask 077
[ ! -e "$state/exit" ] || exit 0
(set -C && echo stop >"$state/ended-by") 2>/dev/null
# What has not begun does not begin.
: >"$state/stop"
if alive "$state/pid"; then kill -s TERM -- "-$pid" 2>/dev/null; fi
(
  trap '' HUP
  sleep "$2"
  if [ ! -e "$state/exit" ] && alive "$state/pid"; then kill -s KILL -- "-$pid" 2>/dev/null; fi
) </dev/null >/dev/null 2>&1 &
