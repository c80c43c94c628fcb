import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TarEntry, tarEntries } from '../../../../src/domain/cloud/results/tar-entries'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tar-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

const pack = (...names: string[]): Buffer =>
  execFileSync('tar', ['-c', '--format=posix', '--no-recursion', '-C', folder, ...names], { maxBuffer: 1e9 })

const readerOf = (archive: Uint8Array) => async (at: number, length: number) => {
  if (at + length > archive.length) throw new Error('too short')
  return archive.subarray(at, at + length)
}

async function all(archive: Uint8Array, from = 0): Promise<TarEntry[]> {
  const found: TarEntry[] = []
  for await (const entry of tarEntries(readerOf(archive), from)) found.push(entry)
  return found
}

/** The machine's own: GNU tar. */
describe.runIf(process.platform === 'linux')('an archive of results', () => {
  it('tells files, folders and links with their times and modes, and where contents begin', async () => {
    mkdirSync(join(folder, 'd'))
    writeFileSync(join(folder, 'd/a'), 'hello', { mode: 0o640 })
    utimesSync(join(folder, 'd/a'), 1_700_000_000.5, 1_700_000_000.5)
    symlinkSync('../else where', join(folder, 'd/l'))
    const archive = pack('./d', './d/a', './d/l')
    const [d, a, l, ...rest] = await all(archive)
    expect(rest).toEqual([])
    expect(d).toMatchObject({ name: './d/', type: 'directory' })
    expect(a).toMatchObject({ name: './d/a', type: 'file', size: 5, mode: 0o640, mtime: 1_700_000_000 })
    expect(archive.subarray(a?.start, (a?.start ?? 0) + 5).toString()).toBe('hello')
    expect(l).toMatchObject({ name: './d/l', type: 'link', target: '../else where', size: 0 })
  })

  it('takes long and hostile names as they are, also such as are no text', async () => {
    const long = `${'x'.repeat(180)}/${'y'.repeat(200)}`
    mkdirSync(join(folder, 'x'.repeat(180)))
    const names = [long, 'a\nb"c\'$(d)', 'größe=3 \\t*']
    for (const name of names) writeFileSync(join(folder, name), name)
    const raw = Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])])
    writeFileSync(raw, 'raw')
    const list = join(folder, 'list')
    writeFileSync(
      list,
      Buffer.concat([...names.map(name => Buffer.from(`./${name}\0`)), Buffer.from('./bad\xff\0', 'latin1')])
    )
    const archive = pack('--no-unquote', '--null', `--files-from=${list}`)
    expect((await all(archive)).map(({ name }) => name)).toEqual([...names.map(name => `./${name}`), './bad\udcff'])
  })

  it('knows sizes that do not fit into the old field, and goes on behind a file from anywhere', async () => {
    writeFileSync(join(folder, 'a'), 'first')
    writeFileSync(join(folder, 'b'), 'second')
    const archive = pack('./a', './b')
    const [first] = await all(archive)
    expect((await all(archive, first?.next)).map(({ name }) => name)).toEqual(['./b'])
    writeFileSync(join(folder, 'big'), '')
    truncateSync(join(folder, 'big'), 9 * 1024 ** 3)
    // Only the headers are looked at.
    const head = execFileSync('bash', ['-c', 'tar -c --format=posix -C "$1" ./big | head -c 4096', 'x', folder])
    const entries = tarEntries(readerOf(head), 0)
    expect((await entries.next()).value).toMatchObject({ name: './big', size: 9 * 1024 ** 3 })
  })

  it('refuses what is damaged', async () => {
    writeFileSync(join(folder, 'a'), 'first')
    const archive = pack('./a')
    archive[3] = 0x21
    await expect(all(archive)).rejects.toMatchObject({ code: 'corrupt' })
  })
})
