/**
 * The sh scripts that start, find and end VNC servers. What a display needs is in a folder of its own on the host,
 * 0700: the password file, the X authority, the logs, and `facts`, one `key value` a line. Home folders are shared
 * between hosts, so the folder's name begins with the host's; a job's is `job.` and something.
 */
import { displaysFolder } from './job-scripts'

/** Where the folders of our displays are, and where VNC's programs are besides PATH. */
const places = `umask 077
export LC_ALL=C
base=${displaysFolder}
here=$(uname -n)
PATH=$PATH:/usr/local/bin:/usr/bin:/opt/TurboVNC/bin:/opt/tigervnc/usr/bin
find_server() {
  for server in Xvnc Xtigervnc Xturbovnc; do server=$(command -v $server) && return 0; done
  server=; return 1
}
`

/**
 * `alive PID`: a VNC server of this account has this number; a number alone may be another program's by now.
 * `folder ID`: sets `dir` to the folder of our display with this id (`:1`, `host:1` of another host, or a job's).
 */
const alive = `alive() {
  [ -n "$1" ] && kill -0 "$1" 2>/dev/null || return 1
  if [ -r /proc/$1/comm ]; then read -r program </proc/$1/comm; else program=$(ps -p "$1" -o comm= 2>/dev/null); fi
  case $program in *[Vv][Nn][Cc]*) return 0 ;; esac
  return 1
}
fact() { sed -n "s/^$2 //p" "$1/facts" 2>/dev/null | tail -n 1; }
folder() {
  case $1 in
    :*) dir=$base/$here$1; return ;;
    *:*) dir=$base/$1; return ;;
  esac
  for dir in "$base"/job.*; do [ "$(fact "$dir" job)" = "$1" ] && return; done
  dir=$base/none
}
`

/**
 * The desktop: `$1` is a line for sh, or empty for the one that the host has: the account's own xstartup of
 * vncserver, then the usual desktops, each with a session bus of its own. 127: there is none.
 */
const desktop = `desktop() {
  cd "$HOME" 2>/dev/null
  if [ -n "$1" ]; then sh -c "$1"; return; fi
  if [ -x "$HOME/.vnc/xstartup" ]; then "$HOME/.vnc/xstartup"; return; fi
  bus=; command -v dbus-run-session >/dev/null 2>&1 && bus='dbus-run-session --'
  for session in startxfce4 mate-session startplasma-x11 startlxqt startlxde cinnamon-session gnome-session; do
    if command -v $session >/dev/null 2>&1; then $bus $session; return; fi
  done
  for manager in openbox fluxbox icewm fvwm3 fvwm2 metacity mwm twm; do
    command -v $manager >/dev/null 2>&1 || continue
    $manager & managing=$!
    # A window that opens while its manager begins may stay hidden.
    sleep 1
    command -v xterm >/dev/null 2>&1 && { xterm -geometry 100x30+40+40 & }
    wait $managing; return
  done
  command -v xterm >/dev/null 2>&1 && { xterm -geometry 100x30+40+40; return; }
  echo 'No desktop is installed here: none of startxfce4, mate-session, gnome-session, openbox, twm, xterm was found.'
  return 127
}
`

/**
 * `serve DISPLAY PLACE FOLDER SIZE NAME COMMAND LOCAL`: runs the server and its desktop until either ends, and then ends
 * the other. PLACE: a port, or the path of a socket file, which TurboVNC then takes instead of a port, and TigerVNC
 * besides it unless the port is -1. Options are those that both know; the kinds of security are named apart. A desktop
 * behind a socket waits until `go` is in the folder, or some seconds: whoever started it looks whether it is reached.
 * `drop_socket PATH`: removes the socket file and its folder, where they are of ours. `drop_number DISPLAY PID`: gives
 * back the number of a server that was killed (X leaves its lock and its socket then, and nobody else removes them).
 */
