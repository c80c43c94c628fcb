/** Files and single commands of real sites: hostile names, refusals, odd login shells. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { type FacilityUser, facility, scratch, status } from '../facility/facility'
import { createRig, errorOf, json, type Rig } from './command-rig'

let rig: Rig
/** Remote. */
let folder: string

beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

const asUser = (user: FacilityUser): string[] => ['--user', user, '--identity', facility.keys.cryo]
const hostile = [
  'two words',
  'quo\'te"s',
  'new\nline',
  '$(touch x)',
  '`id`',
  '-rf',
  '..x',
  'a;b&c|d>e',
  '*',
  '~',
  'lab:x',
  'C:\\x',
  '\u202eright\u0645',
  '<img src=x onerror=alert(1)>',
  `${'é'.repeat(127)}x`
]
/** Latin-1, not UTF-8. */
const notText = Buffer.from('caf\xe9', 'latin1')

describeFacility('files', 'ssh', () => {
  beforeAll(async () => {
    await rig.site('lab', 'facility')
    folder = await scratch()
  })

  /** A local tree with every hostile name. */
  async function tree(name: string): Promise<string> {
    const root = join(rig.folder, name)
    await mkdir(join(root, 'sub', 'empty'), { recursive: true })
    for (const file of hostile) await writeFile(join(root, file), `content of ${file}`, { mode: 0o640 })
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), notText]), 'not text')
    await writeFile(join(root, 'sub', 'movie.mrc'), randomBytes(3_000_000))
    await symlink('movie.mrc', join(root, 'sub', 'link'))
    await symlink('/nowhere', join(root, 'sub', 'dangling'))
    execFileSync('find', [root, '-exec', 'touch', '-h', '-d', '2001-02-03 04:05:06', '{}', '+'])
    return root
  }

  it('of every name go there and back unchanged, links, modes and times too', async () => {
    const root = await tree('there')
    const back = join(rig.folder, 'back')
    const count = hostile.length + 2
    // A link's own time cannot be set over SFTP 3.
    const format = ['!', '-type', 'l', '-printf', '%P %y %m %T@\\n', '-o', '-printf', '%P -> %l\\n']
    const listing = (path: string): string[] =>
      execFileSync('find', [path, '-mindepth', '1', ...format], { encoding: 'latin1' })
        .split('\n')
        .toSorted()
    expect(await rig.json(['put', root, `lab:${folder}/there`])).toMatchObject({ files: count, failed: [] })
    expect(await rig.json(['get', `lab:${folder}/there`, back])).toMatchObject({ files: count, failed: [] })
    execFileSync('diff', ['-r', '--no-dereference', root, back])
    expect(listing(back)).toEqual(listing(root))
    // Into the folder it came from: every file is there, with the same size and time.
    const again = await rig.json(['get', `lab:${folder}/there`, `${rig.folder}/`])
    expect(again).toMatchObject({ files: 0, skipped: count, failed: [] })
  })

  it('are listed with their names, exactly also where they are not text', async () => {
    const listed = await rig.json(['ls', `lab:${folder}/there`])
    const shown = [...hostile, 'caf\ufffd', 'sub'].map(name => expect.objectContaining({ name }))
    expect(listed).toEqual(expect.arrayContaining(shown))
    expect(listed).toHaveLength(shown.length)
    expect(listed).toContainEqual(
      expect.objectContaining({ name: 'caf\ufffd', nameBase64: notText.toString('base64'), mode: '0644', type: 'file' })
    )
    const { stdout } = await rig.farscope(['ls', `lab:${folder}/there`])
    expect(stdout.toString().trimEnd().split('\n')).toHaveLength(shown.length + 1)
  })

  it('are removed one by one by names that a shell would take apart', async () => {
    for (const name of ['*', '-rf', '$(touch x)', 'new\nline'])
      expect(await rig.json(['rm', '--yes', `lab:${folder}/there/${name}`])).toEqual({ removed: 1, failed: [] })
    expect(await rig.json(['ls', `lab:${folder}/there`])).toHaveLength(hostile.length + 2 - 4)
    expect(await rig.failure(['rm', '--yes', `lab:${folder}/there`])).toEqual([1, 'is-a-directory'])
    expect(await rig.failure(['rm', '-r', '--yes', '--expect', '3', `lab:${folder}/there`])).toEqual([
      2,
      'confirmation-required'
    ])
    expect(await rig.json(['mkdir', `lab:${folder}/-p`, '--', `lab:${folder}/a 'b'`])).toHaveLength(2)
    expect(await rig.failure(['mkdir', `lab:${folder}/-p`])).toEqual([1, 'exists'])
  })

  it('that may not be read, written or are not there say which it is', async () => {
    const file = join(rig.folder, 'file')
    await writeFile(file, 'content')
    await rig.json(['put', file, `lab:${folder}/`])
    expect(await rig.failure(['ls', 'lab:/root'])).toEqual([1, 'permission'])
    expect(await rig.failure(['ls', `lab:${folder}/none`])).toEqual([1, 'not-found'])
    expect(await rig.failure(['ls', `lab:${folder}/file/`])).toEqual([1, 'not-a-directory'])
    expect(await rig.failure(['put', file, `lab:${folder}/none/file`])).toEqual([1, 'not-found'])
    expect(await rig.failure(['put', file, `lab:${folder}/file/`])).toEqual([1, 'not-a-directory'])
    expect(await rig.failure(['mkdir', 'lab:/root/x'])).toEqual([1, 'permission'])
    const both = await rig.farscope([
      '--json',
      'get',
      `lab:${folder}/file`,
      'lab:/etc/shadow',
      rig.folder,
      '--conflict=overwrite'
    ])
    expect([both.status, errorOf(both).code]).toEqual([6, 'partial'])
    expect(json(both)).toMatchObject({ files: 1, failed: [{ path: '/etc/shadow', code: 'permission' }] })
    expect(await rig.json(['put', file, `lab:${folder}/none/file`, '--parents'])).toMatchObject({ files: 1 })
  })

  it('that do not fit on the disk leave nothing behind', async context => {
    if (!status().fullDisk) return context.skip('no small file system here')
    const large = join(rig.folder, 'large')
    await writeFile(large, randomBytes(3_000_000))
    const outcome = await rig.farscope(['--json', 'put', large, `lab:${facility.fullDisk}/large-${process.pid}`])
    expect([outcome.status, errorOf(outcome).code]).toEqual([1, 'disk-full'])
    // Room is asked for before anything is sent, so there is no result to tell.
    expect([outcome.stdout.toString(), errorOf(outcome).message]).toEqual([
      '',
      expect.stringMatching(/^2\.9 MiB are to be copied, .* free\.$/)
    ])
    const left = await rig.json(['ls', `lab:${facility.fullDisk}`])
    expect(JSON.stringify(left)).not.toContain(`large-${process.pid}`)
  })
})

