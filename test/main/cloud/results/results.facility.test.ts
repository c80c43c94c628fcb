/** Results that wait in a bucket: the computer that launched the run is shut, the machine goes, a later engine fetches. */
import { createHash } from 'node:crypto'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runIsOver } from '@domain/cloud/run-look'
import { quote } from '@domain/shell'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../../../facility/describe-facility'
import { eventually, openResultsRig, type ResultsRig, textOf } from './results-rig'

let rig: ResultsRig
const local = (path: string) => ({ kind: 'local' as const, path })
const running = ({ state }: { state: string }): boolean => state === 'running'

/** Waits for `go`, then writes 3 MB and names that are hard on scripts. */
const command = (): string => `echo begun
while [ ! -e ${quote(join(rig.folder, 'go'))} ]; do sleep 0.1; done
mkdir -p 'out/deep er' && cd out
head -c 3000000 /dev/urandom >big.mrc
sha256sum <big.mrc >big.sum
printf hostile >"$(printf 'a\\nb"c$(d)\\\\ e')"
printf dash >-rf
ln -s ../big.mrc 'deep er/link'
: >empty
chmod 640 big.mrc
touch -d @1700000000 big.mrc
echo ended`

const asked = () => ({ command: command(), outputs: [{ from: 'out', to: local(join(rig.folder, 'came')) }] })

const hashOf = async (path: string): Promise<string> =>
  `${createHash('sha256')
    .update(await readFile(path))
    .digest('hex')}  -\n`

