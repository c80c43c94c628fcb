/** Whole engines, one after the other, at a store and a cloud that outlive them: the machine of a run really runs. */
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EC2 } from '@aws-sdk/client-ec2'
import { S3 } from '@aws-sdk/client-s3'
import type { Run } from '@contract/cloud-runs'
import { expect } from 'vitest'
import { type DemoFacility, startDemoFacility } from '../../../../src/demo/demo-facility'
import type { ResultsTiming } from '../../../../src/main/cloud/results/ports'
import { createEngine, type Engine } from '../../../../src/main/engine'
import { facility } from '../../../facility/facility'
import { putKeys, takeKeysAway } from '../../files/s3/s3-keys'
import { testPlatform } from '../../test-platform'
import { brisk } from '../runs/runs-rig'

export interface ResultsRig {
  readonly folder: string
  readonly bucket: string
  readonly others: S3
  readonly client: ReturnType<Engine['client']>
  /** What the machine's requests to the store meet; undefined: they go through. Answers a status. */
  meets: (method: string, key: string) => number | undefined
  /** What was asked of the store, `METHOD KEY`. */
  readonly asked: string[]
  /** Keys that stand in the bucket. */
  keys(): Promise<string[]>
  launch(asked: object): Promise<Run>
  until(id: string, is: (run: Run) => boolean): Promise<Run>
  end(): Promise<void>
  begin(timing?: Partial<ResultsTiming>): Promise<void>
  /** Lets the command of a run go on that waits for it. */
  go(): Promise<void>
  /** Instances of the cloud that live. */
  living(): Promise<number>
  /** Resolves when no instance runs any more, whether an engine runs or not. */
  untilGone(): Promise<void>
  /** As somebody in the console does. */
  terminate(instance: string): Promise<void>
  /** The settings of the script on the one machine there is are other ones. */
  resetOnMachine(setting: string, value: string): Promise<void>
  /** What that script says of its last try. */
  saidOnMachine(): Promise<string>
  close(): Promise<void>
}

export const eventually = { timeout: 120_000, interval: 100 }

const quick: Partial<ResultsTiming> = {
  ...{ graceSeconds: 1, tickSeconds: 0.2, againSeconds: 1, killSeconds: 2, beatMs: 500 },
  reserveSeconds: () => 5
}

