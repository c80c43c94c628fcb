/** What this computer keeps of a run beside its record: DATA_DIR/runs/ID, with the command's output and where it stands. */
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { failureSchema } from '@contract/errors'
import { errnoOf } from '@domain/errno-of'
import { Failure } from '@domain/failure'
import { z } from 'zod'

const notesSchema = z.object({
  version: z.literal(1),
  /** By instance id. */
  machines: z.record(
    z.string(),
    z.object({
      /** Where its output begins in the copies here: what came before is that of the machines before. Bytes. */
      begins: z.record(z.string(), z.number()),
      /** Its command was started. */
      started: z.boolean(),
      /** Its outputs are here and proven, or as much as there was. */
      fetched: z.boolean(),
      /** They are to be brought once more. */
      anew: z.boolean().default(false),
      /** What was missing then. */
      missing: failureSchema.nullable().default(null),
      /** How far its results came out of a bucket: where in their archive to go on, and what is here. Bytes. */
      collected: z
        .object({ at: z.number(), files: z.number(), bytes: z.number() })
        .default({ at: 0, files: 0, bytes: 0 })
    })
  ),
  /** Outputs, by their place in the list, of which something was fetched. */
  brought: z.array(z.number()),
  /** Of these, those that came out of a bucket as a link themselves: nothing is written through it. */
  linked: z.array(z.number()).default([]),
  /** RELION's abort file was there. */
  aborted: z.boolean()
})
type Notes = z.infer<typeof notesSchema>
export type MachineNotes = Notes['machines'][string]

const notVisited: MachineNotes = {
  ...{ begins: {}, started: false, fetched: false, anew: false, missing: null },
  collected: { at: 0, files: 0, bytes: 0 }
}

export interface RunFolder {
  readonly logFile: string
  readonly notes: Readonly<Notes>
  ofMachine(instance: string): MachineNotes
  /** On the disk when it resolves. */
  noteMachine(instance: string, change: Partial<MachineNotes>): Promise<void>
  note(change: Partial<Pick<Notes, 'brought' | 'linked' | 'aborted'>>): Promise<void>
}

export async function openRunFolder(dataFolder: string, id: string): Promise<RunFolder> {
  const folder = join(dataFolder, 'runs', id)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'work.json')
  let notes = await readNotes(file)
  let last: Promise<void> = Promise.resolve()

  async function keep(next: Notes): Promise<void> {
    notes = next
    last = last.catch(() => undefined).then(() => writeWhole(file, `${JSON.stringify(notes)}\n`))
    await last
  }

  const ofMachine = (instance: string): MachineNotes => notes.machines[instance] ?? notVisited

  return {
    logFile: join(folder, 'output.log'),
    get notes() {
      return notes
    },
    ofMachine,
    noteMachine: (instance, change) =>
      keep({ ...notes, machines: { ...notes.machines, [instance]: { ...ofMachine(instance), ...change } } }),
    note: change => keep({ ...notes, ...change })
  }
}

async function readNotes(file: string): Promise<Notes> {
  const none: Notes = { version: 1, machines: {}, brought: [], linked: [], aborted: false }
  try {
    const read = notesSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
    if (read.success) return read.data
    throw new Failure('corrupt', `${file} cannot be read.`, {
      hint: 'Move it away: the run then looks at its machine anew.',
      cause: read.error
    })
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return none
    if (thrown instanceof SyntaxError)
      throw new Failure('corrupt', `${file} cannot be read.`, {
        hint: 'Move it away: the run then looks at its machine anew.',
        cause: thrown
      })
    throw thrown
  }
}

/** Whole or not at all; a full disk is `disk-full`. */
async function writeWhole(file: string, text: string): Promise<void> {
  try {
    const handle = await open(`${file}.new`, 'w', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${file}.new`, file)
  } catch (thrown) {
    throw writeFailure(thrown, file)
  }
}

/** Of a write on this computer. */
export function writeFailure(thrown: unknown, file: string): Failure {
  const code = errnoOf(thrown)
  if (code === 'ENOSPC')
    return new Failure('disk-full', `${file} could not be written: the disk of this computer is full.`, {
      hint: 'Make room and fetch again; the outputs wait on the machine until its time is over.',
      cause: thrown
    })
  if (code === 'EDQUOT')
    return new Failure('quota', `${file} could not be written: your quota is used up.`, {
      hint: 'Make room and fetch again; the outputs wait on the machine until its time is over.',
      cause: thrown
    })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new Failure('permission', `${file} may not be written.`, { hint: 'Check its permissions.', cause: thrown })
  return Failure.from(thrown)
}

/** Bytes; 0 where there is none. */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return 0
    throw thrown
  }
}
