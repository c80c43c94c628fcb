/** Brings what waits in the bucket to where the outputs belong, gone on with from wherever it stands. */
import type { Run } from '@contract/cloud-runs'
import type { FailureData } from '@contract/errors'
import { displayName } from '@domain/bytes-name'
import { belowRun } from '@domain/cloud/results/results-manifest'
import { type TarEntry, tarEntries } from '@domain/cloud/results/tar-entries'
import { commandOf } from '@domain/cloud/work/machine-state'
import { Failure } from '@domain/failure'
import { climbs } from '@domain/files/path'
import type { WorkParts } from '../runs/machine-work'
import { copyOwn } from '../work/copy-own'
import { finishCollectedJob, noteStreams } from '../work/relion-files'
import { openRunFolder, type RunFolder } from '../work/run-folder'
import { notWritten, unsupervised } from '../work/visit-words'
import { outputTargets } from './output-targets'
import { openRunBucket, type ResultsParts } from './ports'
import {
  deliveredLogs,
  type FoundResults,
  findResults,
  folderOfRun,
  openArchive,
  removeResults
} from './waiting-results'
import { writeOutput } from './write-output'

export interface CollectParts extends Pick<WorkParts, 'run' | 'report' | 'signal'> {
  /** The command goes on on a further machine, so RELION's job has not ended. */
  readonly goesOn: boolean
}

/** Between two notes of how far it is, and two reports. Milliseconds. */
const noteMs = 1000

/** Resolves when all is here and proven, and taken out of the bucket; with what is missing all the same, in words. */
export async function collectResults(parts: ResultsParts, work: CollectParts): Promise<FailureData | null> {
  const run = work.run()
  const bucket = await openRunBucket(parts, run)
  const folder = await openRunFolder(parts.dataFolder, run.id)
  const instance = run.machine?.instance ?? 'unknown'
  const known = folder.ofMachine(instance)
  const missing = known.fetched ? known.missing : await collect(parts, work, { bucket, folder, instance })
  try {
    await removeResults(bucket.files, folderOfRun(bucket, run), work.signal)
  } catch (thrown) {
    work.signal.throwIfAborted()
    // They are here: what is left there stands in the list of what costs.
    parts.log.warn(`Results that were fetched could not be deleted: ${Failure.from(thrown).message}`)
  }
  return missing
}

interface Place {
  readonly bucket: Awaited<ReturnType<typeof openRunBucket>>
  readonly folder: RunFolder
  readonly instance: string
}

async function collect(parts: ResultsParts, work: CollectParts, place: Place): Promise<FailureData | null> {
  const { bucket, folder, instance } = place
  const { run, report, signal } = work
  const found = await findResults(bucket, run(), signal)
  if (found === null)
    throw new Failure('not-found', `No whole results wait in s3:/${folderOfRun(bucket, run())}.`, {
      hint: 'Somebody may have taken them away. What is there still was left alone.'
    })
  report({ command: commandOf(found.manifest.state), error: null })
  const logs = { machine: deliveredLogs(bucket.files, found, signal), folder, instance }
  await copyOwn(logs, 'output.log', folder.logFile, Number.POSITIVE_INFINITY)
  await unpack(parts, work, place, found)
  const { relionJob } = run().asked
  const { goesOn } = work
  const end = { command: run().command, left: found.manifest.marks, goesOn }
  if (relionJob !== null) await finishCollectedJob(relionJob, logs, end)
  const missing = missingOf(run(), found, folder)?.toData() ?? null
  await folder.noteMachine(instance, { fetched: true, missing })
  return missing
}

async function unpack(parts: ResultsParts, work: CollectParts, place: Place, found: FoundResults): Promise<void> {
  const { bucket, folder, instance } = place
  const { run, report, signal } = work
  const { asked, id } = run()
  const archive = openArchive(bucket.files, found, signal)
  const targets = outputTargets(parts, asked.outputs)
  const links = new Set<string>()
  const already = folder.ofMachine(instance).collected
  let { at: reached, files, bytes } = already
  let noted = 0
  const tell = (): void =>
    report({ fetched: { files, bytes, totalBytes: Math.max(bytes, found.bytes), verified: files } })
  const note = async (): Promise<void> => {
    await folder.noteMachine(instance, { collected: { at: reached, files, bytes } })
    noted = performance.now()
    tell()
  }
  try {
    for await (const entry of tarEntries(archive.read, already.at)) {
      signal.throwIfAborted()
      const path = requirePlain(entry, links)
      const sha256 = found.manifest.files.get(path)
      for (const { at, target } of await targets.of(path, folder.notes.linked, signal)) {
        const { brought, linked } = folder.notes
        if (!brought.includes(at)) await folder.note({ brought: [...brought, at] })
        if (entry.type === 'link' && target.path === target.top && !linked.includes(at))
          await folder.note({ linked: [...linked, at] })
        await writeOutput(target, {
          ...{ entry, sha256, signal, read: archive.read, partId: id },
          arrived: () => {
            if (performance.now() - noted > noteMs) tell()
          }
        })
      }
      if (entry.type === 'file') {
        files += 1
        bytes += entry.size
        if (asked.relionJob !== null) await noteStreams(asked, path, entry.size, { folder, instance })
      }
      reached = entry.next
      if (performance.now() - noted > noteMs) await note()
    }
  } catch (thrown) {
    // Whoever fetches again meets all that is wrong with it again, and not what comes after it.
    if (Failure.from(thrown).code === 'corrupt') [reached, files, bytes] = [0, 0, 0]
    throw thrown
  } finally {
    await archive.close()
    await note()
  }
  report({ fetched: { files, bytes, totalBytes: bytes, verified: files } })
}

/** A machine that somebody else has taken over must not write beside what was asked for. */
function requirePlain(entry: TarEntry, links: Set<string>): string {
  const path = belowRun(entry.name)
  const parents = path.split('/').slice(0, -1)
  const throughLink = parents.some((_, at) => links.has(parents.slice(0, at + 1).join('/')))
  if (climbs(entry.name) || entry.name.startsWith('/') || entry.name.includes('\0') || throughLink)
    throw new Failure('corrupt', `The results hold ${displayName(entry.name)}, which no run can have written.`, {
      hint: 'Nothing more was written, nothing was deleted. Look at the bucket.'
    })
  if (entry.type === 'link') links.add(path)
  return path
}

function missingOf(run: Run, { manifest }: FoundResults, folder: RunFolder): Failure | null {
  if (manifest.state.stage === 'lost') return unsupervised()
  const { files } = folder.ofMachine(run.machine?.instance ?? 'unknown').collected
  const unread = manifest.unread + Math.max(0, manifest.files.size - files)
  if (unread > 0)
    return new Failure('permission', `${unread} of the outputs could not be read on the machine.`, {
      hint: 'The command may have written them as another user. Everything else was fetched.'
    })
  const { exitCode, endedBy } = run.command
  const well = exitCode === 0 || endedBy === 'idle' || endedBy === 'gpu-idle'
  const gone = run.asked.outputs.filter((_, at) => !folder.notes.brought.includes(at)).map(({ from }) => from)
  return well && gone.length > 0 ? notWritten(gone) : null
}
