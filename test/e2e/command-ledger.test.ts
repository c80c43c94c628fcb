/** The ledger by the command alone: what was copied with --verify, verified anew, released, and the reports. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { scratch } from '../facility/facility'
import { createRig, errorOf, json, type Rig } from './command-rig'

let rig: Rig
let run: string
/** Remote, of two sites. */
let far: string
let tape: string

const names = ['a.mrc', "it's b.mrc", 'c %.xml']
const left = async (folder: string): Promise<string[]> => (await readdir(folder)).sort()

interface Shown {
  summary: { safe: boolean; withoutSha256: number; states: Record<string, { files: number }> }
  files: { source: string; sha256: string; state: string; copies: { copy: string }[] }[]
}
/** What the command prints is what its schema says; it is not looked at again. */
const shown = async (...words: string[]): Promise<Shown> => (await rig.json(['ledger', 'show', ...words])) as Shown

async function copied(folder: string): Promise<void> {
  for (const [site, there] of [
    ['far', far],
    ['tape', tape]
  ])
    expect(await rig.json(['put', folder, `${site}:${there}/`, '--verify'])).toMatchObject({ failed: [], sizeOnly: 0 })
}

describeFacility('farscope ledger', 'ssh', () => {
  beforeAll(async () => {
    rig = await createRig()
    await rig.site('far', 'facility')
    await rig.site('tape', 'threechannels')
    ;[far, tape] = [await scratch(), await scratch()]
    run = join(rig.folder, 'run')
    await mkdir(run)
    for (const name of names) await writeFile(join(run, name), randomBytes(3000))
    await copied(run)
  })
  afterAll(() => rig.end())

  it('takes up what was copied with verification, and says what is safe, or in doubt', async () => {
    expect(await rig.failure(['ledger', 'add'])).toEqual([2, 'usage'])
    expect(await rig.json(['ledger', 'add', run])).toEqual({ files: 3, copies: 6 })
    const { summary, files } = await shown(run)
    // Two ports of this computer: nobody can tell their disks apart, nor from the disk of the source.
    expect(summary).toMatchObject({ safe: false, states: { doubted: { files: 3 } } })
    expect((await shown(run, '--copies', '1')).summary).toMatchObject({
      safe: false,
      states: { doubted: { files: 3 } }
    })
    expect(files.map(({ source }) => source)).toEqual(names.map(name => join(run, name)).sort())
    expect((await shown(run, '--copies', '3')).summary.safe).toBe(false)
    expect((await shown('--state', 'trouble')).files).toEqual([])
  })

  it('verifies anew, and then agrees with sha256sum', async () => {
    expect(await rig.json(['ledger', 'verify', run])).toMatchObject({ files: 3, verified: 6, failed: [] })
    for (const { source, sha256 } of (await shown()).files)
      expect(execFileSync('sha256sum', { input: await readFile(source) }).toString()).toContain(sha256)
  })

  it('writes a bag that sha256sum checks, a table and a page', async () => {
    const bag = join(rig.folder, 'bag')
    expect(await rig.failure(['ledger', 'report', '--form', 'bagit'])).toEqual([2, 'usage'])
    const { files } = (await rig.json(['ledger', 'report', '--form', 'bagit', '--out', bag])) as { files: string[] }
    expect(files.map(file => file.slice(bag.length + 1))).toEqual([
      ...['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'fetch.txt', 'tagmanifest-sha256.txt']
    ])
    await symlink(join(far, 'run'), join(bag, 'data'))
    // As every BagIt tool does, it takes the encoded per cent sign of a name back.
    const manifest = await readFile(join(bag, 'manifest-sha256.txt'), 'utf8')
    for (const input of [manifest.replaceAll('%25', '%'), await readFile(join(bag, 'tagmanifest-sha256.txt'), 'utf8')])
      expect(execFileSync('sha256sum', ['-c', '--quiet'], { cwd: bag, input }).toString()).toBe('')
    const page = join(rig.folder, 'report.html')
    await rig.json(['ledger', 'report', '--out', page, '--title', '<Grid 3>'])
    expect(await readFile(page, 'utf8')).toContain('<h1>&lt;Grid 3&gt;</h1>')
    expect(await rig.failure(['ledger', 'report', '--out', page])).toEqual([1, 'exists'])
    const csv = await rig.farscope(['ledger', 'report', '--form', 'csv'])
    expect(csv.stdout.toString().split('\r\n')).toHaveLength(1 + 6 + 1)
  })

  it('deletes nothing without confirmation of the very count', async () => {
    const release = ['ledger', 'release', run]
    expect(await rig.json([...release, '--dry-run'])).toMatchObject({ files: 3, bytes: 9000, allowed: true })
    // Two ports of one machine may be one disk; that they are two no other option says.
    expect(await rig.failure([...release, '--yes', '--expect', '3'])).toEqual([2, 'confirmation-required'])
    release.push('--apart')
    expect(await rig.failure(release)).toEqual([2, 'confirmation-required'])
    expect(await rig.failure([...release, '--yes'])).toEqual([2, 'confirmation-required'])
    expect(await rig.failure([...release, '--yes', '--expect', '2'])).toEqual([2, 'confirmation-required'])
    expect(await rig.failure([...release, '--yes', '--expect', '3', '--copies', '3'])).toEqual([1, 'rule'])
    expect(await left(run)).toHaveLength(3)
  })

  it('keeps a file whose copy is altered by now, and deletes the others', async () => {
    await writeFile(join(tape, 'run/a.mrc'), randomBytes(3000))
    const outcome = await rig.farscope([
      '--json',
      'ledger',
      'release',
      run,
      '--apart',
      '--yes',
      '--expect',
      '3',
      '--by',
      'Ann'
    ])
    expect([outcome.status, errorOf(outcome).code]).toEqual([6, 'partial'])
    expect(json(outcome)).toMatchObject({ state: 'finished-with-errors', deleted: { files: 2 }, refused: 1 })
    expect(await left(run)).toEqual(['a.mrc'])
    const [release] = (await rig.json(['ledger', 'releases'])) as { id: string }[]
    const journal = (await rig.json(['ledger', 'releases', release?.id.slice(0, 8) ?? ''])) as { state: string }[]
    expect(journal.map(({ state }) => state).sort()).toEqual(['deleted', 'deleted', 'refused'])
    expect(await rig.failure(['ledger', 'release', run, '--yes', '--expect', '1'])).toEqual([1, 'rule'])
  })

  it('goes on with a release that was killed in its middle', async () => {
    const many = join(rig.folder, 'many')
    await mkdir(many)
    for (let number = 0; number < 600; number++) await writeFile(join(many, `m${number}`), `movie ${number}`)
    await copied(many)
    expect(await rig.json(['ledger', 'add', many])).toEqual({ files: 600, copies: 1200 })
    const child = rig.start(['ledger', 'release', many, '--apart', '--yes', '--expect', '600'])
    const ended = once(child, 'exit')
    while (child.exitCode === null && (await readdir(many)).length === 600) await pause(5)
    child.kill('SIGKILL')
    await ended
    const [killed] = (await rig.json(['ledger', 'releases'])) as { id: string; state: string }[]
    expect(['interrupted', 'finished']).toContain(killed?.state)
    if (killed?.state === 'interrupted')
      expect(await rig.json(['ledger', 'release', '--resume', killed.id, '--yes'])).toMatchObject({
        ...{ state: 'finished', deleted: { files: 600 }, refused: 0 }
      })
    expect(await left(many)).toEqual([])
    for (const folder of [far, tape]) expect(await left(join(folder, 'many'))).toHaveLength(600)
    expect((await shown(many)).summary.states.released).toMatchObject({ files: 600 })
    await rm(many, { recursive: true })
    expect(existsSync(join(run, 'a.mrc'))).toBe(true)
  })
})
