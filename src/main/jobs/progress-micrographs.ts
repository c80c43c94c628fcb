/**
 * The micrographs of a MotionCorr or CtfFind job. Their one table is written at the end (RELION 3.1 to 5:
 * motioncorr_runner.cpp, ctffind_runner.cpp); until then each movie's `.star` or each micrograph's log tells, which
 * stand below the job's folder in the tree of their inputs (seen in 3.1.3: `Movies/m1.star` as soon as it is done).
 */
import type { JobProgress, Micrograph } from '@contract/job-progress'
import { expectedEnd } from '@domain/relion/expected-end'
import { relionInput } from '@domain/relion/job-folder'
import { readCtf, readCtfLog, readMotion, readMovieMotion } from '@domain/relion/micrographs'
import { parseStar } from '@domain/relion/star'
import type { JobFolder } from './progress-files'
import type { RelionContext } from './progress-relion'

/** What is told of micrographs, and how much of their files is read in one look. Bytes. */
const most = { shown: 2000, table: 32 * 1024 * 1024, read: 400, file: 64 * 1024 }

interface Found {
  readonly micrographs: NonNullable<JobProgress['micrographs']>
  /** Seconds since 1970, UTC. */
  readonly expectedEnd: number | null
}

const nothing: Omit<Micrograph, 'name'> = {
  ...{ totalMotion: null, earlyMotion: null, lateMotion: null },
  ...{ defocusAngstrom: null, astigmatismAngstrom: null, ctfResolutionAngstrom: null }
}

interface Kind {
  readonly table: string
  /** What each micrograph's own file ends in, as `find -name` has it. */
  readonly own: readonly [string, string]
  readTable(text: string): Micrograph[]
  readOwn(name: string, text: string): Micrograph | null
}

const mean = (u: number | null, v: number | null): number | null => (u === null || v === null ? null : (u + v) / 2)

const motion: Kind = {
  table: 'corrected_micrographs.star',
  own: ['*.star', '*.star'],
  readTable: text =>
    readMotion(text).map(({ name, totalAngstrom, earlyAngstrom, lateAngstrom }) => ({
      ...{ ...nothing, name, totalMotion: totalAngstrom, earlyMotion: earlyAngstrom, lateMotion: lateAngstrom }
    })),
  readOwn: (path, text) => {
    const found = readMovieMotion(text)
    const name = path.replace(/\.star$/, '.mrc')
    return (
      found && {
        ...{ ...nothing, name, totalMotion: found.totalAngstrom },
        ...{ earlyMotion: found.earlyAngstrom, lateMotion: found.lateAngstrom }
      }
    )
  }
}

const ctf: Kind = {
  table: 'micrographs_ctf.star',
  own: ['*_ctffind[345].log', '*_gctf.log'],
  readTable: text =>
    readCtf(text).map(found => ({
      ...{ ...nothing, name: found.name, astigmatismAngstrom: found.astigmatismAngstrom },
      defocusAngstrom: mean(found.defocusUAngstrom, found.defocusVAngstrom),
      ctfResolutionAngstrom: found.maxResolutionAngstrom
    })),
  readOwn: (path, text) => {
    const found = readCtfLog(text)
    return (
      found && {
        ...{ ...nothing, name: path.replace(/_(ctffind\d|gctf)\.log$/, '.mrc') },
        defocusAngstrom: mean(found.defocusUAngstrom, found.defocusVAngstrom),
        astigmatismAngstrom: found.astigmatismAngstrom,
        ctfResolutionAngstrom: found.maxResolutionAngstrom
      }
    )
  }
}

/**
 * Below the folder `$1`: how many files `$2` or `$3` there are, and the time and text of the newest `$4` of those not
 * older than `$5` (seconds), each cut at `$6` bytes. GNU find and sort; names with control characters are left out.
 */