describeFacility('results that wait in a bucket', 's3', () => {
  beforeEach(async () => {
    rig = await openResultsRig()
  })
  afterEach(() => rig.close())

  it('are put there with nobody there, the machine ends itself, and a later engine brings them and clears up', async () => {
    const { id } = await rig.launch(asked())
    expect((await rig.until(id, running)).results).toMatchObject({ error: null, bytes: null })
    await rig.end()
    await rig.go()
    await expect.poll(() => rig.keys(), eventually).toContain(`waiting here/farscope-${id}/machine-0/manifest`)
    await rig.untilGone()
    const { TagSet } = await rig.others.getObjectTagging({
      Bucket: rig.bucket,
      Key: `waiting here/farscope-${id}/machine-0/part-00001`
    })
    expect(TagSet).toContainEqual({ Key: 'farscope:run', Value: id })
    await rig.begin()
    const done = await rig.until(id, runIsOver)
    expect(done).toMatchObject({ state: 'done', error: null, command: { exitCode: 0, endedBy: 'itself' } })
    expect(done.fetched).toMatchObject({ files: 5, verified: 5 })
    const came = join(rig.folder, 'came')
    expect((await readdir(came)).toSorted()).toEqual(
      ['-rf', 'a\nb"c$(d)\\ e', 'big.mrc', 'big.sum', 'deep er', 'empty'].toSorted()
    )
    expect(await textOf(join(came, 'a\nb"c$(d)\\ e'))).toBe('hostile')
    expect(await hashOf(join(came, 'big.mrc'))).toBe(await textOf(join(came, 'big.sum')))
    expect(await readlink(join(came, 'deep er/link'))).toBe('../big.mrc')
    expect(await rig.living()).toBe(0)
    expect(await rig.keys()).toEqual([])
    let log = ''
    for await (const piece of await rig.client.runs.log({ id })) log += piece.text
    expect(log).toBe('begun\nended\n')
  })

  it('stay on the machine where what was signed has ended, which the run tells, and are fetched over SSH', async () => {
    rig.meets = (method, key) => (method === 'PUT' && key.includes('/machine-0/') ? 403 : undefined)
    const { id } = await rig.launch(asked())
    await rig.until(id, running)
    await rig.end()
    await rig.resetOnMachine('until', '1')
    await rig.go()
    await expect.poll(() => rig.saidOnMachine(), eventually).toBe('expired 403\n')
    await rig.begin()
    const done = await rig.until(id, runIsOver)
    expect(done).toMatchObject({ state: 'done', fetched: { verified: 5 } })
    expect(done.results?.error).toMatchObject({ code: 'expired-credentials' })
    expect(await rig.keys()).toEqual([])
  })

  it('count only with their list: parts without it are no results, and are told of and deleted as what was left', async () => {
    let refused = 0
    rig.meets = (method, key) => {
      if (method === 'PUT' && key.endsWith('manifest')) return 503
      return method === 'PUT' && key.endsWith('part-00001') && refused++ === 0 ? 503 : undefined
    }
    const { id } = await rig.launch(asked())
    const { machine } = await rig.until(id, running)
    await rig.end()
    await rig.go()
    await expect.poll(() => rig.asked.some(one => one.endsWith('manifest')), eventually).toBe(true)
    expect(rig.asked.filter(one => one.endsWith('part-00001')).length).toBeGreaterThan(1)
    await rig.terminate(machine?.instance ?? '')
    await rig.begin()
    const failed = await rig.until(id, runIsOver)
    expect(failed).toMatchObject({ state: 'failed', results: { bytes: null, error: { code: 'not-found' } } })
    const { resources, account, owner } = await rig.client.cloud
      .list({})
      .then(({ resources, identity }) => ({ resources, ...identity }))
    const [left, ...others] = resources.filter(({ kind }) => kind === 'results')
    expect(others).toEqual([])
    expect(left).toMatchObject({ state: 'unfinished', orphan: 'unused', mine: true, tags: { run: id }, name: 'waits' })
    expect(left?.sizeGb).toBeGreaterThan(0)
    const swept = await rig.client.cloud.sweep({
      ...{ account, owner },
      resources: [{ kind: 'results', id: left?.id ?? '' }]
    })
    expect(swept).toMatchObject({ failed: [], deleted: [{ kind: 'results' }] })
    expect(await rig.keys()).toEqual([])
  })

  it('are brought on with where the engine was ended in the middle, and nothing is written twice', async () => {
    const many = `while [ ! -e ${quote(join(rig.folder, 'go'))} ]; do sleep 0.1; done
mkdir out && cd out
for n in $(seq 10 49); do head -c 700000 /dev/urandom >f$n; done
sha256sum f?? >sums`
    const { id } = await rig.launch({ ...asked(), command: many })
    await rig.until(id, running)
    await rig.end()
    await rig.go()
    await expect.poll(() => rig.keys(), eventually).toContain(`waiting here/farscope-${id}/machine-0/manifest`)
    await rig.untilGone()
    let reads = 0
    rig.meets = (method, key) => (method === 'GET' && key.endsWith('part-00001') && ++reads > 3 ? 503 : undefined)
    await rig.begin()
    const came = join(rig.folder, 'came')
    expect((await rig.until(id, ({ state }) => state === 'waiting')).results?.bytes).toBeGreaterThan(28_000_000)
    const some = (await readdir(came)).filter(name => name.startsWith('f')).toSorted()
    expect(some.length).toBeGreaterThan(2)
    expect(some.length).toBeLessThan(40)
    const before = await stat(join(came, some[0] ?? ''))
    await rig.end()
    rig.meets = () => undefined
    await rig.begin()
    await rig.client.runs.fetch({ id })
    expect(await rig.until(id, runIsOver)).toMatchObject({ state: 'done', fetched: { files: 41, verified: 41 } })
    const sums = (await textOf(join(came, 'sums'))).trim().split('\n')
    for (const line of sums) expect(await hashOf(join(came, line.slice(66)))).toBe(`${line.slice(0, 64)}  -\n`)
    expect((await stat(join(came, some[0] ?? ''))).ino).toBe(before.ino)
    expect(await rig.keys()).toEqual([])
  })

  it('are put there before the machine has to go, of a command that has no end', async () => {
    const endless = `mkdir out; echo part >out/part.txt; echo there >${quote(join(rig.folder, 'wrote'))}
while :; do sleep 0.2; done`
    const { id } = await rig.launch({ ...asked(), command: endless })
    await rig.until(id, running)
    await expect.poll(() => textOf(join(rig.folder, 'wrote')).catch(() => ''), eventually).toBe('there\n')
    await rig.end()
    // As if its time were nearly over.
    await rig.resetOnMachine('reserve', '3600')
    await expect.poll(() => rig.keys(), eventually).toContain(`waiting here/farscope-${id}/machine-0/manifest`)
    await rig.untilGone()
    await rig.begin()
    const over = await rig.until(id, runIsOver)
    expect(over).toMatchObject({ state: 'failed', error: { code: 'limit-exceeded' }, command: { endedBy: 'deadline' } })
    expect(await textOf(join(rig.folder, 'came/part.txt'))).toBe('part\n')
  })
})
