/** What the machine tells of what it has put into the bucket: the file that it writes last (resources/cloud-run/deliver.sh). */
import { decodeName } from '../../bytes-name'
import { Failure } from '../../failure'
import { type MachineState, parseState } from '../work/machine-state'
import { type LogName, logNames } from './results-folder'

export interface ResultsManifest {
  readonly run: string
  /** How the command stood when it was packed. */
  readonly state: MachineState
  /** Files that could not be read there, and folders that could not be looked into. */
  readonly unread: number
  /** RELION's marks that the command left. */
  readonly marks: readonly string[]
  /** In order: put together they are one tar archive. Bytes; SHA-256 in hex. */
  readonly parts: readonly { readonly bytes: number; readonly sha256: string }[]
  readonly logs: readonly { readonly name: LogName; readonly bytes: number }[]
  /** SHA-256 in hex by path below the run's folder. */
  readonly files: ReadonlyMap<string, string>
}

const newline = 0x0a
/** A hash in hex and two signs. */
const beforeName = 66

/** `corrupt` where it is not whole: then nothing of it counts. */
export function parseManifest(bytes: Uint8Array): ResultsManifest {
  const lines = linesOf(bytes)
  const one = (word: string): string | undefined =>
    lines.head.find(line => line === word || line.startsWith(`${word} `))?.slice(word.length + 1)
  const state = lines.head.map(parseState).find(found => found !== null)
  const run = one('run')
  if (lines.head[0] !== 'farscope-results 1' || run === undefined || !state) throw notWhole()
  return {
    ...{ run, state, unread: Number(one('unread') ?? 0) },
    marks: lines.head.flatMap(line => (/^marks( |$)/.test(line) ? line.split(' ').slice(1) : [])),
    parts: lines.head.flatMap(line => {
      const [, sha256 = '', size = ''] = /^part ([0-9a-f]{64}) (\d+)$/.exec(line) ?? []
      return sha256 === '' ? [] : [{ sha256, bytes: Number(size) }]
    }),
    logs: lines.head.flatMap(line => {
      const [, size = '', word = ''] = /^log (\d+) (\S+)$/.exec(line) ?? []
      const name = logNames.find(known => known === word)
      return name === undefined ? [] : [{ name, bytes: Number(size) }]
    }),
    files: filesOf(bytes.subarray(lines.end))
  }
}

function linesOf(bytes: Uint8Array): { readonly head: readonly string[]; readonly end: number } {
  const head: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(newline, at)
    if (end < 0) break
    const line = new TextDecoder().decode(bytes.subarray(at, end))
    at = end + 1
    if (line === 'files') return { head, end: at }
    head.push(line)
  }
  throw notWhole()
}

/** `HASH  NAME` with a NUL behind each, as `sha256sum -z` writes it: a name may hold anything else. */
function filesOf(bytes: Uint8Array): Map<string, string> {
  const files = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at)
    const hash = new TextDecoder().decode(bytes.subarray(at, at + 64))
    if (end < at + beforeName || !/^[0-9a-f]{64}$/.test(hash)) throw notWhole()
    files.set(belowRun(decodeName(bytes.subarray(at + beforeName, end))), hash)
    at = end + 1
  }
  return files
}

/** Names are written with `./` before them, so that none looks like an option. */
export const belowRun = (name: string): string =>
  name
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')

const notWhole = (): Failure =>
  new Failure('corrupt', 'The list of the results in the bucket is not whole.', {
    hint: 'Nothing was deleted. Look at the bucket; the parts put together are a tar archive.'
  })
