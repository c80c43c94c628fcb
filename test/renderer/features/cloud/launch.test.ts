import { askedRunSchema } from '@contract/cloud-runs'
import { describe, expect, it } from 'vitest'
import {
  draftOfRun,
  durationText,
  emptyLaunch,
  type LaunchDraft,
  readLaunch
} from '../../../../src/renderer/features/cloud/launch/launch-draft'
import { launchLabel, mostWords } from '../../../../src/renderer/features/cloud/launch/launch-review'
import {
  movedType,
  offeredTypes,
  offerWords,
  withType
} from '../../../../src/renderer/features/cloud/launch/machine-choice'
import { durationFault } from '../../../../src/renderer/features/cloud/runs/run-act-dialog'

const whole: LaunchDraft = {
  ...emptyLaunch,
  ...{ name: ' Refine ', command: 'relion_refine\n', types: ['g5.2xlarge'], duration: '6h' }
}
const fault = (change: Partial<LaunchDraft>) => {
  const read = readLaunch({ ...whole, ...change })
  return 'fault' in read ? read.fault : null
}

describe('a launch as it is typed', () => {
  it('decides nothing that costs for the person', () => {
    expect(emptyLaunch).toMatchObject({ types: [], duration: '', maxUsd: '' })
    expect(fault({ duration: '' })?.text).toContain('Say after how long')
    expect(fault({ types: [] })?.field).toBe('types')
  })

  it('becomes what is asked, with empty fields as none', () => {
    const read = readLaunch({ ...whole, zones: 'us-east-1a, us-east-1b', maxUsd: '12.4', gpuIdle: '30m' })
    expect(read).toMatchObject({
      asked: {
        ...{ name: 'Refine', command: 'relion_refine\n', maxSeconds: 21_600, maxUsd: 12.4, project: null },
        ...{ zones: ['us-east-1a', 'us-east-1b'], gpuIdleSeconds: 1800, idleSeconds: null, image: { kind: 'dlami' } }
      }
    })
  })

  it('is renewed for longer than it lives without that, and limits the price of spot alone', () => {
    expect(fault({ renewUpTo: '6h' })).toMatchObject({ field: 'renewUpTo', text: expect.stringContaining('Longer') })
    expect(fault({ renewUpTo: 'ever' })?.field).toBe('renewUpTo')
    const draft = { ...whole, renewUpTo: '2d', maxPrice: '0.75', allowUnknownPrice: true }
    const asked = { renewSeconds: 172_800, allowUnknownPrice: true }
    expect(readLaunch({ ...draft, spot: true })).toMatchObject({ asked: { ...asked, maxSpotUsdPerHour: 0.75 } })
    const onDemand = readLaunch(draft)
    expect(onDemand).toMatchObject({ asked: { ...asked, maxSpotUsdPerHour: null } })
    if ('asked' in onDemand) expect(readLaunch(draftOfRun(onDemand.asked))).toEqual(onDemand)
  })

  it('has files with a place outside and a name inside', () => {
    const place = { where: 'site cluster', path: ' /proj/x.star ' }
    const read = readLaunch({ ...whole, inputs: [{ place, inside: 'x.star' }], outputs: [{ place, inside: '' }] })
    const at = { kind: 'site', site: 'cluster', path: '/proj/x.star' }
    expect(read).toMatchObject({ asked: { inputs: [{ from: at, to: 'x.star' }], outputs: [{ from: '', to: at }] } })
  })

  it('has a bucket for results as a path or as the AWS tools write it, and fills it again', () => {
    const to = { kind: 's3', path: '/lab/waiting' }
    expect(readLaunch(whole)).toMatchObject({ asked: { results: null } })
    expect(readLaunch({ ...whole, results: ' s3://lab/waiting ' })).toMatchObject({
      asked: { results: { to, end: true } }
    })
    const read = readLaunch({ ...whole, results: '/lab/waiting', resultsEnd: false })
    expect(read).toMatchObject({ asked: { results: { to, end: false } } })
    const again = 'asked' in read ? draftOfRun(read.asked) : emptyLaunch
    expect(again).toMatchObject({ results: '/lab/waiting', resultsEnd: false })
    expect(fault({ results: '/' })).toMatchObject({ field: 'results' })
  })

  it('names the field that has to be mended, also where only the contract knows', () => {
    expect(fault({ name: ' ' })?.field).toBe('name')
    expect(fault({ command: ' ' })?.field).toBe('command')
    expect(fault({ duration: '2m' })?.field).toBe('duration')
    expect(fault({ types: ['G5 large'] })).toMatchObject({ field: 'types' })
    expect(fault({ image: 'ami', imageId: 'mine' })).toMatchObject({ field: 'imageId' })
    expect(fault({ subnet: 'here' })).toMatchObject({ field: 'subnet' })
    expect(fault({ diskGb: '4' })).toMatchObject({ field: 'diskGb' })
    const place = { where: 'local', path: '/x' }
    expect(fault({ inputs: [{ place, inside: '' }] })).toMatchObject({ field: 'inputs 0' })
    expect(fault({ inputs: [{ place, inside: '../x' }] })).toMatchObject({ field: 'inputs 0' })
    expect(fault({ outputs: [{ place: { ...place, path: '' }, inside: '' }] })).toMatchObject({ field: 'outputs 0' })
  })

  it('takes no number for none: a limit that cannot be read is told of at its field', () => {
    for (const text of ['free', '$5', '-1', '0'])
      expect(fault({ maxUsd: text })).toMatchObject({ field: 'maxUsd', text: expect.stringContaining('above 0') })
    for (const text of ['cheap', '-0.5', '0', '20000'])
      expect(fault({ spot: true, maxPrice: text })).toMatchObject({
        field: 'maxPrice',
        text: 'A number from 0.0001 to 10,000, or empty.'
      })
    // Without spot nobody sees it.
    expect(fault({ maxPrice: 'cheap' })).toBeNull()
    for (const text of ['', 'big', '12.5', '4']) expect(fault({ diskGb: text })?.field).toBe('diskGb')
  })

  it('says in words what a field has to be, never by a pattern', () => {
    const wrong: Partial<LaunchDraft>[] = [
      ...[{ subnet: 'here' }, { instanceProfile: 'a/b' }, { zones: 'Z' }, { types: ['G5 large'] }],
      ...[{ image: 'ami', imageId: 'mine' } as const, { results: 's3://' }, { idle: '2d' }],
      { image: 'ami', imageId: 'ami-0123456789abcdef0', imageUser: 'Root!' } as const
    ]
    for (const change of wrong)
      expect(fault(change)?.text).toMatch(/^(It has to be an? |It has to be the name|Name a bucket|Such as )[^/\\]/)
    expect(fault({ image: 'ami', imageId: 'ami-0123456789abcdef0', imageUser: 'Root!' })?.field).toBe('imageUser')
  })

  it('comes back as it was from a run that was launched', () => {
    const asked = askedRunSchema.parse({
      ...{ name: 'n', command: 'c', types: ['g5.2xlarge', 'g6e.12xlarge'], maxSeconds: 5400, spot: true, diskGb: 50 },
      ...{ inputs: [{ from: { kind: 's3', path: '/b/x' }, to: 'x' }], continueCommand: 'again', idleSeconds: 600 },
      image: { kind: 'ami', id: 'ami-0123456789abcdef0', user: 'ec2-user' }
    })
    expect(readLaunch(draftOfRun(asked))).toEqual({ asked })
  })

  it('writes a duration as one types it', () => {
    expect([durationText(21_600), durationText(5400), durationText(5401)]).toEqual(['6h', '90m', '0-01:30:01'])
    expect(durationFault('')).toBeUndefined()
    expect(durationFault('6h')).toBeUndefined()
    expect(durationFault('15d')).toContain('14 days')
  })
})

