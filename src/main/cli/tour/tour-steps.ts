/** The steps of `farscope demo --tour`. Later features add theirs at the end. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Place } from '@contract/files'
import { demoProfileName } from '@domain/cloud/profiles'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import { sizeText } from '../text'

export interface Tour {
  client: FarscopeClient
  /** A scratch folder of this computer, removed after the tour. */
  scratch: string
  signal: AbortSignal
  /** The job that an earlier step submitted. */
  job: string
}

export interface TourStep {
  title: string
  /** Returns its result in a few words; throws when it does not hold. */
  run(tour: Tour): Promise<string>
}

const site = 'demo'
const onSite = (path: string): Place => ({ kind: 'site', site, path })
const local = (path: string): Place => ({ kind: 'local', path })
/** Bytes of the file that goes there and back: several pieces of the copy engine. */
const sampleBytes = 3_000_000
const movies = 12
const shellLimitMs = 20_000

function hold(condition: boolean, message: string): void {
  if (!condition) throw new Failure('mismatch', message)
}

export const tourSteps: readonly TourStep[] = [
  {
    title: 'start the demo facility',
    run: async ({ client, signal }) => `site "${(await client.app.startDemo(undefined, { signal })).site}"`
  },
  {
    title: 'connect',
    run: async ({ client, signal }) => {
      const { state, host } = await client.connections.connect({ site }, { signal })
      hold(state === 'connected', `The connection is ${state}.`)
      return `${host} ${state}`
    }
  },
  { title: 'list the home folder', run: listHome },
  { title: 'upload', run: upload },
  { title: 'download and compare', run: downloadAndCompare },
  { title: 'upload a folder, verified', run: uploadVerified },
  { title: 'compare both folders', run: compareFolders },
  { title: 'run something in a shell', run: useShell },
  { title: 'submit a job', run: submit },
  { title: 'wait for it', run: waitForEnd },
  { title: 'read its output', run: readOutput },
  { title: 'ask the make-believe cloud', run: askCloud }
]

/** No run: a machine of the demo needs longer than the rest of the tour. */
async function askCloud({ client, signal }: Tour): Promise<string> {
  const { identity, region } = await client.cloud.account({ profile: demoProfileName }, { signal })
  hold(identity !== null, 'The cloud of the demo does not answer.')
  const types = await client.cloud.types({ profile: demoProfileName, gpus: 1 }, { signal })
  hold(types.length > 0, 'The cloud of the demo has no machine with a GPU.')
  return `profile ${demoProfileName}, ${types.length} types with GPUs in ${region}`
}

async function listHome({ client, signal }: Tour): Promise<string> {
  let count = 0
  for await (const event of await client.files.list({ place: onSite('~') }, { signal }))
    if (event.type === 'entries') count += event.entries.length
  hold(count > 0, 'The home folder is empty.')
  return `${count} entries`
}

async function copy({ client, signal }: Tour, source: Place, destination: Place): Promise<string> {
  const id = randomUUID()
  const rules = { parents: true, followLinks: false, conflict: 'overwrite' } as const
  await client.transfers.start({ id, sources: [source], destination, ...rules }, { signal })
  const { files, bytes, seconds, failed } = await client.transfers.result({ id }, { signal })
  const [first] = failed
  if (first) throw new Failure(first.code, first.message)
  hold(files === 1 && bytes === sampleBytes, `${files} files with ${bytes} bytes arrived.`)
  return `${sizeText(bytes)}, ${sizeText(bytes / Math.max(seconds, 0.001))}/s`
}

async function upload(tour: Tour): Promise<string> {
  const file = join(tour.scratch, 'sample.mrc')
  await writeFile(file, randomBytes(sampleBytes))
  return copy(tour, local(file), onSite('tour/sample.mrc'))
}

async function downloadAndCompare(tour: Tour): Promise<string> {
  const back = join(tour.scratch, 'back.mrc')
  const text = await copy(tour, onSite('tour/sample.mrc'), local(back))
  const [sent, received] = await Promise.all([readFile(join(tour.scratch, 'sample.mrc')), readFile(back)])
  hold(sent.equals(received), 'What came back differs from what was sent.')
  return `${text}, equal byte for byte`
}

async function uploadVerified({ client, signal, scratch }: Tour): Promise<string> {
  const folder = join(scratch, 'movies')
  await mkdir(folder)
  for (let index = 0; index < movies; index++) await writeFile(join(folder, `${index}.mrc`), randomBytes(100_000))
  const id = randomUUID()
  const input = { id, sources: [local(folder)], destination: onSite('tour/movies'), verify: true }
  await client.transfers.start(input, { signal })
  const { files, verified, failed } = await client.transfers.result({ id }, { signal })
  const [first] = failed
  if (first) throw new Failure(first.code, first.message)
  hold(verified === movies, `${verified} of ${files} files were verified.`)
  return `${verified} files, checksums equal at both ends`
}

async function compareFolders({ client, signal, scratch }: Tour): Promise<string> {
  const folders = { from: local(join(scratch, 'movies')), to: onSite('tour/movies'), by: 'checksum' as const }
  for await (const event of await client.transfers.compare(folders, { signal })) {
    if (event.type === 'differences') hold(false, `${event.differences[0]?.path} differs.`)
    if (event.type !== 'end') continue
    const { same, failed } = event.counts
    hold(same === movies && failed.length === 0, `${same} files are the same, ${failed.length} could not be compared.`)
    return `${same} files the same by checksum, nothing differs`
  }
  throw new Failure('internal', 'The comparison ended without a count.')
}

async function useShell({ client, signal }: Tour): Promise<string> {
  const id = randomUUID()
  const limit = AbortSignal.any([signal, AbortSignal.timeout(shellLimitMs)])
  await client.terminals.open({ id, place: { kind: 'site', site }, cols: 80, rows: 24 }, { signal })
  try {
    const output = await client.terminals.watch({ id }, { signal: limit })
    // The sum is not in what is typed, so an echo alone cannot pass for an answer.
    await client.terminals.input({ id, data: 'echo tour-$((40 + 2))\r' }, { signal })
    let seen = ''
    for await (const event of output) {
      if (event.type === 'exit') break
      if (event.type !== 'data') continue
      seen += event.data
      if (seen.includes('tour-42')) return 'echo tour-$((40 + 2)) gave tour-42'
    }
    throw new Failure('timeout', 'The shell did not answer.')
  } finally {
    await client.terminals.close({ id }).catch(() => {})
  }
}

async function submit(tour: Tour): Promise<string> {
  const script = '#!/bin/sh\n#SBATCH --job-name=tour\n#SBATCH --output=tour-%j.out\necho "aligned 42 movies"\n'
  const { id } = await tour.client.jobs.submit({ site, script, workDir: 'tour' }, { signal: tour.signal })
  tour.job = id
  return `job ${id}`
}

async function waitForEnd({ client, signal, job }: Tour): Promise<string> {
  const { state, exitCode } = await client.jobs.wait({ site, id: job }, { signal })
  hold(state === 'COMPLETED' && exitCode === 0, `The job ended ${state} with exit code ${exitCode}.`)
  return `${state}, exit code ${exitCode}`
}

async function readOutput({ client, signal, job }: Tour): Promise<string> {
  let text = ''
  for await (const event of await client.jobs.tail({ site, id: job }, { signal }))
    if (event.type === 'text') text += event.text
  hold(text.includes('aligned 42 movies'), 'The output of the job is not there.')
  return text.trim()
}
