/** Machines of runs at an EC2 that works: one each, whatever happens, and none left. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { tagKeys } from '@domain/cloud/tags'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../../../facility/describe-facility'
import { region } from '../make-believe-account'
import { asEc2, endless, fetched, hostKey, openRunsRig, type RunsRig } from './runs-rig'

let rig: RunsRig

beforeEach(async () => {
  rig = await openRunsRig()
})
afterEach(() => rig.close())

describeFacility('a run', 's3', () => {
  it('gets a machine with its tags and nothing open, works on it and ends it', async () => {
    rig.work.ends = endless
    const text = '<b>x</b> $(touch /tmp/x) `id`; "\''
    const run = await rig.launch({ name: text, project: text, session: 'uid-1' })
    expect(run).toMatchObject({ state: 'launching', account: rig.account.id })
    const working = await rig.until(run.id, 'uploading')
    const { Reservations } = await rig.account.ec2.describeInstances({
      InstanceIds: [working.machine?.instance ?? '']
    })
    const machine = Reservations?.[0]?.Instances?.[0]
    const tags = Object.fromEntries((machine?.Tags ?? []).map(({ Key, Value }) => [Key, Value]))
    expect(tags).toMatchObject({
      ...{ [tagKeys.run]: run.id, [tagKeys.project]: text, [tagKeys.session]: 'uid-1' },
      ...{ [tagKeys.expiry]: working.deadline, Name: `farscope ${text}` }
    })
    expect(machine).toMatchObject({
      ...{ InstanceType: 'g5.2xlarge', MetadataOptions: { HttpTokens: 'required' } },
      Placement: { AvailabilityZone: `${region}a` }
    })
    const { Volumes } = await rig.account.ec2.describeVolumes({
      Filters: [{ Name: 'attachment.instance-id', Values: [machine?.InstanceId ?? ''] }]
    })
    expect(Volumes).toMatchObject([{ Encrypted: true, VolumeType: 'gp3', Size: 200 }])
    const { SecurityGroups } = await rig.account.ec2.describeSecurityGroups({
      GroupIds: (machine?.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? [])
    })
    expect(SecurityGroups?.flatMap(({ IpPermissions }) => IpPermissions ?? [])).toMatchObject([
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: rig.range }] }
    ])
    expect([...rig.sites.values()]).toMatchObject([{ name: working.site, hostKeys: [hostKey], user: 'ubuntu' }])
    const keyFile = join(rig.dataFolder, 'runs', run.id, 'key')
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
    expect(await readFile(keyFile, 'utf8')).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----/)
    // 1.5 of the machine, 200 GB of disk, one address.
    expect(working.machine?.usdPerHour).toBeCloseTo(1.5 + 0.005 + (200 * 0.08) / 730)
    expect(working.mostUsd).toBeCloseTo(1.5 + 0.005 + (200 * 0.08) / 730, 1)
    rig.work.ends = fetched
    await rig.kill()
    rig.restart()
    const done = await rig.until(run.id, 'done')
    expect(done).toMatchObject({ site: null, error: null, command: { exitCode: 0 } })
    expect(await rig.machines(run.id)).toMatchObject({ all: [machine?.InstanceId], living: [] })
    expect(rig.sites.size).toBe(0)
    await expect(stat(keyFile)).rejects.toThrow()
  })

  it('is one, however often it is launched with the same key', async () => {
    rig.work.ends = endless
    const asked = rig.asked()
    const both = await Promise.all([1, 2].map(() => rig.runs.launch({ key: 'the-same-key', asked }, undefined)))
    const third = await rig.runs.launch({ key: 'the-same-key', asked }, undefined)
    expect(new Set([...both, third].map(({ id }) => id)).size).toBe(1)
    await rig.until(third.id, 'uploading')
    expect((await rig.machines(third.id)).all).toHaveLength(1)
  })
})

describeFacility('an engine that is killed', 's3', () => {
  it('between the token on disk and the answer takes over the one machine that was made', async () => {
    rig.work.ends = endless
    // The answer of the first never comes.
    let heard = 0
    rig.proxy.judge = asEc2(action => {
      if (action === 'RunInstances') heard += 1
      return undefined
    })
    rig.proxy.withhold = action => action === 'RunInstances'
    const run = await rig.launch()
    await expect.poll(async () => (await rig.machines(run.id)).all.length, { timeout: 60_000 }).toBe(1)
    expect(rig.runs.get(run.id)).toMatchObject({ state: 'launching', machine: null })
    await rig.kill()
    rig.proxy.withhold = () => false
    rig.restart()
    const taken = await rig.until(run.id, 'uploading')
    expect(await rig.machines(run.id)).toEqual({ all: [taken.machine?.instance], living: [taken.machine?.instance] })
    expect(heard).toBe(1)
  })

  it('before EC2 heard of it asks with the same token', async () => {
    rig.work.ends = endless
    const tokens: (string | null)[] = []
    rig.proxy.judge = asEc2((action, fields) => {
      if (action !== 'RunInstances') return undefined
      tokens.push(fields.get('ClientToken'))
      return tokens.length === 1 ? 'hang' : undefined
    })
    const run = await rig.launch()
    await expect.poll(() => tokens.length, { timeout: 60_000 }).toBe(1)
    await rig.kill()
    rig.restart()
    await rig.until(run.id, 'uploading')
    expect(tokens).toEqual([tokens[0], tokens[0]])
    expect((await rig.machines(run.id)).all).toHaveLength(1)
  })

  it('after the answer goes on with its machine', async () => {
    rig.work.ends = endless
    const run = await rig.launch()
    const before = await rig.until(run.id, 'uploading')
    await rig.kill()
    expect((await rig.machines(run.id)).living).toHaveLength(1)
    rig.work.ends = fetched
    rig.restart()
    const done = await rig.until(run.id, 'done')
    expect(done.machine?.instance).toBe(before.machine?.instance)
    expect(await rig.machines(run.id)).toMatchObject({ all: [before.machine?.instance], living: [] })
  })
})
