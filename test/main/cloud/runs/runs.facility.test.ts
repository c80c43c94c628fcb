/** Machines of runs at an EC2 that works: one each, whatever happens, and none left. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { tagKeys } from '@domain/cloud/tags'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../../../facility/describe-facility'
import type { Verdict } from '../fault-proxy'
import { region } from '../make-believe-account'
import { asEc2, brisk, consoleOf, endless, fetched, hostKey, openRunsRig, type RunsRig } from './runs-rig'

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

describeFacility('the security group', 's3', () => {
  const rules = async (): Promise<string[]> => {
    const { SecurityGroups } = await rig.account.ec2.describeSecurityGroups({
      Filters: [{ Name: 'tag-key', Values: [tagKeys.owner] }]
    })
    expect(SecurityGroups).toHaveLength(1)
    return (SecurityGroups?.[0]?.IpPermissions ?? []).flatMap(({ IpRanges }) =>
      (IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? [])
    )
  }

  it('is one for all runs; an earlier address of this computer is shut out, others are left alone', async () => {
    rig.work.ends = endless
    const { id } = await rig.launch()
    await rig.until(id, 'uploading')
    expect(await rules()).toEqual(['198.51.100.7/32'])
    const { SecurityGroups } = await rig.account.ec2.describeSecurityGroups({
      Filters: [{ Name: 'tag-key', Values: [tagKeys.owner] }]
    })
    const colleague = [{ CidrIp: '203.0.113.9/32', Description: 'farscope another computer' }]
    await rig.account.ec2.authorizeSecurityGroupIngress({
      GroupId: SecurityGroups?.[0]?.GroupId ?? '',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: colleague }]
    })
    rig.range = '192.0.2.1/32'
    const { id: next } = await rig.launch()
    await rig.until(next, 'uploading')
    expect((await rules()).toSorted()).toEqual(['192.0.2.1/32', '203.0.113.9/32'])
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

const refusal = (status: number, code: string, message = code, headers?: Record<string, string>) => ({
  ...{ status, code, message },
  ...(headers && { headers })
})

/** The first so many launches are answered so, the others as EC2 says. */
function launchesMeet(...answers: (ReturnType<typeof refusal> | undefined)[]): { tokens: string[] } {
  const tokens: string[] = []
  rig.proxy.judge = asEc2((action, fields) => {
    if (action !== 'RunInstances') return undefined
    tokens.push(fields.get('ClientToken') ?? '')
    return answers[tokens.length - 1]
  })
  return { tokens }
}