const serve = `drop_socket() {
  case $1 in /tmp/farscope.*/rfb) rm -f -- "$1"; rmdir -- "\${1%/*}" 2>/dev/null ;; esac
}
drop_number() {
  [ "$(tr -d ' ' 2>/dev/null <"/tmp/.X$1-lock")" = "$2" ] && rm -f -- "/tmp/.X$1-lock" "/tmp/.X11-unix/X$1"
}
finish() {
  wait $vnc; status=$?
  # A signal ends the first wait, while the server is still ending.
  kill -0 $vnc 2>/dev/null && { wait $vnc; status=$?; }
  drop_socket "$2"; drop_number "$1" $vnc
  # Whoever closed it does not wait for us: the folder may be that of the next server with this number by now.
  [ "$(cat "$3/pid" 2>/dev/null)" = $vnc ] && echo $status >"$3/ended"
}
serve() {
  security=VncAuth; besides='-rfbport -1'
  "$server" -version 2>&1 | grep -qi turbovnc && { security=VNC; besides=; }
  case $2 in
    /*) listens="-rfbunixpath $2 $besides" ;;
    *) listens="-rfbport $2"; [ "$7" = local ] && listens="$listens -localhost" ;;
  esac
  "$server" ":$1" $listens -rfbauth "$3/passwd" -securitytypes $security -alwaysshared \\
    -geometry "$4" -depth 24 -auth "$3/Xauthority" -desktop "$5" -nolisten tcp </dev/null >"$3/log" 2>&1 &
  vnc=$!
  echo $vnc >"$3/pid"
  tries=0
  until [ -S "/tmp/.X11-unix/X$1" ] || [ $tries -ge 300 ]; do
    kill -0 $vnc 2>/dev/null || break
    sleep 0.1 2>/dev/null || sleep 1
    tries=$((tries + 1))
  done
  # Another server's socket may have been there: it is ours only while ours runs.
  kill -0 $vnc 2>/dev/null || { finish "$@"; return 1; }
  : >"$3/up"
  tries=0
  case $2 in /*)
    until [ -e "$3/go" ] || [ $tries -ge 150 ]; do
      kill -0 $vnc 2>/dev/null || break
      sleep 0.1 2>/dev/null || sleep 1
      tries=$((tries + 1))
    done
  esac
  kill -0 $vnc 2>/dev/null || { finish "$@"; return 1; }
  unset SESSION_MANAGER DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY
  DISPLAY=:$1 XAUTHORITY=$3/Xauthority XDG_SESSION_TYPE=x11; export DISPLAY XAUTHORITY XDG_SESSION_TYPE
  ( desktop "$6"; echo "The desktop ended with status $?."; kill $vnc 2>/dev/null ) </dev/null >"$3/desktop.log" 2>&1 &
  trap 'kill $vnc 2>/dev/null' TERM INT
  trap '' HUP
  finish "$@"
}
`

/** Keeps the 16 bytes of the password file and then the X authority, both from standard input, in folder `$1`. */
const takeSecrets = `take_secrets() {
  dd bs=1 count=16 of="$1/passwd" 2>/dev/null && cat >"$1/Xauthority"
}
`

/**
 * Starts a server on this host: `$1` size, `$2` name, `$3` command of the desktop, `$4` `socket` where it shall listen on
 * a socket file if it can, which nobody else of the host may open. Standard input: the secrets. Prints `none` where there
 * is no VNC server, `display N PLACE` when it is up (`serve`), else `failed` and the end of the logs.
 */
export const startScript = `${places}${alive}find_server || { echo none; exit 0; }
${desktop}${serve}${takeSecrets}mkdir -p "$base" || exit 1
new=$(mktemp -d "$base/new.XXXXXX") || exit 1
take_secrets "$new" || exit 1
sockets=; [ "$4" = socket ] && "$server" -help 2>&1 | grep -qi rfbunixpath && sockets=1
# Other programs take :1 first.
n=1; started=0
while [ $n -lt 99 ] && [ $started -lt 10 ]; do
  n=$((n + 1))
  [ -e "/tmp/.X$n-lock" ] || [ -e "/tmp/.X11-unix/X$n" ] && continue
  dir=$base/$here:$n
  alive "$(cat "$dir/pid" 2>/dev/null)" && continue
  drop_socket "$(fact "$dir" socket)"
  rm -rf -- "$dir"; mkdir "$dir" 2>/dev/null || continue
  cp "$new/passwd" "$new/Xauthority" "$dir/" || break
  started=$((started + 1))
  place=$((5900 + n)); kind=port
  # In /tmp, as X keeps its own: a socket's path may have some hundred letters only, and not every home folder takes one.
  [ -n "$sockets" ] && own=$(mktemp -d /tmp/farscope.XXXXXX) && { place=$own/rfb; kind=socket; }
  printf 'host %s\\ndisplay %s\\n%s %s\\nsize %s\\ncreated %s\\nname %s\\n' \\
    "$here" "$n" "$kind" "$place" "$1" "$(date +%s)" "$2" >"$dir/facts"
  keep=nohup; command -v setsid >/dev/null 2>&1 && keep='setsid nohup'
  program="$(cat <<'FARSCOPE_SERVE'
${serve}${desktop}
server=$1; shift
serve "$@"
# What the desktop left behind goes with it, where all of it is a group of its own.
trap '' TERM
[ "$(ps -o pgid= -p $$ 2>/dev/null | tr -d ' ')" = $$ ] && kill -TERM -- -$$ 2>/dev/null
FARSCOPE_SERVE
)"
  $keep sh -c "$program" farscope-vnc "$server" "$n" "$place" "$dir" "$1" "$2" "$3" local </dev/null >/dev/null 2>&1 &
  tries=0
  until [ -e "$dir/up" ] || [ -e "$dir/ended" ] || [ $tries -ge 350 ]; do
    sleep 0.1 2>/dev/null || sleep 1
    tries=$((tries + 1))
  done
  if [ -e "$dir/up" ]; then rm -rf -- "$new"; echo "display $n $place"; exit 0; fi
  # Somebody else took the display or its port between the look and the start.
  grep -qi 'already active\\|already in use\\|listening sockets' "$dir/log" 2>/dev/null || break
  rm -rf -- "$dir"
done
rm -rf -- "$new"
echo failed
tail -n 12 "$dir/log" "$dir/desktop.log" 2>/dev/null
rm -rf -- "$dir"`

