/**
 * A make-believe `dcv` for sh: what the real one is documented to print and to refuse, with sessions that are files.
 * NICE DCV Administrator Guide, "Managing NICE DCV sessions"; nothing of the product is in it.
 */
import { quote } from '@domain/shell'

export interface FakeDcv {
  /** Holds the sessions; made when there is none. */
  readonly folder: string
  /** Port of the display server. */
  readonly port: number
  /** Output of the list: JSON as of today, or a server that knows only text. */
  readonly json?: boolean
  /** So often a session that was "created" is asked for before it is gone; unset: it stays. */
  readonly diesAfter?: number
}

/** A PNG of one pixel, for a session's picture. */
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export function dcvScript({ folder, port, json = true, diesAfter = 0 }: FakeDcv): string {
  return `#!/bin/sh
# Make-believe Amazon DCV of the Farscope demo facility and of its tests.
all=${quote(folder)}/sessions
json=${json ? 1 : 0}
dies=${diesAfter}
mkdir -p "$all"
me=$(id -un)
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
fail() { printf '%s\\n' "$1" >&2; exit 1; }
value() { sed -n "s/^$2=//p" "$all/$1" 2>/dev/null | head -n 1; }
alive() {
  [ -f "$all/$1" ] || return 1
  [ "$dies" -gt 0 ] || return 0
  echo >> "$all/.$1"
  [ "$(wc -l < "$all/.$1")" -le "$dies" ] || { rm -f "$all/$1" "$all/.$1"; return 1; }
}
# "Users see only their own sessions; root all": to the others it is as if there were none.
seen() { alive "$1" && { [ "$me" = root ] || [ "$(value "$1" owner)" = "$me" ]; }; }
ids() { for file in "$all"/*; do [ -f "$file" ] && seen "\${file##*/}" && printf '%s\\n' "\${file##*/}"; done; }
escaped() { printf '%s' "$1" | sed 's/\\\\/\\\\\\\\/g; s/"/\\\\"/g'; }
object() {
  size=$(value "$1" size)
  cat <<END
  {
    "id" : "$1",
    "owner" : "$(value "$1" owner)",
    "user" : "$(value "$1" owner)",
    "name" : "$(escaped "$(value "$1" name)")",
    "num-of-connections" : $(value "$1" clients),
    "creation-time" : "$(value "$1" created)",
    "last-disconnection-time" : "",
    "licenses" : [
      { "product" : "dcv", "status" : "licensed", "check-timestamp" : "$(now)", "expiration-date" : "2099-01-01T00:00:00Z" }
    ],
    "licensing-mode" : "demo",
    "storage-root" : "",
    "type" : "$(value "$1" type)",
    "status" : "created",
    "x11-display" : ":2",
    "x11-authority" : "/run/user/1009/dcv/$1.xauth",
    "display-layout" : [ { "width" : \${size%x*}, "height" : \${size#*x}, "x" : 0, "y" : 0 } ]
  }
END
}
act=$1
[ $# -gt 0 ] && shift
case $act in
  list-sessions)
    if [ "$1" = --json ] || [ "$1" = -j ]; then
      [ "$json" = 1 ] || fail 'Unknown option --json'
      printf '[\\n'
      between=
      for id in $(ids); do printf '%s' "$between"; object "$id"; between=,; done
      printf ']\\n'
      exit 0
    fi
    found=$(ids)
    [ -n "$found" ] || { echo 'There are no sessions available.' >&2; exit 0; }
    for id in $found; do
      echo "Session: '$id' (owner:$(value "$id" owner) type:$(value "$id" type) name:'$(value "$id" name)')"
    done ;;
  describe-session)
    id=$1
    [ "$id" = --json ] && id=$2
    seen "$id" || fail "Could not describe session. The session '$id' is not available"
    case "$*" in
      *--json*) [ "$json" = 1 ] || fail 'Unknown option --json'; object "$id" ;;
      *)
        size=$(value "$id" size)
        printf 'Session: %s\\n  owner: %s\\n  name: %s\\n  X display: :1\\n' "$id" "$(value "$id" owner)" "$(value "$id" name)"
        printf '  X authority: /run/user/1009/dcv/%s.xauth\\n  display layout: %s+0+0\\n' "$id" "$size" ;;
    esac ;;
  create-session)
    type=virtual name= id=
    while [ $# -gt 0 ]; do
      case $1 in
        --type) type=$2; shift ;;
        --name) name=$2; shift ;;
        --init) [ -x "$2" ] || fail 'Could not create session. The init script cannot be run'; shift ;;
        --gl | --owner | --user | --storage-root | --permissions-file | --max-concurrent-clients) shift ;;
        -*) fail "Unknown option $1" ;;
        *) id=$1 ;;
      esac
      shift
    done
    [ -n "$id" ] || fail 'Missing session id'
    [ "$type" = virtual ] || [ "$(id -u)" = 0 ] || fail 'Could not create session. Permission denied: only root can create console sessions'
    alive "$id" && fail "Could not create session. A session with id '$id' exists already"
    printf 'owner=%s\\nname=%s\\ntype=%s\\ncreated=%s\\nclients=0\\nsize=1920x1080\\n' \\
      "$me" "$name" "$type" "$(now)" > "$all/$id" ;;
  close-session)
    seen "$1" || fail "Could not close session. The session '$1' is not available"
    rm -f "$all/$1" "$all/../$1.perm" ;;
  set-permissions)
    [ "$1" = --session ] || fail 'Missing --session'
    seen "$2" || fail "Could not set permissions. The session '$2' is not available"
    [ "$3" != --file ] || cp "$4" "$all/../$2.perm" || fail 'Could not read the permissions file' ;;
  set-display-layout)
    [ "$1" = --session ] && seen "$2" || fail "Could not set the layout. The session '$2' is not available"
    size=\${3%%+*}
    sed "s/^size=.*/size=$size/" "$all/$2" > "$all/../$2.new" && mv "$all/../$2.new" "$all/$2" ;;
  list-connections)
    seen "$1" || fail "Could not list connections. The session '$1' is not available"
    [ "$(value "$1" clients)" = 0 ] && { echo '[]'; exit 0; }
    printf '[ { "id" : 1, "user" : "%s", "client-address" : "10.0.0.38", "connection-time" : "%s" } ]\\n' "$me" "$(now)" ;;
  get-screenshot)
    for id; do :; done
    seen "$id" || fail "Could not get a screenshot. The session '$id' is not available"
    printf '{ "session-id" : "%s", "image" : { "format" : "png", "data" : "%s" } }\\n' "$id" ${onePixel} ;;
  get-config) printf '[connectivity]\\nweb-port = %s\\n' ${port} ;;
  version) echo 'Make-believe DCV 2024.0 (Farscope demo)' ;;
  *) fail "Unknown command '$act'" ;;
esac
`
}