describeFacility('a launch that meets', 's3', () => {
  const short = refusal(500, 'InsufficientInstanceCapacity', 'no capacity')

  it('no capacity tries the next zones, then the next type, each with a token of its own', async () => {
    rig.work.ends = endless
    // What it lacks is no fault of the server's here: the SDK would ask again by itself after a 500.
    const none = { ...short, status: 400 }
    const { tokens } = launchesMeet(none, none)
    const zones = ['b', 'a'].map(zone => `${region}${zone}`)
    const run = await rig.launch({ types: ['g5.2xlarge', 'g5.4xlarge'], zones })
    const working = await rig.until(run.id, 'uploading')
    expect(working.machine).toMatchObject({ type: 'g5.4xlarge', zone: `${region}b` })
    expect(working.attempts).toMatchObject([
      { type: 'g5.2xlarge', zone: `${region}b`, error: { code: 'capacity' } },
      { type: 'g5.2xlarge', zone: `${region}a`, error: { code: 'capacity' } }
    ])
    expect(new Set(tokens).size).toBe(3)
    expect((await rig.machines(run.id)).all).toHaveLength(1)
  })

  it('no capacity anywhere fails with what AWS said, and asks with one token for each place', async () => {
    rig.proxy.judge = asEc2(action => (action === 'RunInstances' ? short : undefined))
    const run = await rig.launch()
    const failed = await rig.until(run.id, 'failed')
    expect(failed).toMatchObject({ machine: null, usd: 0, error: { code: 'capacity' }, attempts: [{}] })
    expect((await rig.machines(run.id)).all).toEqual([])
  })

  it('a limit of the account leaves the zones of that type', async () => {
    rig.work.ends = endless
    launchesMeet(refusal(400, 'VcpuLimitExceeded'))
    const zones = ['a', 'b'].map(zone => `${region}${zone}`)
    const run = await rig.launch({ types: ['g5.2xlarge', 'g5.xlarge'], zones })
    const working = await rig.until(run.id, 'uploading')
    expect(working).toMatchObject({ machine: { type: 'g5.xlarge' }, attempts: [{ error: { code: 'limit-exceeded' } }] })
  })

  it('a refusal that stays fails by its name', async () => {
    // A clock that goes, an hour behind.
    const gone = (): string => new Date(Date.now() - 3_600_000).toUTCString()
    const denied = refusal(403, 'UnauthorizedOperation', 'not authorized to perform: ec2:RunInstances')
    const cases = [
      [() => refusal(400, 'VcpuLimitExceeded'), 'limit-exceeded', 'limit of the account'],
      [() => denied, 'permission', 'permit'],
      [() => refusal(400, 'RequestExpired'), 'expired-credentials', 'expired'],
      [() => refusal(401, 'AuthFailure', 'x', { date: gone() }), 'auth-failed', 'minutes ahead']
    ] as const
    for (const [answer, code, message] of cases) {
      rig.proxy.judge = asEc2(action => (action === 'RunInstances' ? answer() : undefined))
      const run = await rig.launch()
      const { error } = await rig.until(run.id, 'failed')
      expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
      expect((await rig.machines(run.id)).all).toEqual([])
    }
  })

  it('throttling asks again with the same token', async () => {
    rig.work.ends = endless
    const busy = refusal(503, 'RequestLimitExceeded')
    // Four times by the SDK, then by us.
    const { tokens } = launchesMeet(busy, busy, busy, busy, busy)
    const run = await rig.launch()
    await rig.until(run.id, 'uploading')
    expect(tokens.length).toBeGreaterThan(5)
    expect(new Set(tokens).size).toBe(1)
    expect((await rig.machines(run.id)).all).toHaveLength(1)
  })

  it('no address of this computer opens nothing', async () => {
    rig.range = null
    const run = await rig.launch()
    expect(await rig.until(run.id, 'failed')).toMatchObject({ error: { code: 'not-found' } })
    expect(rig.proxy.asked).not.toContain('RunInstances')
  })
})

