/** A further machine at a made-up cloud: what it is reckoned with. */
import { askedRunSchema } from '@contract/cloud-runs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { machine, madeUpRecord } from '../../../domain/cloud/runs/made-up-record'
import { type MadeUpCloud, openMadeUpCloud } from './made-up-cloud'

let cloud: MadeUpCloud

beforeEach(async () => {
  cloud = await openMadeUpCloud()
})
afterEach(() => cloud.close())

const place = {
  ...{ type: 'g5.2xlarge', zone: 'us-east-1a', subnet: 'subnet-1', vpc: 'vpc-1' },
  ...{ usdPerHour: 0.25, mostUsdPerHour: 1.25, restUsdPerHour: 0.05 }
}
const taken = { ...machine, spot: true, endedAt: machine.launchedAt }
const spotRun = (earlier: readonly (typeof taken)[]) =>
  madeUpRecord(
    {
      asked: askedRunSchema.parse({ name: 'x', command: 'x', types: [place.type], maxSeconds: 3600, spot: true }),
      earlier: [...earlier]
    },
    { places: [place] }
  )

it('a further spot machine has the price of its own launch, not that of the first', async () => {
  const record = spotRun([taken])
  cloud.spotUsdPerHour = 0.75
  const runs = cloud.open(record)
  await expect.poll(() => runs.get(record.run.id).machine?.usdPerHour).toBeCloseTo(0.8)
  expect(runs.get(record.run.id).machine).toMatchObject({ mostUsdPerHour: 1.25, restUsdPerHour: 0.05 })
})

it('it is launched with the old one where the market cannot be asked', async () => {
  const record = spotRun([taken])
  cloud.before = action => {
    if (action === 'ask for spot prices') throw new Error('may not be asked')
  }
  const runs = cloud.open(record)
  await expect.poll(() => runs.get(record.run.id).machine?.usdPerHour).toBe(0.25)
})

it('the first one has the price that was told before it was asked for', async () => {
  const record = spotRun([])
  cloud.spotUsdPerHour = 0.75
  const runs = cloud.open(record)
  await expect.poll(() => runs.get(record.run.id).machine?.usdPerHour).toBe(0.25)
})
