/** The project of RELION on this computer: the files that a job needs on the machine, and what it makes there. */
import { open, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunInput, RunOutput } from '@contract/cloud-runs'
import { Failure } from '@domain/failure'
import { mrcHeaderBytes, readMrcHeader } from '@domain/mrc/header'
import { checkedPath, type RelionCloudJob } from '@domain/relion/cloud-job'
import { filesOfOptions, filesOfTable, type NamedFile } from '@domain/relion/named-files'
import { refineProblems } from '@domain/relion/refine-checks'
import type { RelionCommand } from '@domain/relion/script-commands'
import { parseStar, type StarFile } from '@domain/relion/star'
import { localFileFailure } from './local-file-failure'

/** Bytes of a table; about two million particles. */
const longestTable = 400_000_000
/** As the contract takes them. */
const mostInputs = 10_000

export interface RelionFiles {
  readonly inputs: RunInput[]
  readonly outputs: RunOutput[]
  /** Absolute. */
  readonly jobFolder: string
}

/** `project`: its folder, absolute. `check`: what RELION would stop with at once is refused here. */
export async function relionFiles(
  job: RelionCloudJob,
  project: string,
  signal: AbortSignal,
  check: boolean
): Promise<RelionFiles> {
  const jobFolder = join(project, job.folder)
  const inJob = (path: string): boolean => path === job.folder || path.startsWith(`${job.folder}/`)
  const found = new Map<string, string>()
  const absent: NamedFile[] = []
  const seen = new Set<string>()
  const waiting = filesOfOptions(job)
  // The others are let go: a job may read thousands of tables.
  const looked = new Set(job.commands.map(inputOf))
  const tables = new Map<string, StarFile>()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal.throwIfAborted()
    if (seen.has(next.path)) continue
    seen.add(next.path)
    // The job's folder goes up as a whole, but its tables name others.
    const real = await realpath(join(project, next.path)).catch(() => null)
    if (real === null) absent.push(next)
    else if (!inJob(next.path)) found.set(next.path, real)
    if (real === null || !next.read) continue
    const table = await readTable(join(project, next.path), signal)
    if (looked.has(next.path)) tables.set(next.path, table)
    // One by one: a call takes no hundred thousand arguments.
    for (const file of filesOfTable(table, job.kind, next)) waiting.push(file)
  }
  refuseAbsent(absent.filter(({ needed }) => needed))
  if (check) await checkCommands(job, project, tables)
  const inputs = [...found].map(([to, path]): RunInput => ({ from: { kind: 'local', path }, to }))
  // RELION writes into the folder and does not make it.
  inputs.push({ from: { kind: 'local', path: await existing(jobFolder) }, to: job.folder })
  if (inputs.length > mostInputs)
    throw new Failure('limit-exceeded', `The job reads ${inputs.length} files; a run takes ${mostInputs} at most.`, {
      hint: 'Extract particles into fewer stacks, or launch it with farscope cloud launch and whole folders as inputs.'
    })
  const place = { kind: 'local', path: jobFolder } as const
  return { inputs, outputs: [{ from: job.folder, to: place }], jobFolder }
}

async function existing(folder: string): Promise<string> {
  return realpath(folder).catch((thrown: unknown) => {
    throw localFileFailure(folder, thrown)
  })
}

function refuseAbsent(absent: readonly NamedFile[]): void {
  const [first] = absent
  if (!first) return
  const others = absent.length > 1 ? ` and ${absent.length - 1} more` : ''
  throw new Failure('not-found', `${first.path.toWellFormed()}${others} (${first.by}) is not in the project.`, {
    hint: 'Start it in the folder of the project, or name that with --chdir. Nothing was launched.',
    detail: absent
      .slice(0, 20)
      .map(({ path }) => path)
      .join('\n')
  })
}

async function readTable(path: string, signal: AbortSignal): Promise<StarFile> {
  const failed = (thrown: unknown): never => {
    throw localFileFailure(path, thrown)
  }
  const { size } = await stat(path).catch(failed)
  const tooLong = new Failure('limit-exceeded', `${path} is too long a table.`, { hint: 'Split it in RELION.' })
  if (size > longestTable) throw tooLong
  const table = parseStar(await readFile(path, { encoding: 'utf8', signal }).catch(failed), 3_000_000)
  if (table.cut) throw tooLong
  return table
}

/** Of `--i`, as the files of a job are named; null: there is none, or only a shell could say which. */
function inputOf({ options }: RelionCommand): string | null {
  const input = options.get('i')
  return input ? checkedPath(input, '--i') : null
}

async function checkCommands(job: RelionCloudJob, project: string, tables: Map<string, StarFile>): Promise<void> {
  const problems: string[] = []
  for (const command of job.commands) {
    const reference = command.options.get('ref') ?? null
    const particles = tables.get(inputOf(command) ?? '') ?? null
    problems.push(...refineProblems(command, { particles, referenceBox: await boxOf(project, reference) }))
  }
  if (problems.length > 0)
    throw new Failure('usage', problems.join(' '), {
      hint: 'RELION would stop with that; nothing was launched. --no-check launches it all the same.'
    })
}

/** Null where it is none or cannot be read: RELION says that better. */
async function boxOf(project: string, reference: string | null): Promise<number | null> {
  if (reference === null || !/\.(mrc|map)$/.test(reference)) return null
  const path = join(project, reference)
  const file = await open(path).catch(() => null)
  if (file === null) return null
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mrcHeaderBytes), 0, mrcHeaderBytes, 0)
    const { size } = await file.stat()
    return readMrcHeader(buffer.subarray(0, bytesRead), size, path).columns
  } catch {
    return null
  } finally {
    await file.close()
  }
}