describeFacility('a machine', 's3', () => {
  it('that never boots is ended', async () => {
    rig.dial = () => Promise.reject(new Error('refused'))
    const run = await rig.launch()
    await expect.poll(() => rig.sites.size, { timeout: 60_000 }).toBe(1)
    await rig.kill()
    rig.timing = { ...brisk, bootMs: 300 }
    rig.restart()
    expect(await rig.until(run.id, 'failed')).toMatchObject({ error: { code: 'timeout' }, site: null })
    expect((await rig.machines(run.id)).living).toEqual([])
  })

  it('whose console tells no host key is ended, and never dialled', async () => {
    rig.proxy.judge = asEc2(action => (action === 'GetConsoleOutput' ? consoleOf('Linux version 6.8\n') : undefined))
    const run = await rig.launch()
    await expect.poll(() => rig.proxy.asked.includes('GetConsoleOutput'), { timeout: 60_000 }).toBe(true)
    await rig.kill()
    rig.timing = { ...brisk, hostKeyMs: 300 }
    rig.restart()
    expect(await rig.until(run.id, 'failed')).toMatchObject({ error: { code: 'host-key-unknown' } })
    expect(rig.sites.size).toBe(0)
    expect((await rig.machines(run.id)).living).toEqual([])
  })

  it('is ended when somebody says so, and again is fine', async () => {
    rig.work.ends = endless
    const run = await rig.launch()
    await rig.until(run.id, 'uploading')
    const both = await Promise.all([1, 2].map(() => rig.runs.terminate(run.id, undefined)))
    for (const { state } of both) expect(['ending', 'stopped']).toContain(state)
    expect((await rig.machines(run.id)).living).toEqual([])
    await rig.until(run.id, 'stopped')
    expect(await rig.runs.terminate(run.id, undefined)).toMatchObject({ state: 'stopped', error: null })
  })

  it('whose end EC2 refuses is not said to be ended', async () => {
    rig.work.ends = endless
    const run = await rig.launch()
    await rig.until(run.id, 'uploading')
    rig.proxy.judge = asEc2(action =>
      action === 'TerminateInstances' ? refusal(403, 'UnauthorizedOperation') : undefined
    )
    await expect(rig.runs.terminate(run.id, undefined)).rejects.toMatchObject({ code: 'permission' })
    await rig.until(run.id, 'stuck')
    expect((await rig.machines(run.id)).living).toHaveLength(1)
    rig.proxy.judge = asEc2()
    await rig.until(run.id, 'stopped')
    expect((await rig.machines(run.id)).living).toEqual([])
  })

  it('is called off while it is launched, and none is left', async () => {
    rig.proxy.withhold = action => action === 'RunInstances'
    const run = await rig.launch()
    await expect.poll(async () => (await rig.machines(run.id)).all.length, { timeout: 60_000 }).toBe(1)
    await rig.kill()
    rig.proxy.withhold = () => false
    // The other engine calls it off before it has looked.
    rig.restart()
    await rig.runs.terminate(run.id, undefined)
    await rig.until(run.id, 'stopped')
    expect(await rig.machines(run.id)).toMatchObject({ all: [expect.any(String)], living: [] })
  })

  it('that somebody ended elsewhere ends the run, with the reason', async () => {
    rig.work.ends = endless
    const run = await rig.launch()
    const { machine } = await rig.until(run.id, 'uploading')
    await expect.poll(() => rig.proxy.asked.filter(action => action === 'DescribeInstances').length).toBeGreaterThan(2)
    await rig.account.ec2.terminateInstances({ InstanceIds: [machine?.instance ?? ''] })
    const failed = await rig.until(run.id, 'failed')
    expect(failed).toMatchObject({ error: { code: 'cancelled', message: expect.stringContaining('outside Farscope') } })
    expect(failed.machine?.endedAt).not.toBeNull()
  })

  it('that outlives its time is ended from here', async () => {
    rig.work.ends = endless
    const run = await rig.launch()
    await rig.until(run.id, 'uploading')
    rig.proxy.ahead = 3_700_000
    expect(await rig.until(run.id, 'failed')).toMatchObject({ error: { code: 'limit-exceeded' } })
    expect((await rig.machines(run.id)).living).toEqual([])
  })

  it.each([
    ['ahead', 5 * 3_600_000],
    ['behind', -5 * 3_600_000]
  ])('has its time by the clock of AWS where that of this computer is hours %s', async (_how, ahead) => {
    rig.work.ends = endless
    rig.now.ahead = ahead
    const { warnings } = await rig.runs.estimate({ asked: rig.asked() }, undefined)
    expect(warnings.join()).toContain('The clock of this computer is 300 minutes')
    const run = await rig.launch()
    const { deadline } = await rig.until(run.id, 'uploading')
    // Within a minute or so of the hour that was asked for, however slow the computer is that tests.
    expect(Math.abs(Date.parse(deadline ?? '') - Date.now() - 3_600_000)).toBeLessThan(120_000)
    const looks = (): number => rig.proxy.asked.filter(action => action === 'DescribeInstances').length
    const before = looks()
    await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(before + 5)
    expect(rig.runs.get(run.id)).toMatchObject({ state: 'uploading', error: null })
    const { deadline: later } = await rig.runs.extend({ id: run.id, maxSeconds: 7200 }, undefined)
    expect(Math.abs(Date.parse(later ?? '') - Date.now() - 7_200_000)).toBeLessThan(120_000)
  })

  it('is waited for while this computer sleeps', async () => {
    rig.dial = () => Promise.reject(new Error('refused'))
    const run = await rig.launch()
    await expect.poll(() => rig.sites.size, { timeout: 60_000 }).toBe(1)
    // Half an hour later by every clock on the wall; no minute of it was this computer awake.
    rig.now.ahead = 1_800_000
    rig.proxy.ahead = 1_800_000
    rig.dial = async () => undefined
    rig.work.ends = endless
    expect(await rig.until(run.id, 'uploading')).toMatchObject({ error: null })
  })

  it('gets more time: its tag, and the machine itself', async () => {
    rig.work.ends = endless
    const run = await rig.launch()
    await rig.until(run.id, 'uploading')
    const { deadline, machine } = await rig.runs.extend({ id: run.id, maxSeconds: 7200 }, undefined)
    expect(rig.work.renewed).toEqual([Date.parse(deadline ?? '')])
    const { Tags } = await rig.account.ec2.describeTags({
      Filters: [{ Name: 'resource-id', Values: [machine?.instance ?? ''] }]
    })
    expect(Tags?.find(({ Key }) => Key === tagKeys.expiry)?.Value).toBe(deadline)
  })

  it('that loses its tags is left alone', async () => {
    rig.work.ends = endless
    const run = await rig.launch()
    const { machine } = await rig.until(run.id, 'uploading')
    await rig.account.ec2.createTags({
      Resources: [machine?.instance ?? ''],
      Tags: [{ Key: tagKeys.owner, Value: 'bob' }]
    })
    await rig.until(run.id, 'stuck')
    await expect.poll(() => rig.runs.get(run.id).error?.code, { timeout: 60_000 }).toBe('not-allowed')
    expect((await rig.machines(run.id)).living).toHaveLength(1)
  })
})