describe('the question before a launch', () => {
  it('names the most that it costs, and says where that is unknown', () => {
    expect(launchLabel({ mostUsd: 12.4 })).toBe('Launch, at most $12.40')
    expect(launchLabel({ mostUsd: null })).toBe('Launch, cost unknown')
  })

  it('says of a spot machine both what it costs now and what it may rise to', () => {
    const choice = {
      ...{ type: 'g5.2xlarge', zones: [], vcpus: 8, gpus: '', mostUsdPerHour: 3, mostUsd: 6 },
      usdPerHour: 1
    }
    const asked = { spot: true, maxSeconds: 7200, renewSeconds: null }
    expect(mostWords(asked, { mostUsd: 6, choices: [choice] })).toContain(
      '; $2.00 if the spot price stays as it is now'
    )
    expect(mostWords(asked, { mostUsd: null, choices: [choice] })).toMatch(/a price is missing; \$2\.00/)
    expect(mostWords(asked, { mostUsd: 1.5, choices: [choice] }), 'a zone above the limit').not.toContain('$2.00')
    expect(mostWords({ ...asked, spot: false }, { mostUsd: 6, choices: [choice] })).not.toContain('$2.00')
  })
})

describe('types of machines', () => {
  const type = (name: string, gpus: number) => ({
    ...{ type: name, vcpus: 8, memoryMib: 32_768, gpuCount: gpus, architectures: [], spot: true, localDiskGb: null },
    ...{
      network: '',
      gpus: gpus === 0 ? [] : [{ model: 'A10G', manufacturer: 'NVIDIA', count: gpus, memoryMib: null }]
    }
  })

  it('have their prices, the cheapest zone of spot, and unknown where there is none', () => {
    const spot = [0.7, 0.5].map((usdPerHour, at) => ({ zone: `z${at}`, usdPerHour, at: '2026-11-22T10:00:00Z' }))
    const prices = [{ type: 'g5.xlarge', region: 'r', onDemand: { usdPerHour: 1.2, date: '2026-11-14' }, spot }]
    const rows = offeredTypes([type('g6.xlarge', 4), type('g5.xlarge', 1)], prices)
    expect(rows.map(row => row.type)).toEqual(['g5.xlarge', 'g6.xlarge'])
    expect(rows[0]).toMatchObject({ gpus: '1 × NVIDIA A10G', onDemand: 1.2, spot: 0.5 })
    expect(rows[1]).toMatchObject({ onDemand: null, spot: null })
  })

  it('say under them which of their prices were asked for, and why there are none', () => {
    expect(offerWords(1, null)).toBe('1 type. Double click or Enter adds one.')
    expect(offerWords(612, null)).toMatch(/^612 types.*Prices are those of the first 50; type to see others\.$/)
    expect(offerWords(612, { message: 'AWS does not answer.' })).toMatch(/Prices are unknown: AWS does not answer\.$/)
  })

  it('are tried in the order in which they stand', () => {
    expect(withType(['a', 'b'], 'c')).toEqual(['a', 'b', 'c'])
    expect(withType(['a'], 'a')).toEqual(['a'])
    expect(movedType(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
    expect(movedType(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  })
})
