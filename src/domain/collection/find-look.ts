/**
 * Looks at a folder by one command of its host (GNU find), which sends only what changed: the names of 100,000 files do
 * not travel for one new movie. Sources: find(1), inotifywait(1), of findutils 4.8 and inotify-tools 3.14.
 */
import { decodeName } from '../bytes-name'
import type { SeenFile } from './observer'

/** Exit statuses of our own. */
export const lookExit = { noFolder: 44, noCommand: 45 } as const

/** Type, size, times of content and of inode, path: ended by NUL, as names may hold anything else. */
const format = (path: '%P' | '%p'): string => `'%y\\t%s\\t%T@\\t%C@\\t${path}\\0'`

const begin = `export LC_ALL=C
find /dev/null -prune -newerct @0 -printf '' 2>/dev/null || exit ${lookExit.noCommand}
began=$(date +%s%N)`
const end = `printf 'end\\t%s\\t%s\\t%s\\t\\0' "$began" "$(date +%s%N)" "$code"`

/**
 * `$1`: the folder, whose own link is followed and no other. `$2`: seconds since 1970; only what has a newer inode time
 * is told, which a rename and a copied modification time change, too; empty: everything. `$3`: not empty where only what
 * is directly in it is asked for. The folder itself is told, too, by an empty path.
 */
export const folderLookScript = `${begin}
[ -d "$1" ] || exit ${lookExit.noFolder}
folder=$1 since=$2 alone=$3
set -- '(' -type f -o -type d ')'
[ -n "$alone" ] && set -- -maxdepth 1 "$@"
[ -n "$since" ] && set -- "$@" -newerct "@$since"
find -H "$folder" "$@" -printf ${format('%P')}
code=$?
${end}`

/** Absolute paths on standard input, each ended by NUL; what is not there is left out (xargs ends with 123 then). */
export const pathsLookScript = `${begin}
xargs -0 sh -c 'exec find "$@" -maxdepth 0 -type f -printf ${format('%p').replaceAll("'", `'\\''`)} 2>/dev/null' find
code=$?
[ "$code" -eq 123 ] && code=0
${end}`

/**
 * Prints the path of each file below \`$1\` when who wrote it closes it, and when it is moved there. It ends with its
 * channel: sshd ends no command of its own accord, and a quiet inotifywait would never notice.
 */
export const listenScript = `command -v inotifywait >/dev/null 2>&1 || exit ${lookExit.noCommand}
[ -d "$1" ] || exit ${lookExit.noFolder}
exec 3<&0
inotifywait -m -r -e close_write -e moved_to --format '%w%f' -- "$1" </dev/null 3<&- &
pid=$!
{ cat <&3 >/dev/null; kill "$pid"; } >/dev/null 2>&1 &
wait "$pid"`

/** What inotifywait prints on standard error when it hears all folders. */
export const isListening = (said: string): boolean => said.includes('Watches established')

export interface Look {
  readonly files: readonly SeenFile[]
  /** Paths of folders that are new or in which something was made, moved or deleted. */
  readonly folders: readonly string[]
  /** The inode time of each of them, as exactly as its host tells it; '' is the folder that was looked at. */
  readonly folderTimes: ReadonlyMap<string, string>
  /** The newest inode time of all that was seen, whole seconds since 1970 UTC; null: nothing was. */
  readonly newest: number | null
  /** What the look took the host. */
  readonly tookMs: number
  /** It came to its end and could read every folder. */
  readonly complete: boolean
}

const tab = 9
const nul = 0

/** undefined: it does not end as a look does, so it was cut off. */
export function parseLook(output: Uint8Array): Look | undefined {
  const files: SeenFile[] = []
  const folders: string[] = []
  const folderTimes = new Map<string, string>()
  let newest: number | null = null
  for (let at = 0; at < output.length; ) {
    const stop = output.indexOf(nul, at)
    if (stop < 0) return undefined
    const [kind, size, mtime, ctime, path] = fieldsOf(output.subarray(at, stop))
    at = stop + 1
    if (kind === 'end')
      return {
        files,
        folders,
        folderTimes,
        newest: notAhead(newest, size),
        tookMs: tookMs(size, mtime),
        complete: ctime === '0'
      }
    if (kind === 'd') folderTimes.set(path, ctime)
    if (path === '') continue
    const changed = Math.floor(Number(ctime))
    if (Number.isFinite(changed)) newest = Math.max(newest ?? 0, changed)
    if (kind === 'f') files.push({ path, size: Number(size), mtime })
    else if (kind === 'd') folders.push(path)
  }
  return undefined
}

/** One time from a clock that was ahead for a moment would hide all that comes after it. `began`: nanoseconds. */
function notAhead(newest: number | null, began: string): number | null {
  if (newest === null || !/^\d{19}$/.test(began)) return newest
  return Math.min(newest, Number(BigInt(began) / 1_000_000_000n))
}

function fieldsOf(record: Uint8Array): [string, string, string, string, string] {
  const found: string[] = []
  let at = 0
  for (let field = 0; field < 4; field++) {
    const stop = record.indexOf(tab, at)
    if (stop < 0) break
    found.push(decodeName(record.subarray(at, stop)))
    at = stop + 1
  }
  const [kind = '', size = '', mtime = '', ctime = ''] = found
  return [kind, size, mtime, ctime, decodeName(record.subarray(at))]
}

/** Nanoseconds since 1970, both. */
function tookMs(began: string, ended: string): number {
  if (!/^\d{19}$/.test(began) || !/^\d{19}$/.test(ended)) return 0
  return Math.max(0, Number((BigInt(ended) - BigInt(began)) / 1_000_000n))
}