/**
 * Everything that is there, one fact a line, tabs between: `host`, `user`, `server`, `wrapper`, `own` (our folders),
 * `listed` (lines of `vncserver -list`), `socket` (servers that listen on a socket file, whoever started them: display,
 * path) and `ood` (Open OnDemand's jobs). Passwords are not read.
 */
export const listScript = `${places}${alive}tab=$(printf '\\t')
line() { printf '%s' "$1"; shift; printf '\\t%s' "$@"; printf '\\n'; }
line host "$here"; line user "$(id -un)"
find_server && line server "$server"
limit=; command -v timeout >/dev/null 2>&1 && limit='timeout 20'
for dir in "$base"/*:* "$base"/job.*; do
  [ -f "$dir/facts" ] || continue
  host=$(fact "$dir" host); pid=$(cat "$dir/pid" 2>/dev/null); state=away
  if [ "$host" = "$here" ]; then state=ended; alive "$pid" && state=alive; fi
  accepted=$(grep -c 'Connections: accepted:' "$dir/log" 2>/dev/null)
  closed=$(grep -c 'Connections: closed:' "$dir/log" 2>/dev/null)
  told=$(tail -n 1 "$dir/desktop.log" 2>/dev/null | cut -c 1-300)
  line own "\${dir##*/}" "$host" "$(fact "$dir" display)" "$(fact "$dir" port)" "$pid" "$state" "$(fact "$dir" created)" \\
    "$(fact "$dir" size)" "\${accepted:-0}" "\${closed:-0}" "$(fact "$dir" job)" "$(date -r "$dir/log" +%s 2>/dev/null)" \\
    "$(fact "$dir" socket)" "$(printf %s "$told" | tr '\\t' ' ')" \\
    "$(fact "$dir" name | tr '\\t' ' ')"
done
for wrapper in vncserver tigervncserver; do
  command -v $wrapper >/dev/null 2>&1 || continue
  line wrapper "$(command -v $wrapper)"
  $limit $wrapper -list </dev/null 2>/dev/null | head -n 200 | tr '\\t' ' ' | while IFS= read -r text; do line listed "$text"; done
  break
done
option='-\\{1,2\\}[Rr][Ff][Bb][Uu][Nn][Ii][Xx][Pp][Aa][Tt][Hh]'
for process in /proc/[0-9]*; do
  [ -O "$process" ] && read -r program 2>/dev/null <"$process/comm" || continue
  case $program in *[Vv][Nn][Cc]*) ;; *) continue ;; esac
  words=$(tr '\\000' '\\n' 2>/dev/null <"$process/cmdline")
  path=$(printf '%s\\n' "$words" | sed -n "s/^$option=//p; /^$option$/{n;p;}" | tail -n 1)
  case $path in '') continue ;; /*) ;; *) path=$(readlink "$process/cwd")/$path ;; esac
  number=$(printf '%s\\n' "$words" | sed -n 's/^:\\([0-9]\\{1,5\\}\\)$/\\1/p' | head -n 1)
  [ -S "$path" ] && line socket "$number" "$path"
done
root=$HOME/ondemand/data/sys/dashboard/batch_connect
for file in "$root"/*/output/*/connection.yml "$root"/*/*/output/*/connection.yml "$root"/*/*/*/output/*/connection.yml; do
  [ -f "$file" ] || continue
  dir=\${file%/*}; id=\${dir##*/}
  job=$(sed -n 's/.*"job_id" *: *"\\([^"]*\\)".*/\\1/p' "$root/db/$id" 2>/dev/null | head -n 1)
  get() { sed -n "s/^$1: *//p" "$file" | head -n 1; }
  line ood "$id" "$job" "$(get host)" "$(get port)" "$(get display)"
done
exit 0`

