# After state.sh. $2: the supervisor, $3: 1 to keep both streams apart too; $4: how many bytes the
# command has, which is a script for bash on standard input.
umask 077
if [ ! -d "$state/started" ]; then
  cat >"$state/command.$$"
  # A link that was cut on the way has sent only a part of it.
  [ "$(($(wc -c <"$state/command.$$")))" = "$4" ] || exit 1
  mv -f "$state/command.$$" "$state/command" || exit 1
  printf '%s\n' "$2" >"$state/supervise.$$" && mv -f "$state/supervise.$$" "$state/supervise" || exit 1
  [ "$3" != 1 ] || : >"$state/split"
  setsid bash "$state/supervise" "$state" </dev/null >/dev/null 2>&1 &
fi
left=100
until [ -e "$state/pid" ] || [ -e "$state/exit" ] || [ "$left" = 0 ]; do
  sleep 0.1
  left=$((left - 1))
done
describe
tell
