/** Runs on a machine behind a real sshd, with everything that may go wrong on the way. */
import { createHash, randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { quote } from '@domain/shell'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openMachine } from '../../../../src/main/cloud/work/machine'
import { describeFacility } from '../../../facility/describe-facility'
import { facility, status } from '../../../facility/facility'
import { createRunRig, eventually, local, type RunRig } from './run-rig'

let rig: RunRig
const here = (name: string): string => join(rig.here, name)
const text = (path: string): Promise<string> => fs.readFile(path, 'utf8')

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await fs.readFile(path))
    .digest('hex')
}

async function logText(from = 0): Promise<string> {
  const { bytes } = await rig.machineWork.log(rig.parts(), from)
  return Buffer.from(bytes).toString('utf8')
}

/** As a reader takes it: piece after piece. */
async function wholeLog(): Promise<string> {
  for (let all = ''; ; ) {
    const piece = await logText(all.length)
    if (piece === '') return all
    all += piece
  }
}

describeFacility('the work on the machine of a run', 'ssh', () => {
  beforeEach(async () => {
    rig = await createRunRig()
  })
  afterEach(() => rig.end())

  it('brings inputs up, runs the command, and brings its outputs and its words down, proven', async () => {
    await fs.mkdir(here('movies'))
    await fs.writeFile(here('movies/one.mrc'), 'first')
    await fs.writeFile(here('params.star'), 'data_')
    rig.ask({
      command: 'ls -R\ncat in/movies/one.mrc params.star >out.txt\nmkdir -p deep && cp out.txt deep/copy.txt',
      inputs: [
        { from: local(here('movies')), to: 'in/movies' },
        { from: local(here('params.star')), to: 'params.star' }
      ],
      outputs: [
        { from: 'out.txt', to: local(here('results/all.txt')) },
        { from: 'deep', to: local(here('results/deep')) }
      ]
    })
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await text(join(rig.run.folder ?? '', 'out.txt'))).toBe('firstdata_')
    expect(await text(here('results/all.txt'))).toBe('firstdata_')
    expect(await text(here('results/deep/copy.txt'))).toBe('firstdata_')
    expect(rig.run.command).toMatchObject({ exitCode: 0, endedBy: 'itself' })
    expect(rig.run).toMatchObject({
      uploaded: { files: 2, verified: 2 },
      fetched: { files: 2, verified: 2 },
      error: null
    })
    expect(rig.reports.flatMap(({ state }) => state ?? [])).toEqual(['uploading', 'running', 'fetching'])
    expect(await logText()).toContain('one.mrc')
    expect(await logText()).toBe(await text(join(rig.here, 'runs', rig.run.id, 'output.log')))
  })

  it('fetches what a command that failed has written, and takes no offence at what it has not', async () => {
    rig.ask({
      command: 'echo half >half.txt; echo wrong >&2; exit 7',
      outputs: [
        { from: 'half.txt', to: local(here('half.txt')) },
        { from: 'whole.txt', to: local(here('whole.txt')) }
      ]
    })
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await text(here('half.txt'))).toBe('half\n')
    expect(rig.run).toMatchObject({ command: { exitCode: 7, endedBy: 'itself' }, error: null })
    expect(await logText()).toBe('wrong\n')
  })

  it('names an output that a command which ended well has not written', async () => {
    rig.ask({ command: 'true', outputs: [{ from: 'lost.txt', to: local(here('lost.txt')) }] })
    await rig.boot()
    const error = { code: 'not-found', message: expect.stringContaining('lost.txt') }
    expect(await rig.drive()).toMatchObject({ end: 'fetched', error })
    expect(rig.run.error).toMatchObject(error)
    // Asked again, as by an engine that was killed before it wrote down the end, it says the same.
    expect(await rig.drive()).toMatchObject({ end: 'fetched', error })
  })

  it('runs on while the link is cut and the engine is ended, and is begun once', async () => {
    rig.ask({
      command: 'echo begun >>begun.txt\nwhile [ ! -e go ]; do sleep 0.1; done\necho done >out.txt',
      outputs: [
        { from: 'out.txt', to: local(here('out.txt')) },
        { from: 'begun.txt', to: local(here('begun.txt')) }
      ]
    })
    await rig.boot()
    const first = rig.drive()
    await eventually(() => rig.run.state === 'running')
    rig.link.cut()
    await eventually(() => rig.reports.some(({ error }) => error?.code === 'unreachable'))
    await eventually(() => rig.run.error === null)
    rig.ending.abort()
    await expect(first).rejects.toThrow()
    await rig.restart()
    const second = rig.drive()
    await fs.writeFile(join(rig.work, 'go'), '')
    expect(await second).toEqual({ end: 'fetched', error: null })
    expect(await text(here('begun.txt'))).toBe('begun\n')
    expect(await text(here('out.txt'))).toBe('done\n')
  })

  it('ends the command when it is told to, also one that does not listen, and fetches what it wrote', async () => {
    rig.ask({
      command: "trap '' TERM\necho part >part.txt\nwhile :; do sleep 0.1; done",
      outputs: [{ from: 'part.txt', to: local(here('part.txt')) }]
    })
    await rig.boot()
    const driven = rig.drive()
    await eventually(() => rig.run.command.startedAt !== null)
    await eventually(() => fs.stat(join(rig.work, 'part.txt')).catch(() => null))
    await rig.machineWork.stop(rig.parts())
    expect(await driven).toEqual({ end: 'fetched', error: null })
    expect(rig.run.command).toMatchObject({ exitCode: 137, endedBy: 'stop' })
    expect(await text(here('part.txt'))).toBe('part\n')
  })

  it('is gone on with where the engine was ended in the middle of the way up', async () => {
    await fs.writeFile(here('movie.mrc'), randomBytes(8 * 1024 ** 2))
    rig.ask({
      command: 'sha256sum movie.mrc >sum.txt; ls >names.txt; echo begun >>begun.txt',
      inputs: [{ from: local(here('movie.mrc')), to: 'movie.mrc' }],
      outputs: ['sum.txt', 'names.txt', 'begun.txt'].map(from => ({ from, to: local(here(from)) }))
    })
    await rig.boot()
    rig.link.speed(1e6)
    const first = rig.drive()
    await eventually(() => rig.run.uploaded.bytes > 0)
    await rig.restart()
    await expect(first).rejects.toThrow()
    expect(rig.run.state).toBe('uploading')
    rig.link.speed(1e9)
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await text(here('sum.txt'))).toBe(`${await sha256(here('movie.mrc'))}  movie.mrc\n`)
    expect((await text(here('names.txt'))).split('\n')).toEqual(['movie.mrc', 'names.txt', 'sum.txt', ''])
    expect(await text(here('begun.txt'))).toBe('begun\n')
    expect(rig.run.uploaded).toMatchObject({ files: 1, verified: 1 })
  })

  it('is gone on with where the engine was ended in the middle of the way down', async () => {
    rig.ask({
      command: 'head -c 8388608 /dev/urandom >map.mrc; echo begun >>begun.txt',
      outputs: ['map.mrc', 'begun.txt'].map(from => ({ from, to: local(here(`results/${from}`)) }))
    })
    await rig.boot()
    rig.link.speed(1e6)
    const first = rig.drive()
    await eventually(() => rig.run.fetched.bytes > 10_000)
    await rig.restart()
    await expect(first).rejects.toThrow()
    rig.link.speed(1e9)
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await sha256(here('results/map.mrc'))).toBe(await sha256(join(rig.work, 'map.mrc')))
    expect((await fs.readdir(here('results'))).sort()).toEqual(['begun.txt', 'map.mrc'])
    expect(await text(here('results/begun.txt'))).toBe('begun\n')
    expect(rig.run.fetched).toMatchObject({ files: 2, verified: 2 })
    // Asked once more it does nothing anew.
    const reports = rig.reports.length
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(rig.reports.length).toBe(reports)
  })

  it('is begun once by two that start it at the same time', async () => {
    rig.ask({
      command: 'echo begun >>begun.txt; while [ ! -e go ]; do sleep 0.1; done',
      outputs: [{ from: 'begun.txt', to: local(here('begun.txt')) }]
    })
    await rig.boot()
    const machine = openMachine(rig.run.id, await rig.parts().connection(rig.ending.signal), rig.ending.signal)
    const { command } = rig.run.asked
    const states = await Promise.all([1, 2, 3, 4, 5].map(() => machine.start(command, false)))
    expect(states.map(({ stage }) => stage)).toEqual(Array(5).fill('running'))
    await fs.writeFile(join(rig.work, 'go'), '')
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await text(here('begun.txt'))).toBe('begun\n')
  })

  it('takes every name as it is', async () => {
    const names = ['a b \'c\' "d"', '$(touch hacked)', 'line\nbreak', '-rf', '`id`;|&<>*?[]', 'Größe ✓']
    await fs.mkdir(here('in'))
    for (const name of names) await fs.writeFile(here(`in/${name}`), name)
    rig.ask({
      name: '$(touch hacked) \'x\n"',
      command: 'cp -r in out\nprintf "%s" "$PWD" >pwd.txt',
      inputs: names.map(name => ({ from: local(here(`in/${name}`)), to: `in/${name}` })),
      outputs: [
        ...names.map(name => ({ from: `out/${name}`, to: local(here(`back/${name}`)) })),
        { from: 'pwd.txt', to: local(here("it's here/pwd $HOME.txt")) }
      ]
    })
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect((await fs.readdir(here('back'))).sort()).toEqual([...names].sort())
    for (const name of names) expect(await text(here(`back/${name}`))).toBe(name)
    expect(await text(here("it's here/pwd $HOME.txt"))).toBe(rig.work)
    expect((await fs.readdir(rig.work)).sort()).toEqual(['in', 'out', 'pwd.txt'])
    expect(rig.run.error).toBeNull()
  })

  it('gives the log from any byte while the command runs and afterwards', async () => {
    rig.ask({ command: 'seq 50000\nwhile [ ! -e go ]; do sleep 0.1; done\necho last >&2' })
    await rig.boot()
    const driven = rig.drive()
    const numbers = `${Array.from({ length: 50_000 }, (_, at) => at + 1).join('\n')}\n`
    await eventually(async () => (await fs.stat(join(rig.state, 'output.log'))).size === numbers.length)
    await eventually(() => rig.run.state === 'running')
    expect(await wholeLog()).toBe(numbers)
    expect(await logText(numbers.length - 6)).toBe('50000\n')
    expect(await logText(numbers.length + 100)).toBe('')
    await fs.writeFile(join(rig.work, 'go'), '')
    expect(await driven).toEqual({ end: 'fetched', error: null })
    expect(await wholeLog()).toBe(`${numbers}last\n`)
    rig.link.cut()
    await fs.rm(rig.root, { recursive: true, maxRetries: 5 })
    expect(await wholeLog()).toBe(`${numbers}last\n`)
  })

  it('waits with its outputs when they cannot be put where they go, and brings them when they can', async () => {
    await fs.writeFile(here('taken'), 'a file where a folder should be')
    rig.ask({ command: 'echo result >out.txt', outputs: [{ from: 'out.txt', to: local(here('taken/out.txt')) }] })
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'waiting' })
    expect(rig.run).toMatchObject({ state: 'waiting', error: { code: 'not-a-directory' }, command: { exitCode: 0 } })
    await fs.rm(here('taken'))
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await text(here('taken/out.txt'))).toBe('result\n')
    expect(rig.run.error).toBeNull()
  })

  it('brings what is new where the machine was kept and its outputs are asked for once more', async () => {
    rig.ask({ command: 'mkdir out; echo first >out/a.txt', outputs: [{ from: 'out', to: local(here('out')) }] })
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    await rig.there(
      `echo second >${quote(join(rig.work, 'out/a.txt'))}; echo new >${quote(join(rig.work, 'out/b.txt'))}`
    )
    // After a restart alone nothing is brought twice.
    await rig.restart()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect(await text(here('out/a.txt'))).toBe('first\n')
    await rig.machineWork.fetchAnew(rig.run)
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    expect([await text(here('out/a.txt')), await text(here('out/b.txt'))]).toEqual(['second\n', 'new\n'])
    expect(rig.run).toMatchObject({ fetched: { files: 2, verified: 2 }, error: null })
  })

  it('waits with its outputs when the link stays away', async () => {
    rig.ask({
      command: 'head -c 4000000 /dev/urandom >out.bin',
      outputs: [{ from: 'out.bin', to: local(here('out.bin')) }]
    })
    await rig.boot()
    rig.link.speed(500_000)
    const driven = rig.drive()
    await eventually(() => rig.run.fetched.bytes > 10_000)
    await rig.link.close()
    expect(await driven).toEqual({ end: 'waiting' })
    expect(rig.run.error?.code).toMatch(/unreachable|refused/)
  })

  it('says which input could not be uploaded, and begins nothing', async () => {
    rig.ask({ command: 'touch ran', inputs: [{ from: local(here('not there')), to: 'x' }] })
    await rig.boot()
    await expect(rig.drive()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('not there')
    })
    expect(await fs.readdir(rig.work)).toEqual([])
  })

  it('is stopped while its inputs are on the way, and never begins', async () => {
    await fs.writeFile(here('movie.mrc'), randomBytes(8 * 1024 ** 2))
    rig.ask({ command: 'touch ran', inputs: [{ from: local(here('movie.mrc')), to: 'movie.mrc' }] })
    await rig.boot()
    rig.link.speed(1e6)
    const driven = rig.drive()
    await eventually(() => rig.run.uploaded.bytes > 0)
    const stopped = rig.machineWork.stop(rig.parts())
    expect(await driven).toEqual({ end: 'fetched', error: null })
    await stopped
    expect(rig.run.command).toMatchObject({ startedAt: null, exitCode: 143, endedBy: 'stop' })
    expect(await fs.readdir(rig.work)).not.toContain('ran')
    expect(rig.transfers.list()).toEqual([])
  })

  it('ends what the command left in the background', async () => {
    rig.ask({ command: '(while :; do sleep 0.1; done) &\necho $! >child.txt; exit 5' })
    await rig.boot()
    expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
    const child = (await text(join(rig.work, 'child.txt'))).trim()
    await expect(fs.stat(`/proc/${child}/cwd`)).rejects.toThrow()
  })

  it('sees a command to its end whose supervisor was killed, and says that its status is unknown', async () => {
    rig.ask({
      command: 'kill -s KILL $PPID\nsleep 1\necho late >late.txt',
      outputs: [{ from: 'late.txt', to: local(here('late.txt')) }]
    })
    await rig.boot()
    expect(await rig.drive()).toMatchObject({ end: 'fetched', error: { code: 'remote-error' } })
    expect(await text(here('late.txt'))).toBe('late\n')
    expect(rig.run).toMatchObject({ error: { code: 'remote-error' }, command: { exitCode: null, endedBy: null } })
  })

  it.runIf(status().fullDisk)(
    'waits with its outputs while the disk here is full, and goes on when it has room',
    async () => {
      const folder = await fs.mkdtemp(join(facility.fullDisk, 'run-'))
      const ballast = join(folder, 'ballast')
      await fs.writeFile(ballast, Buffer.alloc(600_000))
      try {
        rig.ask({
          command: 'head -c 500000 /dev/urandom >out.bin',
          outputs: [{ from: 'out.bin', to: local(join(folder, 'out.bin')) }]
        })
        await rig.boot()
        expect(await rig.drive()).toEqual({ end: 'waiting' })
        expect(rig.run).toMatchObject({ state: 'waiting', error: { code: 'disk-full' } })
        await fs.rm(ballast)
        expect(await rig.drive()).toEqual({ end: 'fetched', error: null })
        expect(await sha256(join(folder, 'out.bin'))).toBe(await sha256(join(rig.work, 'out.bin')))
        expect(await fs.readdir(folder)).toEqual(['out.bin'])
      } finally {
        await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
      }
    }
  )
})
