/**
 * A session from its first movie to the empty disk of its microscope: everything that may go wrong on the way does, and in
 * the end each file is verified in two places, the ledger agrees with sha256sum, and the release works. Compressed to some
 * seconds; `npm run soak -- session` has its true length of eight hours (--hours: another).
 * The room Now is looked at meanwhile: its pictures are in test-results/pictures, named session-*.
 */
import { type ChildProcess, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Watch, watchSchema } from '@contract/watch'
import { placeText } from '@domain/ledger/place-text'
import { expect, inject, it } from 'vitest'
import { z } from 'zod'
import { printedFileSchema } from '../../src/main/cli/ledger-documents'
import { describeFacility } from '../facility/describe-facility'
import { facility, scratch } from '../facility/facility'
import { createFaultRig, type FaultRig, mebibyte, soak, until } from './fault-rig'
import { laySession, openSessionWindow, type SessionWindow } from './session-window'

const hours = Number(process.env.FARSCOPE_SESSION_HOURS ?? 8)
/** Between two movies. */
const stepMs = soak ? 10_000 : 100
const movies = soak ? Math.max(30, Math.round((hours * 3_600_000) / stepMs)) : 28
const movieBytes = soak ? mebibyte : 300_000
const linkSpeed = 12 * mebibyte
/** A movie that is on its way long enough for something to happen to it. */
const largeBytes = 16 * mebibyte
/** How often, in movies, something goes wrong: each kind of fault in its turn. */
const faultEvery = soak ? Math.max(4, Math.round(movies / 60)) : 4
/** The small disk has room again from this movie on: before the first fault that waits until everything is copied. */
const roomAt = 3 * faultEvery
/** Files that come into the folder at one moment. */
const tiles = soak ? 10_000 : 400
const hostGoneMs = soak ? 60_000 : 8000
/** What is under way may take so long to be done; a machine may be busy. */
const patienceMs = soak ? 900_000 : 120_000

interface Session {
  readonly rig: FaultRig
  /** Of the microscope, of the tape, of this computer. */
  readonly run: string
  readonly tape: string
  readonly near: string
  /** A disk of one mebibyte that the notes go to; null where nothing may be mounted. */
  readonly small: string | null
  engine: ChildProcess
  /** Of the engine that runs now; a window whose engine is killed ends. */
  window: SessionWindow
}

/** What soak prints while nothing else tells that it goes on. */
const tell = (words: string): void => {
  if (soak) process.stdout.write(`${new Date().toISOString().slice(11, 19)} UTC ${words}\n`)
}

async function open(): Promise<Session> {
  const rig = await createFaultRig('facility', linkSpeed, 2)
  await rig.site('tape', 'threechannels')
  const [far, tape] = [await scratch(), await scratch()]
  // Made when the session begins, by the login of the site.
  const run = join(far, 'session', 'movies')
  const near = join(rig.folder, 'near')
  const small = inject('facility').fullDisk ? await fs.mkdtemp(join(facility.fullDisk, 'session-')) : null
  if (small) await fs.chmod(small, 0o777)
  laySession(rig.data, 'lab', join(far, 'session'), hours)
  const engine = await rig.serve()
  expect(await until(patienceMs, () => existsSync(run))).toBe(true)
  const session = { ...{ rig, run, tape, near, small }, engine, window: await openSessionWindow(rig) }
  const rules = ['--stable', '2', '--sidecar', '*.eer=*.xml']
  await rig.json(['watch', 'add', `lab:${run}`, near, `tape:${tape}/run`, '--name', 'run', ...rules])
  if (small) {
    await fs.writeFile(join(small, 'filler'), randomBytes(900_000))
    const places = [`tape:${small}/notes`, `${near}-notes`]
    await rig.json(['watch', 'add', `lab:${run}`, ...places, '--name', 'notes', '--include', '*.txt'])
  }
  return session
}

const watches = async ({ rig }: Session): Promise<Watch[]> =>
  z.array(watchSchema).parse(await rig.json(['watch', 'list']))

/** All files of the microscope, below its folders too. */
async function filesIn({ run }: Session): Promise<string[]> {
  const found = await fs.readdir(run, { recursive: true, withFileTypes: true })
  return found.filter(one => one.isFile() && !one.name.startsWith('.')).map(({ name }) => name)
}

/** Everything that is there was taken and is verified at each destination of its watch. */
async function isQuiet(session: Session): Promise<boolean> {
  const names = await filesIn(session)
  const notes = names.filter(name => name.endsWith('.txt'))
  return (await watches(session)).every(({ name, unfinished, destinations }) => {
    const wanted = name === 'notes' ? notes.length : names.length
    const isWhole = (one: Watch['destinations'][number]): boolean =>
      one.backlog.files === 0 && one.verified.files >= wanted && one.sizeOnly.files === 0
    return unfinished.files === 0 && destinations.every(isWhole)
  })
}