export async function openResultsRig(): Promise<ResultsRig> {
  putKeys()
  const folder = await mkdtemp(join(tmpdir(), 'farscope-results-'))
  const demo = await startDemoFacility({ folder: join(folder, 'demo') })
  const { server, endpoint } = await openStoreProxy((method, key) => {
    rig.asked.push(`${method} ${key}`)
    return rig.meets(method, key)
  })
  putKeysOf(demo)
  const others = new S3({ region: 'us-east-1', endpoint: facility.s3, forcePathStyle: true })
  const bucket = `test-${randomUUID()}`
  await others.createBucket({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } })
  const { cloud } = demo
  const environment = {
    ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: cloud.region },
    ...{ AWS_ENDPOINT_URL_EC2: cloud.endpoint, AWS_ENDPOINT_URL_STS: cloud.endpoint },
    ...{ AWS_ENDPOINT_URL_SSM: cloud.endpoint, FARSCOPE_PUBLIC_ADDRESS: '198.51.100.7' }
  }
  const platform = testPlatform(folder, { environment })
  await mkdir(platform.dataFolder, { mode: 0o700 })
  let engine: Engine | undefined
  const client = () => engine?.client('test') ?? expect.fail('no engine')
  const rig: ResultsRig = {
    ...{ folder, bucket, others, asked: [], meets: () => undefined },
    get client() {
      return client()
    },
    async keys() {
      const { Contents } = await others.listObjectsV2({ Bucket: bucket })
      return (Contents ?? []).map(({ Key }) => Key ?? '')
    },
    launch: asked =>
      client().runs.launch({
        key: randomUUID(),
        asked: {
          ...{ name: 'waits', types: ['g5.2xlarge'], maxSeconds: 3600, command: 'true' },
          results: { to: { kind: 's3', path: `/${bucket}/waiting here` } },
          ...asked
        }
      }),
    async until(id, is) {
      const signal = AbortSignal.timeout(eventually.timeout)
      let last: Run | undefined
      try {
        for await (const { runs } of await client().runs.follow(undefined, { signal })) {
          last = runs.find(one => one.id === id) ?? last
          if (last && is(last)) return last
        }
      } catch (thrown) {
        if (!signal.aborted) throw thrown
      }
      return expect.fail(`it stands at ${JSON.stringify(last, undefined, 1)}`)
    },
    async end() {
      await engine?.close()
      engine = undefined
    },
    async begin(timing) {
      engine = await createEngine(platform, {
        runs: { ...brisk, pollMs: 300, bootLookMs: 300 },
        results: { ...quick, ...timing }
      })
    },
    go: () => writeFile(join(folder, 'go'), ''),
    async living() {
      const { resources } = await client().cloud.list({})
      return resources.filter(({ kind, state }) => kind === 'instance' && state !== 'shutting-down').length
    },
    async untilGone() {
      const ec2 = new EC2({ region: cloud.region, endpoint: cloud.endpoint })
      const states = async (): Promise<string[]> => {
        const { Reservations } = await ec2.describeInstances({})
        return (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []).map(({ State }) => State?.Name ?? '')
      }
      await expect.poll(async () => (await states()).filter(state => state !== 'terminated'), eventually).toEqual([])
      ec2.destroy()
    },
    async terminate(instance) {
      const ec2 = new EC2({ region: cloud.region, endpoint: cloud.endpoint })
      await ec2.terminateInstances({ InstanceIds: [instance] })
      ec2.destroy()
    },
    async resetOnMachine(setting, value) {
      const file = await onMachine(folder, 'settings')
      const text = await readFile(file, 'utf8')
      await writeFile(file, text.replace(new RegExp(`^${setting} .*$`, 'm'), `${setting} ${value}`))
    },
    saidOnMachine: async () => readFile(await onMachine(folder, 'said'), 'utf8').catch(() => ''),
    async close() {
      await rig.end()
      others.destroy()
      await demo.close()
      server.closeAllConnections()
      await new Promise(done => server.close(done))
      takeKeysAway()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  await rig.begin()
  return rig
}

/** A file of the results of the one machine there is. */
async function onMachine(folder: string, file: string): Promise<string> {
  const names = await readdir(join(folder, 'demo'), { recursive: true })
  return join(folder, 'demo', names.find(name => name.endsWith(`/results/${file}`)) ?? 'none')
}

/** The demo's cloud takes no others; the store takes any. */
function putKeysOf({ cloud: { keys } }: DemoFacility): void {
  process.env.AWS_ACCESS_KEY_ID = keys.accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = keys.secretAccessKey
}

/** Before the store, so that a test can see and refuse what it is asked. */
async function openStoreProxy(
  judge: (method: string, key: string) => number | undefined
): Promise<{ server: Server; endpoint: string }> {
  const server = createServer((question, answer) => {
    const { pathname } = new URL(question.url ?? '', facility.s3)
    const status = judge(question.method ?? '', decodeURIComponent(pathname).split('/').slice(2).join('/'))
    if (status !== undefined) {
      question.resume()
      question.on('end', () => {
        answer.writeHead(status, { 'content-type': 'application/xml' })
        answer.end('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
      })
      return
    }
    const chunks: Buffer[] = []
    question.on('data', chunk => chunks.push(chunk))
    question.on('end', () => {
      const { host: _host, ...headers } = question.headers
      const { 'transfer-encoding': _encoding, expect: _expect, connection: _connection, ...kept } = headers
      fetch(new URL(question.url ?? '', facility.s3), {
        method: question.method ?? 'GET',
        // Each of a request's headers here is one text.
        headers: kept as Record<string, string>,
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) })
      }).then(
        async came => {
          const body = Buffer.from(await came.arrayBuffer())
          const { 'content-length': length, ...heads } = Object.fromEntries(came.headers)
          answer.writeHead(came.status, {
            ...heads,
            'content-length': question.method === 'HEAD' ? (length ?? '0') : body.length
          })
          answer.end(body)
        },
        () => answer.destroy()
      )
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return { server, endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` }
}

export const textOf = (path: string): Promise<string> => readFile(path, 'utf8')
