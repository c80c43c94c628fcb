/**
 * The commands that compute checksums on other people's hosts, what they print, and which is worth asking. All print
 * `HEX  NAME` or `HEX *NAME`, but differ in names with a newline, backslash or bytes that are not UTF-8: GNU, perl and
 * b3sum escape, busybox and older xxhsum do not, openssl escapes half, b3sum loses bytes (each tried: sha256sum of
 * coreutils 9.1 and busybox 1.35, shasum 6.02, openssl 3.0, xxhsum 0.8.1, b3sum 1.2.0). So only plain names are given
 * to them as names; every other file goes in as standard input under a number.
 */
import { quote } from '../shell'
import type { ChecksumAlgorithm } from './checksums'

/** Those that a command computes. */
type CommandAlgorithm = Exclude<ChecksumAlgorithm, 'crc64nvme'>

export interface ChecksumTool {
  readonly name: string
  readonly algorithm: CommandAlgorithm
  /** Its words, before the files. */
  readonly command: readonly string[]
  /** About, of one file in memory. */
  readonly bytesPerSecond: number
}

/** SHA-256 where the processor has instructions for it and the command uses them; else as the plain commands. */
const sha256Plain = 400e6
const sha256Fast = 1.5e9

/** Within an algorithm the best first. */
const tools: readonly ChecksumTool[] = [
  { name: 'xxh128sum', algorithm: 'xxh128', command: ['xxh128sum'], bytesPerSecond: 9e9 },
  { name: 'xxhsum', algorithm: 'xxh128', command: ['xxhsum', '-H2'], bytesPerSecond: 9e9 },
  { name: 'b3sum', algorithm: 'blake3', command: ['b3sum'], bytesPerSecond: 3e9 },
  { name: 'openssl', algorithm: 'sha256', command: ['openssl', 'dgst', '-sha256', '-r'], bytesPerSecond: sha256Plain },
  { name: 'sha256sum', algorithm: 'sha256', command: ['sha256sum'], bytesPerSecond: sha256Plain },
  { name: 'shasum', algorithm: 'sha256', command: ['shasum', '-a', '256'], bytesPerSecond: sha256Plain }
]

/** Of `abc`. What prints anything else is not what its name says (XXH128 is only settled since xxhsum 0.8). */
const knownAnswers: Record<CommandAlgorithm, string> = {
  xxh128: '06b05ab6733a618578af5f94892f3950',
  blake3: '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
}

const words = (command: readonly string[]): string => command.map(quote).join(' ')

/** The commands of one algorithm, the next one tried only where the one before is not there or wrong. */
const attempts = (algorithm: CommandAlgorithm): string =>
  tools
    .filter(tool => tool.algorithm === algorithm)
    .map(({ name, command }) => `attempt ${name} ${knownAnswers[algorithm]} ${words(command)}`)
    .join(' || ')

/**
 * An sh script that prints the name of the first command of each algorithm that makes the right thing of `abc`, and
 * `cpu sha` when the processor has instructions for SHA-256 (proc(5), `flags` of x86, `Features` of ARM).
 */
export const probeScript = `LC_ALL=C; export LC_ALL
attempt() {
  name=$1; answer=$2; shift 2
  command -v "$1" >/dev/null 2>&1 || return 1
  case "$(printf abc | "$@" 2>/dev/null)" in "$answer"*) echo "$name";; *) return 1;; esac
}
${attempts('xxh128')}
${attempts('blake3')}
${attempts('sha256')}
grep -q -w -e sha_ni -e sha2 /proc/cpuinfo 2>/dev/null && echo 'cpu sha'
:`

/** The commands that are there and right, one for each algorithm, the fastest first. */
export function parseProbe(stdout: string): ChecksumTool[] {
  const lines = new Set(stdout.split('\n'))
  const fast = lines.has('cpu sha')
  return tools
    .filter(({ name }) => lines.has(name))
    .map(tool => (tool.name === 'openssl' && fast ? { ...tool, bytesPerSecond: sha256Fast } : tool))
    .sort((a, b) => b.bytesPerSecond - a.bytesPerSecond)
}

/** Whether every command prints this path as it is: it is text without control characters and backslashes. */
export function isPlainName(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return path.isWellFormed() && !/[\u0000-\u001f\u007f\\]/.test(path)
}

/**
 * The script of one exec, which takes lines of requests (`hashRequest`) and answers each with lines (`parseAnswer`) and
 * `end`. A request runs beside the reading of the next line: when that finds the end of input instead, because the
 * asking side gave up or the link is cut, what runs is killed and no checksum goes on for nobody. Only regular files
 * are opened: a pipe would be waited for.
 */
export function hashScript(tool: ChecksumTool): string {
  const command = words(tool.command)
  return `LC_ALL=C; export LC_ALL
many() {
  for f do shift; [ -f "$f" ] && set -- "$@" "$f"; done
  [ $# -eq 0 ] || { ${command} "$@" 2>/dev/null & tool=$!; wait "$tool"; }
}
each() {
  n=0
  for f do
    n=$((n+1)); printf '%s ' "$n"
    if [ ! -e "$f" ]; then echo missing
    elif [ ! -f "$f" ]; then echo other
    elif [ ! -r "$f" ]; then echo denied
    else ${command} <"$f" 2>/dev/null & tool=$!; wait "$tool" || echo failed
    fi
  done
}
answer() { tool=; trap '[ -n "$tool" ] && kill "$tool" 2>/dev/null; exit 1' TERM; eval "$1"; echo end; }
job=
while IFS= read -r line; do
  [ -n "$job" ] && wait "$job"
  answer "$(printf %b "$line")" &
  job=$!
done
[ -n "$job" ] && kill "$job" 2>/dev/null
wait`
}

/** Sh text of one request: all as names, or each as standard input under its number. Send it as one line of octal. */
export const hashRequest = (how: 'many' | 'each', paths: readonly string[]): string => `${how} ${words(paths)}`

export type ToolAnswer =
  | { readonly kind: 'end' }
  | { readonly kind: 'named'; readonly path: string; readonly hex: string }
  | { readonly kind: 'numbered'; readonly number: number; readonly hex: string }
  | { readonly kind: 'refused'; readonly number: number; readonly why: 'missing' | 'other' | 'denied' | 'failed' }

/** One line without its newline; undefined for anything else a host may print. */
export function parseAnswer(line: string): ToolAnswer | undefined {
  if (line === 'end') return { kind: 'end' }
  const named = /^([0-9a-f]{32,64}) [ *](.+)$/s.exec(line)
  if (named?.[1] && named[2]) return { kind: 'named', hex: named[1], path: named[2] }
  const numbered = /^(\d{1,6}) ([0-9a-f]{32,64})(?: |$)/.exec(line)
  if (numbered?.[2]) return { kind: 'numbered', number: Number(numbered[1]), hex: numbered[2] }
  const refused = /^(\d{1,6}) (missing|other|denied|failed)$/.exec(line)
  const why = refused?.[2]
  if (why === 'missing' || why === 'other' || why === 'denied' || why === 'failed')
    return { kind: 'refused', number: Number(refused?.[1]), why }
  return undefined
}