/** Seconds after an opening in which the passwords stay: who opened it may not have logged in yet. */
const keptSeconds = 600

/** `tell`: prints the 16 bytes of the display's password file in hexadecimal. */
const tellPasswords = `tell() { echo "passwords $(od -An -v -tx1 <"$dir/passwd" | tr -d ' \\n')"; }
alive "$(cat "$dir/pid" 2>/dev/null)" || { echo gone; exit 0; }
`

/** The passwords of our display `$1`, which stay as they are: `passwords HEX`; `gone` where the server does not run. */
export const passwordsScript = `${places}${alive}folder "$1"
${tellPasswords}tell`

/**
 * As `passwordsScript`, for an opening. The passwords become the 16 bytes of standard input, for the server reads its
 * file at each login; but not while somebody else who opened it may still be on the way to that login. Two who open at
 * once take turns by flock(1), which the kernel takes back from whoever dies; a host without it keeps its passwords.
 */
export const renewScript = `${places}${alive}folder "$1"
${tellPasswords}whole() { [ "$(wc -c <"$1")" -eq 16 ]; }
renew() { cat >"$dir/passwd.new" && whole "$dir/passwd.new" && mv -f "$dir/passwd.new" "$dir/passwd"; }
attend() {
  now=$(date +%s)
  if command -v flock >/dev/null 2>&1 && flock 9 2>/dev/null; then
    last=$(cat "$dir/opened" 2>/dev/null)
    if ! whole "$dir/passwd" || [ $((now - \${last:-0})) -ge ${keptSeconds} ]; then renew; fi
  fi
  echo "$now" >"$dir/opened"
  tell
}
if touch "$dir/lock" 2>/dev/null; then attend 9>>"$dir/lock"; else tell; fi`

/** Whether our display `$1` runs: `alive`, else `ended` and the end of its logs. */
export const stateScript = `${places}${alive}folder "$1"
if alive "$(cat "$dir/pid" 2>/dev/null)"; then echo alive; exit 0; fi
echo ended
tail -q -n 6 "$dir/log" "$dir/desktop.log" 2>/dev/null`

/** Who came and went at our display `$1`: the lines of its log with a time before each. */
export const peopleScript = `${places}${alive}folder "$1"
grep -B 2 'Connections: \\(accepted\\|closed\\):' "$dir/log" 2>/dev/null | tail -n 3000
date '+now %a %b %e %T %Y %s'`

/** Lets the desktop of our display `$1` begin, where it waits behind a socket. */
export const goScript = `${places}${alive}folder "$1"
: >"$dir/go"`

/** Ends our display `$1` and what runs in it, and removes its folder. */
export const closeScript = `${places}${alive}folder "$1"
socket=$(fact "$dir" socket)
pid=$(cat "$dir/pid" 2>/dev/null)
if alive "$pid"; then
  kill "$pid"
  tries=0
  while alive "$pid" && [ $tries -lt 50 ]; do sleep 0.1 2>/dev/null || sleep 1; tries=$((tries + 1)); done
  alive "$pid" && kill -9 "$pid"
fi
case $socket in /tmp/farscope.*/rfb) rm -f -- "$socket"; rmdir -- "\${socket%/*}" 2>/dev/null ;; esac
rm -rf -- "$dir"
exit 0`

/** Ends the display `:$1` that the wrapper `$2` started. */
export const killScript = `${places}"$2" -kill ":$1" </dev/null 2>&1`

/** Starts one with the wrapper `$1`: `$2` size, `$3` name. Its own password file is used. */
export const wrapperScript = `${places}for file in "$HOME/.vnc/passwd" "$HOME/.config/tigervnc/passwd"; do [ -s "$file" ] && ready=1; done
[ -n "$ready" ] || { echo no-password; exit 0; }
"$1" -localhost -geometry "$2" -name "$3" </dev/null 2>&1
exit 0`

/** The functions by which a batch job serves its display. */
export const serverFunctions = `${places}${desktop}${serve}`

/** Sets `base`, the folder of our displays, and has `folder ID` (see `alive`). */
export const stateFolder = `${places}${alive}`
