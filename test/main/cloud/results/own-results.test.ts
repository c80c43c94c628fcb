/** What a claim in a bucket says of a run that this computer does not know, from the one that wrote it to the list. */
import { createServer, type Server } from 'node:http'
import { resultsKeptMs } from '@domain/cloud/orphans'
import { Failure } from '@domain/failure'
import type { BucketFileSystem } from '@domain/files/file-system'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createOwnResults } from '../../../../src/main/cloud/results/own-results'
import { createResults } from '../../../../src/main/cloud/results/results'
import { silentLog, systemClock } from '../../../../src/main/platform'
import { madeUpRecord } from '../../../domain/cloud/runs/made-up-record'
import { someRun } from '../../../domain/cloud/spend/some-runs'

const id = 'rabcdefghij1'
let claim = ''
let server: Server
let url = ''

beforeEach(async () => {
  claim = ''
  server = createServer((question, answer) => {
    question.setEncoding('utf8')
    question.on('data', (piece: string) => {
      claim += piece
    })
    question.on('end', () => answer.end())
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/claim`
})
afterEach(() => new Promise(done => server.close(done)))

function bucket(): BucketFileSystem {
  const own: Partial<BucketFileSystem> = {
    absolute: path => path,
    presignPuts: async () => ({ urls: [url], header: 'x-amz-tagging: a=b', region: 'us-east-1', until: new Date() }),
    readSmall: async () => ({ data: Buffer.from(claim) }) as never,
    readDirectory: async function* (path: string) {
      if (path !== '/bucket') throw new Failure('not-found', 'Nothing is there.')
      yield [{ name: `farscope-${id}`, type: 'directory' }] as never
    }
  }
  // Only what a claim and a list ask of a bucket.
  return own as BucketFileSystem
}

const results = () =>
  createResults({
    ...{ clock: systemClock, log: silentLog, dataFolder: '/nowhere', openBucket: async () => bucket() },
    openFiles: () => Promise.reject(new Failure('internal', 'No file is asked for.'))
  })

const expiryOf = async (): Promise<string | null | undefined> => {
  const { run } = madeUpRecord()
  const asked = { ...run.asked, results: { to: { kind: 's3' as const, path: '/bucket' }, end: true } }
  const { list } = createOwnResults(results(), () => [madeUpRecord({ asked })])
  return (await list(null, undefined)).found[0]?.tags.expiry
}

const after = (start: string, ms: number): string => new Date(Date.parse(start) + ms).toISOString()
const createdAt = '2026-11-22T10:00:00.000Z'

it('is left alone until some days after the last end that its machine could have had at the launch', async () => {
  const run = someRun({ id, createdAt, asked: { maxSeconds: 3600, renewSeconds: 7200 } })
  const asked = { ...run.asked, results: { to: { kind: 's3' as const, path: '/bucket' }, end: true } }
  await results().claim({ ...run, asked }, undefined)
  expect(await expiryOf()).toBe(after(createdAt, 7_200_000 + resultsKeptMs))
})

it('is left alone longer where an earlier version wrote no end, and is no less a claim with an end that is none', async () => {
  const old = { run: id, owner: 'ada', name: 'x', createdAt }
  claim = JSON.stringify(old)
  const longest = after(createdAt, 14 * 86_400_000 + resultsKeptMs)
  expect(await expiryOf()).toBe(longest)
  claim = JSON.stringify({ ...old, deadline: 'whenever' })
  expect(await expiryOf()).toBe(longest)
  claim = JSON.stringify({ ...old, createdAt: 5 })
  expect(await expiryOf()).toBeNull()
})
