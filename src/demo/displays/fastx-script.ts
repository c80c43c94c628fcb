/**
 * Make-believe scripts of FastX: one that starts sessions, with the documented options, that "will return the session
 * information as a JSON object and exit" (StarNet, "Starting sessions from the command line"), and two as a facility may
 * add them, which list sessions and end one. The keys of the objects are not documented.
 */
import { quote } from '@domain/shell'

export interface FakeFastx {
  /** Of its page. */
  readonly port: number
  /** Holds a file a session; everybody who may run the scripts may write it. */
  readonly folder: string
}

const head = `#!/bin/sh
# Make-believe FastX of the Farscope demo facility and of its tests.
`

/** `fastx-start`. */
export function fastxScript({ port, folder }: FakeFastx): string {
  return `${head}command= geometry=1024x768 name=
fail() { printf '{"error":{"name":"Error","message":"%s"}}\\n' "$1"; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --command) command=$2; shift ;;
    --geometry) geometry=$2; shift ;;
    --name) name=$2; shift ;;
    --param) shift ;;
    *) fail "unknown option $1" ;;
  esac
  shift
done
[ -n "$command" ] || fail 'command is required'
case $name$geometry in *[\\"\\\\]*) fail 'bad name' ;; esac
id=fx-$(date +%s)-$$
mkdir -p ${quote(folder)} || fail 'no folder'
object=$(printf '{"id":"%s","name":"%s","geometry":"%s","port":%s}' "$id" "$name" "$geometry" ${port})
printf '%s\\n' "$object" > ${quote(folder)}/"$id"
printf '{"result":%s}\\n' "$object"
`
}

/** `fastx-list`. */
export const fastxListScript = ({ folder }: FakeFastx): string => `${head}printf '{"result":['
between=
for file in ${quote(folder)}/fx-*; do
  [ -f "$file" ] || continue
  printf '%s%s' "$between" "$(cat "$file")"
  between=,
done
printf ']}\\n'
`

/** `fastx-terminate ID`. */
export const fastxTerminateScript = ({ folder }: FakeFastx): string => `${head}case $1 in
  fx-*[!0-9-]* | [!f]* | '') echo "No such session: $1" >&2; exit 1 ;;
esac
[ -f ${quote(folder)}/"$1" ] || { echo "No such session: $1" >&2; exit 1; }
rm -f ${quote(folder)}/"$1"
`