describeFacility('a spot machine that is taken back', 's3', () => {
  it('is followed by another one, which goes on', async () => {
    const drives: string[] = []
    rig.work.ends = async parts => {
      drives.push(parts.run().machine?.instance ?? '')
      return drives.length === 1 ? { end: 'spot' } : fetched(parts)
    }
    const run = await rig.launch({ spot: true, continueCommand: 'relion_refine --continue' })
    const done = await rig.until(run.id, 'done')
    expect(done.earlier.map(({ instance }) => instance)).toEqual([drives[0]])
    expect(done.machine?.instance).toBe(drives[1])
    expect(done.earlier[0]?.endedAt).not.toBeNull()
    expect(await rig.machines(run.id)).toMatchObject({ all: expect.arrayContaining(drives), living: [] })
  })

  it('ends the run where nothing goes on', async () => {
    rig.work.ends = async () => ({ end: 'spot' })
    const run = await rig.launch({ spot: true })
    expect(await rig.until(run.id, 'failed')).toMatchObject({ error: { code: 'capacity' }, earlier: [] })
    expect((await rig.machines(run.id)).living).toEqual([])
  })
})

describeFacility('outputs', 's3', () => {
  it('wait on the machine until they are fetched, and stay there if they are to', async () => {
    rig.work.ends = async () => ({ end: 'waiting' })
    const run = await rig.launch()
    await rig.until(run.id, 'waiting')
    rig.work.ends = fetched
    await rig.runs.fetch({ id: run.id, keep: true })
    await expect.poll(() => rig.runs.get(run.id).command.exitCode, { timeout: 60_000 }).toBe(0)
    await rig.until(run.id, 'waiting')
    expect((await rig.machines(run.id)).living).toHaveLength(1)
    await rig.runs.fetch({ id: run.id, keep: false })
    await rig.until(run.id, 'done')
    expect((await rig.machines(run.id)).living).toEqual([])
  })

  it('are not given up for a lost link', async () => {
    let lost = 0
    rig.work.ends = async parts => {
      lost += 1
      if (lost < 3) throw new Failure('unreachable', 'The link is lost.')
      return fetched(parts)
    }
    const run = await rig.launch()
    expect(await rig.until(run.id, 'done')).toMatchObject({ error: null })
    expect(lost).toBe(3)
    expect((await rig.machines(run.id)).all).toHaveLength(1)
  })
})

