/**
 * The scripts that start shells, and keep them on their host: for tmux(1) from 1.8 and screen(1) from 4.0. All of them
 * take their arguments as `$1` … (docs/decisions/0014 says why our sessions have a server of their own).
 */

/**
 * Becomes the login shell, in folder `$1` unless that is empty, or the command that follows: one word alone is a line
 * for sh. The folder's name could hold control characters: not printed.
 */
export const shellInFolder = `[ -z "$1" ] || cd -- "$1" 2>/dev/null ||
  printf 'The folder of this terminal cannot be entered; this is your home.\\n'
shift
[ $# = 0 ] && exec "\${SHELL:-/bin/sh}" -l
[ $# = 1 ] && exec sh -c "$1"
exec "$@"`

/** Lines of history that the host keeps for a screen that is made anew. */
const historyLines = 20_000

/** Ours alone: the user's own tmux, its sessions and its configuration have no part in it. */
const tmuxServer = `t() { tmux -L farscope -f /dev/null "$@"; }
there() { t list-sessions -F '#{session_name}' 2>/dev/null | grep -Fqx -e "$1"; }
`

const screenSessions = `there() { screen -ls 2>/dev/null | grep -q -e "^[[:space:]]*[0-9][0-9]*\\.$1[[:space:]]"; }
`

/** Prints which of the two the host has, tmux before screen; nothing where it has none. */
export const findKeeper = `for keeper in tmux screen; do
  if command -v $keeper >/dev/null 2>&1; then echo $keeper; exit 0; fi
done`

/**
 * Makes a session that nobody looks at yet: `$1` name, `$2` columns, `$3` rows, `$4` command line of its shell.
 *
 * The options make tmux unseen: no status line, no key of its own (what is typed is the shell's), no alternate screen
 * and no scrolling by several lines at once (`indn`), so that lines that leave the screen get into the window's own
 * scrollback. Each is set by itself, because an old tmux does not know all of them.
 */
export const createInTmux = `${tmuxServer}set -f
new() {
  t start-server \\; set-option -g history-limit ${historyLines} \\; set-option -g default-terminal screen-256color \\; \\
    new-session -d -s "$1" -x "$2" -y "$3" "$4"
}
# A server ends with its last session: who comes in that moment is turned away, and finds a new one right after.
new "$@" 2>/dev/null || { sleep 0.2 2>/dev/null || sleep 1; there "$1" || new "$@" || exit 1; }
for option in 'status off' 'prefix None' 'prefix2 None' 'mouse off' 'escape-time 0' 'destroy-unattached off' \\
  'set-clipboard off' 'set-titles on' 'set-titles-string #T' 'window-size latest' 'focus-events on' \\
  'terminal-overrides xterm*:XT:Tc:Ms@:smcup@:rmcup@:indn@'; do
  t set-option -gq $option >/dev/null 2>&1
done
t unbind-key -a >/dev/null 2>&1
t unbind-key -a -T root >/dev/null 2>&1
exit 0`

/** Where the options of a screen session lie; its name is random, and an existing file is never written to. */
const screenOptions = `options="\${TMPDIR:-/tmp}/$1.screenrc"`

/**
 * The same in screen, which takes such options from a file only, and reads it again whenever the session is shown: so
 * the file stays as long as the shell. Its second file says that the shell has begun.
 */
export const createInScreen = `${screenOptions}
umask 077
set -C
cat >"$options" <<'END' || exit 1
startup_message off
vbell off
autodetach on
defutf8 on
defscrollback ${historyLines}
escape \\377\\377
term screen-256color
termcapinfo xterm* ti@:te@
END
screen -q -c "$options" -d -m -S "$1" sh -c ': >"$0.up"; eval "$1"; rm -f -- "$0"' "$options" "$4" ||
  { rm -f -- "$options"; exit 1; }
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  [ -e "$options.up" ] && { rm -f -- "$options.up"; exit 0; }
  sleep 0.1 2>/dev/null || sleep 1
done
rm -f -- "$options"
exit 1`

/** Status of {@link showFromTmux} and {@link showFromScreen}: there is no such session. */
export const goneStatus = 94
/** Status: the session is still there, but shown elsewhere or left. */
export const leftStatus = 93

/**
 * Shows the session `$1` on this pseudo-terminal and takes it from whoever showed it. With `$2` = 1 what had scrolled
 * away is printed first and pushed out of the screen of `$3` rows, for a window that has not seen it. Prints the line `$4`
 * then, and begins when a line is answered.
 */
export const showFromTmux = `${tmuxServer}there "$1" || exit ${goneStatus}
if [ "$2" = 1 ] && [ "$(t display-message -p -t "$1" '#{history_size}' 2>/dev/null || echo 0)" -gt 0 ]; then
  t capture-pane -p -e -S -${historyLines} -E -1 -t "$1" 2>/dev/null
  row=1
  while [ "$row" -lt "$3" ]; do echo; row=$((row + 1)); done
fi
# Not before everything above has been read, and nothing typed is echoed until then (see keeper-gate.ts).
stty -echo 2>/dev/null
printf '%s\\n' "$4"
read -r begin || exit ${leftStatus}
t -u attach-session -d -t "$1" 2>/dev/null
there "$1" && exit ${leftStatus}
exit 0`

export const showFromScreen = `${screenSessions}there "$1" || exit ${goneStatus}
screen -q -U -d -r "$1"
there "$1" && exit ${leftStatus}
exit 0`

/** A line for each session of ours: keeper, name, 1 when shown, seconds since 1970 or nothing. */
export const listKept = `tmux -L farscope -f /dev/null list-sessions -F 'tmux #{session_name} #{session_attached} #{session_created}' 2>/dev/null
screen -ls 2>/dev/null | while read -r session rest; do
  case $session in
    *.farscope-*) case $rest in *Detached*) shown=0 ;; *Dead*) continue ;; *) shown=1 ;; esac
      echo "screen \${session#*.} $shown" ;;
  esac
done
exit 0`

/** Ends the session `$1`. */
export const endInTmux = `${tmuxServer}there "$1" || exit 0
t kill-session -t "$1"`
export const endInScreen = `${screenSessions}${screenOptions}
rm -f -- "$options"
there "$1" || exit 0
screen -S "$1" -X quit || exit 1
for try in 1 2 3 4 5 6 7 8 9 10; do
  there "$1" || exit 0
  sleep 0.1 2>/dev/null || sleep 1
done
exit 1`

/** Prints the folder of what runs in front in the session `$1`. */
export const folderInTmux = `${tmuxServer}there "$1" && t display-message -p -t "$1" '#{pane_current_path}'`