describeFacility('exec', 'ssh', () => {
  beforeAll(() => rig.site('shell', 'facility'))
  const exec = (...command: string[]) => rig.farscope(['exec', 'shell', '--', ...command])

  it('gives the exit status, 128+n for a signal, and 127 for what is not there', async () => {
    expect((await exec('sh', '-c', 'exit 7')).status).toBe(7)
    expect((await exec('sh', '-c', 'kill -9 $$')).status).toBe(137)
    expect((await exec('sh', '-c', 'kill -TERM $$')).status).toBe(143)
    expect((await exec('no-such-command')).status).toBe(127)
  })

  it('passes arguments and binary streams through unchanged', async () => {
    const words = ["a 'b' $c", 'new\nline', '!x', '', '*', 'Zoë', '--json', '-n']
    expect((await exec('printf', '<%s>', ...words)).stdout.toString()).toBe(words.map(word => `<${word}>`).join(''))
    const input = randomBytes(5_000_000)
    const echoed = await rig.farscope(['exec', 'shell', '--', 'cat'], { input })
    expect(echoed.stdout.equals(input)).toBe(true)
    expect([echoed.status, echoed.stderr]).toEqual([0, ''])
  })

  it('of one word is a line for the shell', async () => {
    expect((await exec('echo $((6 * 7)) | tr 4 5')).stdout.toString()).toBe('52\n')
  })

  it('keeps bytes that are not text beside the text under --json', async () => {
    expect(await rig.json(['exec', 'shell', '--', 'printf', '\\377'])).toMatchObject({ stdoutBase64: '/w==' })
  })
})

describe('odd servers', () => {
  describeFacility('with a login shell that is', 'ssh', () => {
    it.each(['tcshell', 'fishy', 'banner', 'restricted'] as const)('%s do everything', async user => {
      await rig.site(user, 'facility', asUser(user))
      const home = await scratch(user)
      const file = join(rig.folder, `from ${user}`)
      await writeFile(file, user)
      expect(await rig.json(['put', file, `${user}:${home}/x y`])).toMatchObject({ files: 1 })
      expect(await rig.json(['ls', `${user}:${home}`])).toMatchObject([{ name: 'x y', owner: user }])
      await rig.json(['get', `${user}:${home}/x y`, `${file} back`])
      expect(await readFile(`${file} back`, 'utf8')).toBe(user)
      const said = await rig.farscope(['exec', user, '--', 'printf', '<%s>', "'", '$HOME', 'a\nb', '!!'])
      expect([said.status, said.stdout.toString(), said.stderr]).toEqual([0, "<'><$HOME><a\nb><!!>", ''])
    })

    it('chatty where SFTP goes through it say so', async () => {
      await rig.site('chatty', 'shellsftp', asUser('banner'))
      expect(await rig.failure(['ls', 'chatty:'])).toEqual([1, 'no-sftp'])
    })
  })

  describeFacility('without', 'ssh', () => {
    it('SFTP run commands and say that they have no files', async () => {
      await rig.site('nosftp', 'nosftp')
      expect(await rig.failure(['ls', 'nosftp:'])).toEqual([1, 'no-sftp'])
      expect((await rig.farscope(['exec', 'nosftp', '--', 'echo', 'here'])).stdout.toString()).toBe('here\n')
      expect(await rig.json(['site', 'check', 'nosftp'])).toMatchObject({
        hosts: [{ ssh: { ok: true }, sftp: { ok: false, code: 'no-sftp' } }]
      })
    })

    it('a second channel do one thing after the other', async () => {
      await rig.site('narrow', 'onechannel')
      const home = await scratch()
      const file = join(rig.folder, 'narrow')
      await writeFile(file, 'narrow')
      expect(await rig.json(['put', file, `narrow:${home}/`])).toMatchObject({ files: 1 })
      expect(await rig.json(['ls', `narrow:${home}`])).toMatchObject([{ name: 'narrow' }])
      expect((await rig.farscope(['exec', 'narrow', '--', 'cat', `${home}/narrow`])).stdout.toString()).toBe('narrow')
    })
  })
})
