/** FastX's start script on a host (StarNet, "Starting sessions from the command line"), and what we remember of it. */
import { displaysFolder } from './job-scripts'

/** `script` is the start script of the newest version, `fastx-start` where a facility has put it into the PATH. */
export const findFastx = `export LC_ALL=C
script=
for place in /usr/lib/fastx/latest/scripts/start /usr/lib/fastx/5/scripts/start /usr/lib/fastx/4/scripts/start \\
  /usr/lib/fastx/3/scripts/start /usr/lib/fastx2/api/start; do
  [ -x "$place" ] && { script=$place; break; }
done
[ -n "$script" ] || script=$(command -v fastx-start 2>/dev/null)
[ -n "$script" ] || { echo 'farscope: no fastx' >&2; exit 127; }
folder=${displaysFolder}
boot=$(awk '/^btime/ { print $2 }' /proc/stat 2>/dev/null)
`

/**
 * FastX documents no command that lists sessions, so those that were made from here are remembered in the account's
 * home: `EPOCH PORT ID NAME`, one file each, until the host starts anew. Where the facility has a line for it (\`$1\`,
 * else the command \`fastx-list\`), what it prints follows \`listed\`, and then its status. \`$2\`: its line that ends one.
 */
export const listFastx = `${findFastx}
line=$1
[ -n "$line" ] || { command -v fastx-list >/dev/null 2>&1 && line=fastx-list; }
printf 'script %s\\n' "$script"
if [ -n "$2" ] || command -v fastx-terminate >/dev/null 2>&1; then echo 'terminate yes'; fi
for file in "$folder"/fastx-"$(hostname)"-"$boot"-*; do
  [ -f "$file" ] && cat "$file"
done
[ -n "$line" ] || exit 0
echo listed
sh -c "$line" fastx </dev/null
printf '\\nstatus %s\\n' "$?"
exit 0`

/** Said, and the exit status, where nothing ends a session. */
export const noTerminate = { said: 'farscope: no terminate', code: 126 } as const

/** \`$1\` the facility's line (empty: the command \`fastx-terminate\`), \`$2\` the session's id, which the line has as \`$1\`. */
export const terminateFastx = `${findFastx}
line=$1
[ -n "$line" ] || { command -v fastx-terminate >/dev/null 2>&1 && line='exec fastx-terminate "$1"'; }
[ -n "$line" ] || { echo '${noTerminate.said}' >&2; exit ${noTerminate.code}; }
sh -c "$line" fastx "$2" </dev/null || exit $?
key=$(printf '%s' "$2" | cksum | awk '{ print $1 }')
rm -f "$folder/fastx-$(hostname)-$boot-$key"`

/** \`$1\` command (empty: the desktop of the host), \`$2\` geometry, \`$3\` name. */
export const startFastx = `${findFastx}
command=$1
if [ -z "$command" ]; then
  for program in startxfce4 mate-session gnome-session startplasma-x11 xterm; do
    command -v "$program" >/dev/null 2>&1 && { command=$program; break; }
  done
fi
[ -n "$command" ] || { echo 'No desktop was found on this host' >&2; exit 1; }
exec "$script" --command "$command" --geometry "$2" --name "$3" </dev/null`

/** \`$1\` id, \`$2\` name, \`$3\` port or 0. Nothing of it is secret. */
export const rememberFastx = `${findFastx}
umask 077
mkdir -p "$folder" || exit 1
key=$(printf '%s' "$1" | cksum | awk '{ print $1 }')
# Milliseconds, where date knows them: of two that are made in one second the page of the newer is meant.
now=$(date +%s.%3N)
case $now in *[!0-9.]*) now=$(date +%s) ;; esac
printf 'session %s %s %s\\n' "$now" "$3" "$(printf '%s\\t%s' "$1" "$2" | tr '\\n' ' ')" \\
  > "$folder/fastx-$(hostname)-$boot-$key"`