describeFacility('what a launch would cost', 's3', () => {
  it('is refused beyond the limit, and where it is unknown', async () => {
    expect(await rig.runs.estimate({ asked: rig.asked() }, undefined)).toMatchObject({
      ...{ region, pricesDate: '2026-11-01', warnings: [] },
      choices: [{ type: 'g5.2xlarge', zones: [`${region}a`], vcpus: 8, gpus: '1 × A10G 22 GiB' }]
    })
    await expect(rig.launch({ maxUsd: 1 })).rejects.toMatchObject({ code: 'rule' })
    await expect(rig.launch({ maxUsd: 100, types: ['p4d.24xlarge'] })).rejects.toMatchObject({ code: 'price-unknown' })
    const unknown = await rig.runs.estimate({ asked: rig.asked({ types: ['p4d.24xlarge'] }) }, undefined)
    expect(unknown).toMatchObject({ mostUsd: null, choices: [{ usdPerHour: null }] })
    expect(unknown.warnings).toHaveLength(1)
    expect(rig.runs.list()).toEqual([])
    expect(rig.proxy.asked).not.toContain('RunInstances')
  })

  it('is told for all the time for which it is renewed', async () => {
    rig.work.ends = endless
    const [once] = (await rig.runs.estimate({ asked: rig.asked() }, undefined)).choices
    const { choices } = await rig.runs.estimate({ asked: rig.asked({ renewSeconds: 4 * 3600 }) }, undefined)
    expect(choices[0]?.mostUsd).toBeCloseTo(4 * (once?.mostUsd ?? 0))
    await expect(rig.launch({ renewSeconds: 3600 })).rejects.toMatchObject({ code: 'usage' })
    const run = await rig.launch({ renewSeconds: 4 * 3600 })
    const { deadline, renewUntil, mostUsd } = await rig.until(run.id, 'uploading')
    expect(Date.parse(renewUntil ?? '') - Date.parse(deadline ?? '')).toBe(3 * 3_600_000)
    expect(mostUsd).toBeCloseTo(choices[0]?.mostUsd ?? 0, 1)
  })

  it('is limited for spot alone, where AWS is told the price', async () => {
    rig.work.ends = endless
    const limits: (string | null)[] = []
    rig.proxy.judge = asEc2((action, fields) => {
      if (action === 'RunInstances') limits.push(fields.get('InstanceMarketOptions.SpotOptions.MaxPrice'))
      return undefined
    })
    await expect(rig.launch({ maxSpotUsdPerHour: 0.5 })).rejects.toMatchObject({ code: 'usage' })
    const limited = await rig.launch({ spot: true, maxSpotUsdPerHour: 0.5 })
    await rig.until(limited.id, 'uploading')
    const free = await rig.launch({ spot: true })
    await rig.until(free.id, 'uploading')
    expect(limits).toEqual(['0.5', null])
  })

  it('stays unknown while it runs', async () => {
    rig.work.ends = endless
    const run = await rig.launch({ types: ['p4d.24xlarge'] })
    expect(await rig.until(run.id, 'uploading')).toMatchObject({ usd: null, mostUsd: null })
  })

  it('names a type that there is not', async () => {
    await expect(rig.launch({ types: ['x9.none'] })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is refused by a budget', async () => {
    rig.mayLaunch = () => ({ warnings: [], refusal: new Failure('rule', 'The budget is spent.') })
    await expect(rig.launch()).rejects.toMatchObject({ code: 'rule' })
  })
})

/** As EC2 lists a machine. */
const listed = (id: string, run: string, owner: string, state: string): string =>
  `<item><instancesSet><item><instanceId>${id}</instanceId><instanceState><name>${state}</name></instanceState>
    <stateReason><code>Client.UserInitiatedShutdown</code><message>x</message></stateReason><tagSet>
    <item><key>${tagKeys.owner}</key><value>${owner}</value></item><item><key>${tagKeys.run}</key><value>${run}</value></item>
    </tagSet></item></instancesSet></item>`

describeFacility('1,200 machines of one owner', 's3', () => {
  it('are looked at page by page, by one question for all runs', async () => {
    rig.work.ends = endless
    const { id: first } = await rig.launch()
    const { id: second } = await rig.launch()
    const { machine, owner } = await rig.until(first, 'uploading')
    const other = await rig.until(second, 'uploading')
    const page = (count: number, more: string, token = ''): Verdict => {
      const items = Array.from({ length: count }, (_, at) => listed(`i-${at}`, 'rzzzzzzzzzzz', owner, 'running'))
      const next = token && `<nextToken>${token}</nextToken>`
      const inner = `<reservationSet>${items.join('')}${more}</reservationSet>${next}`
      return { body: `<DescribeInstancesResponse>${inner}</DescribeInstancesResponse>` }
    }
    const last = [
      listed(machine?.instance ?? '', first, owner, 'running'),
      listed(other.machine?.instance ?? '', second, owner, 'terminated')
    ]
    const pages: (string | null)[] = []
    rig.proxy.judge = asEc2((action, fields) => {
      if (action !== 'DescribeInstances' || fields.get('Filter.1.Name') !== `tag:${tagKeys.owner}`) return undefined
      pages.push(fields.get('NextToken'))
      return fields.get('NextToken') === 'second' ? page(200, last.join('')) : page(1000, '', 'second')
    })
    await rig.until(second, 'failed')
    expect(rig.runs.get(first).state).toBe('uploading')
    // Each look is two pages, and no look for each run.
    for (let at = 0; at + 1 < pages.length; at += 2) expect(pages.slice(at, at + 2)).toEqual([null, 'second'])
    rig.proxy.judge = asEc2()
  })
})