/** Each look is a command, which takes a processor from what is waited for. */
const untilQuiet = (session: Session): Promise<boolean> =>
  until(patienceMs, async () => {
    const quiet = await isQuiet(session)
    if (!quiet) await sleep(1000)
    return quiet
  })

/** As an acquisition program does: the movie in pieces, then what says that it is complete. */
async function writeMovie(session: Session, name: string, bytes: number, pauseMs = 0): Promise<void> {
  const file = await fs.open(join(session.run, `${name}.eer`), 'w', 0o666)
  for (let piece = 0; piece < 4; piece++) {
    await file.write(randomBytes(bytes / 4))
    await sleep(pauseMs)
  }
  await file.close()
  await fs.writeFile(join(session.run, `${name}.xml`), `<movie name="${name}"/>`)
}

/** Processes of the far user's shell that listen for closed files of this session. */
async function listeners({ run }: Session): Promise<number[]> {
  const found: number[] = []
  for (const pid of (await fs.readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    const words = (await fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
    if (words[0]?.endsWith('inotifywait') && words.includes(run)) found.push(Number(pid))
  }
  return found
}

/** A large movie is on its way and some of it has passed. */
async function largeUnderWay(session: Session, name: string): Promise<void> {
  const { link } = session.rig
  const before = link.bytes.down
  await writeMovie(session, name, largeBytes)
  // What came before it and is not sent yet is less.
  expect(await until(patienceMs, () => link.bytes.down - before > largeBytes / 2)).toBe(true)
}

type Fault = (session: Session, number: number) => Promise<void>

const faults: readonly Fault[] = [
  async function engineKilled(session, number) {
    await largeUnderWay(session, `killed-${number}`)
    session.engine.kill('SIGKILL')
    await once(session.engine, 'exit')
    await session.window.close()
    await writeMovie(session, `meanwhile-${number}`, movieBytes)
    session.engine = await session.rig.serve()
    session.window = await openSessionWindow(session.rig)
  },
  async function linkCut(session, number) {
    await largeUnderWay(session, `cut-${number}`)
    session.rig.link.cut()
  },
  async function watcherKilled(session) {
    for (const pid of await listeners(session)) process.kill(pid, 'SIGKILL')
  },
  async function halfWritten(session, number) {
    // Still for longer than a finished one has to be; its sidecar says that it is not.
    const name = join(session.run, `half-${number}`)
    const file = await fs.open(`${name}.eer`, 'w', 0o666)
    await file.write(randomBytes(movieBytes))
    await sleep(5000)
    expect(existsSync(join(session.near, `half-${number}.eer`))).toBe(false)
    await file.write(randomBytes(movieBytes))
    await file.close()
    await fs.writeFile(`${name}.xml`, '<movie/>')
  },
  async function renamedOnItsWay(session, number) {
    const { link } = session.rig
    expect(await untilQuiet(session)).toBe(true)
    const before = link.bytes.down
    link.freezeOnce(() => link.bytes.down - before > largeBytes / 4)
    await writeMovie(session, `early-${number}`, largeBytes)
    expect(await until(patienceMs, link.isFrozen)).toBe(true)
    await fs.rename(join(session.run, `early-${number}.eer`), join(session.run, `late-${number}.eer`))
    await fs.rename(join(session.run, `early-${number}.xml`), join(session.run, `late-${number}.xml`))
    link.thaw()
  },
  async function hostGone({ rig: { link } }) {
    // It answers nobody, for longer than a link waits for a word; then it is back.
    link.freeze()
    link.cut()
    await sleep(hostGoneMs)
    link.thaw()
  },
  async function manyAtOnce({ run }, number) {
    const folder = join(run, `atlas-${number}`)
    await fs.mkdir(folder)
    // The login of the site is another than that of the test, and deletes in the end.
    await fs.chmod(folder, 0o777)
    for (let tile = 0; tile < tiles; tile++) await fs.writeFile(join(folder, `tile-${tile}.mdoc`), `tile ${tile}`)
  }
]

/** While a destination is full, and what else came waits for nothing: seen in the room Now. */
async function seenInTrouble({ window, small }: Session): Promise<void> {
  if (small) {
    await window.backlog().getByText('files do not arrive').waitFor()
    await window.copies().getByText('files do not arrive').first().waitFor()
  }
  await window.pictures('fault')
}

/** When all is quiet: what was collected, that it is copied, and where to. */
async function seenWhole(session: Session): Promise<void> {
  const { window } = session
  const names = await filesIn(session)
  await window.counted(names.filter(name => name.endsWith('.eer')).length)
  await window.backlog().getByText('everything is copied').waitFor()
  const verified = new RegExp(`${names.length.toLocaleString('en-US')} verified`)
  await expect.poll(() => window.copies().getByText(verified).count()).toBe(2)
  await window.pictures('whole')
}

/** The microscope; faults come between its movies. */
async function collect(session: Session): Promise<void> {
  for (let movie = 0; movie < movies; movie++) {
    await writeMovie(session, `movie-${movie}`, movieBytes, stepMs / 4)
    // The first one has no room on the small disk beside its filler.
    const note = movie === 0 ? randomBytes(300_000) : `movie ${movie}`
    await fs.writeFile(join(session.run, `note-${movie}.txt`), note)
    if (movie % faultEvery === faultEvery - 1) {
      const turn = Math.floor(movie / faultEvery)
      const fault = faults[turn % faults.length]
      tell(`movie ${movie + 1} of ${movies}: ${fault?.name}`)
      await fault?.(session, turn)
    }
    if (movie === faultEvery - 2) await seenInTrouble(session)
    if (session.small && movie === roomAt) await fs.rm(join(session.small, 'filler'))
  }
}

const sums = (folder: string): Map<string, string> => {
  const names = execFileSync('find', ['.', '-type', 'f', '-printf', '%P\\0'], { cwd: folder, maxBuffer: 1e9 })
  const said = execFileSync('xargs', ['-0', '-r', 'sha256sum'], { cwd: folder, input: names, maxBuffer: 1e9 })
  return new Map(
    said
      .toString()
      .trimEnd()
      .split('\n')
      .map(line => [line.slice(66), line.slice(0, 64)])
  )
}

const shownSchema = z.object({
  summary: z.object({ safe: z.boolean() }).loose(),
  files: z.array(printedFileSchema)
})

describeFacility('a session in which everything goes wrong once', 'ssh', () => {
  const limitMs = soak ? (hours + 2) * 3_600_000 : 600_000
  it('ends with every file verified in two places, as sha256sum says too, and is released', {
    timeout: limitMs
  }, async () => {
    const session = await open()
    const { rig, run, tape, near, small } = session
    try {
      await collect(session)
      expect(await untilQuiet(session), JSON.stringify(await watches(session))).toBe(true)

      tell('everything is copied')
      await seenWhole(session)

      const collected = sums(run)
      expect(collected.size).toBeGreaterThan(3 * movies)
      // Whatever else is there is under a name that was given up, and nothing of this session is missing or another.
      for (const copies of [sums(near), sums(join(tape, 'run'))])
        for (const [name, sum] of collected) expect([name, copies.get(name)]).toEqual([name, sum])
      const versions = [...sums(near).keys()].filter(name => /\.v\d+\./.test(name))
      expect(versions).toEqual([])

      expect(await rig.json(['ledger', 'verify'])).toMatchObject({ missing: 0, differs: 0, away: 0, sourceChanged: 0 })
      const { summary, files } = shownSchema.parse(await rig.json(['ledger', 'show']))
      // Two ports of one machine: nobody can tell their disks apart, which the release asks about.
      expect(summary).toMatchObject({ safe: false, states: { waiting: { files: 0 }, trouble: { files: 0 } } })
      const known = new Map(files.map(file => [file.source, file]))
      for (const [name, sum] of collected) {
        const source = placeText({ kind: 'site', site: 'lab', path: join(run, name) })
        expect(known.get(source)).toMatchObject({ source, state: 'doubted', places: 2, sha256: sum })
      }

      const release = ['ledger', 'release', `lab:${run}`, '--apart', '--yes', '--expect']
      // One copy is missing, then it is there again.
      const [some = ''] = collected.keys()
      await fs.rename(join(near, some), `${near}-aside`)
      expect((await rig.farscope(['ledger', 'verify'])).status).not.toBe(0)
      expect(await rig.failure([...release, String(collected.size)])).toEqual([1, 'rule'])
      await fs.rename(`${near}-aside`, join(near, some))
      await rig.json(['ledger', 'verify'])
      await rig.json(['watch', 'remove', 'run'])
      if (small) await rig.json(['watch', 'remove', 'notes'])
      expect(await rig.json([...release, String(collected.size)])).toMatchObject({
        ...{ state: 'finished', deleted: { files: collected.size }, refused: 0 }
      })
      expect(await filesIn(session)).toEqual([])
      for (const copies of [sums(near), sums(join(tape, 'run'))])
        for (const [name, sum] of collected) expect(copies.get(name)).toBe(sum)
    } finally {
      await session.window.close()
      await rig.end()
      const folders = [run, tape, ...(small ? [small] : [])]
      for (const folder of folders) await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  })
})