const newestScript = `cd -- "$1" || exit 3
mark=$7
find . -mindepth 2 -type f -size +0 \\( -name "$2" -o -name "$3" \\) ! -path '*[[:cntrl:]]*' -printf '%T@ %p\\n' 2>/dev/null |
sort -k 1,1n | {
  list=$(cat)
  [ -n "$list" ] || { echo 0; exit 0; }
  printf '%s\\n' "$list" | wc -l
  printf '%s\\n' "$list" | awk -v since="$5" '$1 + 0 >= since + 0' | tail -n "$4" | while read -r time path; do
    printf '\\n%s %s %s\\n' "$mark" "$time" "$path"
    head -c "$6" -- "$path" 2>/dev/null
  done
}`

interface Own {
  readonly time: number
  readonly micrograph: Micrograph
}

/** What was learnt of a running job's micrographs so far, by path. */
interface Known {
  readonly owns: Map<string, Own>
  done: number
  since: number
}

async function lookForNew(folder: JobFolder, kind: Kind, known: Known, context: RelionContext): Promise<void> {
  const mark = '=== micrograph'
  const args = [folder.path, ...kind.own, String(most.read), String(known.since), String(most.file), mark]
  const { stdout } = await folder.connection.run(newestScript, {
    ...{ args, signal: context.signal, timeoutMs: 60_000, maxBytes: most.read * (most.file + 10_000) }
  })
  const [count = '', ...files] = stdout.toString('utf8').split(`\n${mark} `)
  known.done = Number(count.trim()) || 0
  const within = context.workDir !== null && folder.path.startsWith(`${context.workDir}/`)
  const prefix = within ? folder.path.slice((context.workDir?.length ?? 0) + 1) : folder.path
  for (const file of files) {
    const [head = ''] = file.split('\n', 1)
    const at = head.indexOf(' ')
    const [time, path] = [Number(head.slice(0, at)), head.slice(at + 1).replace(/^\.\//, '')]
    const micrograph = kind.readOwn(`${prefix}/${path}`, file.slice(head.length + 1))
    if (micrograph === null) continue
    known.owns.set(path, { time, micrograph })
    // The newest is looked at again: it may have been half written.
    known.since = Math.max(known.since, time)
  }
  for (const path of known.owns.keys()) {
    if (known.owns.size <= most.shown) break
    known.owns.delete(path)
  }
}

/** Rows of the table of movies or micrographs that the job got; null where it is not known. */
async function countInput(folder: JobFolder, context: RelionContext): Promise<number | null> {
  const input = relionInput(context.script, context.workDir)
  if (input === null) return null
  const { site, parsed, signal } = context
  const attributes = await (await folder.connection.sftp({ signal })).stat(input, { signal }).catch(() => null)
  if (attributes === null || attributes.size > most.table) return null
  return parsed.get(JSON.stringify([site, input, attributes.size, attributes.mtime, 'rows']), async () => {
    const { blocks } = parseStar(await folder.text(input, 0, attributes.size))
    const tables = blocks.filter(({ name, table }) => table && ['movies', 'micrographs', ''].includes(name))
    return tables[0]?.table?.rows.length ?? null
  })
}

/** Null for jobs of other kinds. */
export async function micrographProgress(
  folder: JobFolder,
  kind: string | null,
  ended: boolean,
  context: RelionContext
): Promise<Found | null> {
  const reader = kind === 'MotionCorr' ? motion : kind === 'CtfFind' ? ctf : null
  if (reader === null) return null
  const total = await countInput(folder, context)
  const table = folder.find(reader.table)
  const known = await context.parsed.get(
    JSON.stringify([context.site, folder.path, 'micrographs']),
    async (): Promise<Known> => ({ owns: new Map(), done: 0, since: 0 })
  )
  // A continued job has the table of its earlier run until it ends.
  if (!ended) await lookForNew(folder, reader, known, context)
  if (table && (ended || known.done === 0)) {
    const rows = await folder.head(table, most.table, 'micrographs', reader.readTable)
    return {
      micrographs: { total: total ?? rows.length, done: rows.length, newest: rows.slice(-most.shown) },
      expectedEnd: null
    }
  }
  const owns = [...known.owns.values()].sort((a, b) => a.time - b.time)
  const left = total === null ? 0 : total - known.done
  return {
    micrographs: { total, done: known.done, newest: owns.map(({ micrograph }) => micrograph) },
    expectedEnd: expectedEnd(
      owns.map(({ time }) => time),
      left,
      context.now
    )
  }
}
