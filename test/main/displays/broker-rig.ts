/** An engine whose site is the demo facility with a broker beside it, and a DCV server that the broker sends to. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PromptRequest } from '@contract/prompts'
import type { DcvBroker } from '@contract/sites'
import type { DemoFacility } from '../../../src/demo/demo-facility'
import { type DisplayServer, startDisplayServer } from '../../../src/demo/displays/display-server'
import type { FarscopeClient } from '../../../src/main/client-type'
import { createEngine } from '../../../src/main/engine'
import { createFileLog } from '../../../src/main/file-log'
import { memorySecrets } from '../../../src/main/keyring'
import { type SecretStore, systemClock } from '../../../src/main/platform'
import { startProgram } from '../../../src/main/start-program'
import { startBareFacility } from '../../demo/bare-facility'
import { testPlatform } from '../test-platform'
import { briskDisplays } from './brisk-displays'
import { type FakeBroker, startFakeBroker } from './fake-broker'

/** What is made once for all tests of a file. */
export interface BrokerPlace {
  readonly facility: DemoFacility
  /** Holds all that it keeps. */
  readonly folder: string
  readonly server: DisplayServer
  close(): Promise<void>
}

export async function startBrokerPlace(): Promise<BrokerPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-broker-site-'))
  const facility = await startBareFacility(join(folder, 'site'))
  const server = await startDisplayServer(join(folder, 'server'))
  if (!server) throw new Error('openssl is not installed')
  return {
    ...{ facility, folder, server },
    close: async () => {
      await server.close()
      await facility.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

export interface BrokerRig {
  readonly client: FarscopeClient
  readonly broker: FakeBroker
  /** Addresses that were to be shown. */
  readonly pages: string[]
  /** Data folder of the engine. */
  readonly data: string
  readonly secrets: SecretStore
  readonly asked: PromptRequest[]
  /** Where the native client leaves the connection file that it was given. */
  readonly seen: string
  /** The clock of the engine goes forward by so much; that of the broker does not. Milliseconds. */
  later(milliseconds: number): void
  /** Ends the engine; what it left behind can be looked at then. */
  end(): Promise<void>
  close(): Promise<void>
}

const viewer = `#!/bin/sh
[ "$1" = --version ] && exit 0
cp "$1" "$(dirname "$0")/seen.dcv"
sleep 60
`

/** `AB:CD:…`, as openssl prints it; it is taken so. */
const asOpenssl = (digits: string): string => (digits.toUpperCase().match(/../g) ?? []).join(':')

/** What a person gives for the password of this broker's client. */
export type Answer = (broker: FakeBroker) => { secret: string; remember: boolean }

/** The right one, and it is not kept. */
export const right: Answer = ({ secret }) => ({ secret, remember: false })

/** `answer` undefined: nobody is there. */
export async function startBrokerRig(
  { facility, server }: BrokerPlace,
  answer?: Answer,
  changes: Partial<DcvBroker> = {}
): Promise<BrokerRig> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-broker-'))
  const broker = await startFakeBroker({ host: '127.0.0.1', port: server.port, tokens: server.tokens })
  const [bin, data] = [join(folder, 'bin'), join(folder, 'data')]
  for (const path of [bin, data]) await mkdir(path, { mode: 0o700 })
  await writeFile(join(bin, 'dcvviewer'), viewer, { mode: 0o755 })
  const secrets = memorySecrets()
  const pages: string[] = []
  let ahead = 0
  const platform = testPlatform(folder, {
    ...{ environment: { PATH: bin }, dataFolder: data, log: createFileLog(data, systemClock), secrets },
    clock: { now: () => new Date(Date.now() + ahead) },
    start: startProgram,
    openPage: async url => {
      pages.push(url)
      return { ended: new Promise(() => undefined), end: () => undefined }
    }
  })
  const engine = await createEngine(platform, { displays: briskDisplays })
  const client = engine.client('test')
  const asked: PromptRequest[] = []
  if (answer) void answerAll(client, asked, () => answer(broker))
  const key = `ssh-ed25519 ${facility.hostKey.base64}`
  const host = { name: 'main', host: facility.host, port: facility.port, user: facility.user, hostKeys: [key] }
  const hosts = [{ ...host, identityFiles: [facility.privateKeyFile] }]
  const record = { url: broker.url, clientId: broker.clientId, fingerprint: broker.fingerprint }
  const dcvBroker = { ...record, serverFingerprints: [asOpenssl(server.fingerprint)], ...changes }
  await client.sites.save({ site: { version: 1, name: 'em', hosts, displays: { dcvBroker } } })
  return {
    ...{ client, broker, pages, data, secrets, asked, seen: join(bin, 'seen.dcv') },
    later: milliseconds => {
      ahead += milliseconds
    },
    end: () => engine.close(),
    close: async () => {
      await engine.close()
      await broker.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

async function answerAll(
  client: FarscopeClient,
  asked: PromptRequest[],
  answer: () => { secret: string; remember: boolean }
): Promise<void> {
  for await (const event of await client.prompts.watch()) {
    if (event.type !== 'asked') continue
    asked.push(event.prompt)
    const { secret, remember } = answer()
    await client.prompts.answer({ id: event.id, answer: { kind: 'credentials', answers: [secret], remember } })
  }
}
