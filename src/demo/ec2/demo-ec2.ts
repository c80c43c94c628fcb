/**
 * A make-believe AWS on loopback, so that runs can be tried without an account: the parts of EC2, STS and SSM that
 * Farscope asks for. Its instances are folders of this computer with an SSH server that really run what they are told
 * to. It is a fake: what it says follows FACTS (EC2 API reference), not a real EC2.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure } from '@domain/failure'
import { Children } from '../children'
import { type Answer, ec2, services } from './answers'
import { CallError } from './call-error'
import { markVariable } from './instance-processes'
import { interrupt } from './life'
import { checkSignature, type DemoKeys } from './signature'
import { createWorld, type Ec2Clock, type Ec2Waits, realClock, usualWaits, type World } from './world'

export interface DemoEc2 {
  /** Of EC2, STS and SSM: `http://127.0.0.1:PORT`. */
  readonly endpoint: string
  /** The region that it suggests; it plays any. */
  readonly region: string
  /** The only keys that open it, made for this run. */
  readonly keys: DemoKeys
  /** Gives notice to a spot instance as EC2 does; false: it is none, or does not run. */
  interrupt(instanceId: string): boolean
  /** Ends every instance with all its processes, and removes their disks. May be called twice. */
  close(): Promise<void>
}

/** The one whose prices the program knows. */
const suggestedRegion = 'us-east-1'

/** Bytes of a request at most; user data has 16 KiB. */
const mostBytes = 1_000_000

/** Keeps the instances' disks in `folder`, which must be absolute and is removed at the end. `refused`: no port is to be had. */
export async function startDemoEc2(options: {
  folder: string
  clock?: Ec2Clock
  /** Unset: as for users. */
  waits?: Partial<Ec2Waits>
  log?: (line: string) => void
}): Promise<DemoEc2> {
  const { folder, clock = realClock, log = () => undefined } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const children = new Children([folder], `${markVariable}=${folder}/`)
  const world = createWorld({ clock, folder, children, log, waits: { ...usualWaits, ...options.waits } })
  const keys = newKeys()
  const server = createServer((request, response) => {
    bodyOf(request).then(
      body => respond(response, answerTo(world, keys, request, body), log),
      () => response.destroy()
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: Error) =>
      reject(new Failure('refused', `The demo cloud cannot listen on 127.0.0.1: ${error.message}.`, { cause: error }))
    )
    server.listen(0, '127.0.0.1', resolve)
  }).catch(async thrown => {
    await children.close()
    throw thrown
  })
  // A TCP server's address is an AddressInfo, never a pipe's name.
  const { port } = server.address() as AddressInfo
  let closing: Promise<void> | undefined
  return {
    endpoint: `http://127.0.0.1:${port}`,
    ...{ region: suggestedRegion, keys },
    interrupt: id => {
      const region = [...world.regions.values()].find(one => one.instances.has(id))
      const instance = region?.instances.get(id)
      return region !== undefined && instance !== undefined && interrupt(world, region, instance)
    },
    close: () => {
      closing ??= (async () => {
        const closed = new Promise<void>(resolve => server.close(() => resolve()))
        server.closeAllConnections()
        await world.end()
        const running = [...world.regions.values()].flatMap(({ instances }) => [...instances.values()])
        await Promise.all(running.map(({ computer }) => computer?.close()))
        await children.close()
        await closed
        await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      })()
      return closing
    }
  }
}

/** In the form of AWS's, with a beginning that no real one has. */
const newKeys = (): DemoKeys => ({
  accessKeyId: `FARSCOPEDEMO${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64')
})

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    // Without an encoding the parts of a request are Buffers.
    parts.push(part as Buffer)
    bytes += parts.at(-1)?.length ?? 0
    if (bytes > mostBytes) throw new Failure('limit-exceeded', 'The request is too long.')
  }
  return Buffer.concat(parts)
}

function answerTo(world: World, keys: DemoKeys, request: IncomingMessage, body: Buffer): Answer {
  const { scope, valid } = checkSignature(request, body, keys)
  const service = (scope && services[scope.service]) ?? ec2
  try {
    if (!scope || !valid || world.closed) throw service.unsigned
    return service.answer(world, scope.region, request.headers, body.toString())
  } catch (thrown) {
    if (thrown instanceof CallError) return service.refusal(thrown)
    world.log(`demo cloud: ${thrown instanceof Error ? thrown.stack : thrown}`)
    return service.refusal(new CallError('InternalError', 'An internal error has occurred', 500))
  }
}

function respond(response: ServerResponse, { status, type, body }: Answer, log: (line: string) => void): void {
  response.on('error', error => log(`demo cloud: ${error.message}`))
  response.writeHead(status, { 'content-type': type })
  response.end(body)
}
