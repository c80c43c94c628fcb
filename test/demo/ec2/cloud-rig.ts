/** A make-believe cloud with short waits, the SDK to ask it with, and a login on its instances. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EC2, type Instance, type RunInstancesCommandInput } from '@aws-sdk/client-ec2'
import { demoPortTag } from '@domain/cloud/tags'
import { Client, type ConnectConfig } from 'ssh2'
import { expect, vi } from 'vitest'
import { images } from '../../../src/demo/ec2/catalogue'
import { type DemoEc2, startDemoEc2 } from '../../../src/demo/ec2/demo-ec2'
import { type Ec2Clock, type Ec2Waits, realClock } from '../../../src/demo/ec2/world'
import { makeKey } from '../../../src/demo/keys'

const noticeMs = 120_000
/** Shorter than any person would see; the folders stay until the end. */
const waits: Partial<Ec2Waits> = { pending: 20, console: 20, checks: 20, ending: 20, look: 20, notice: noticeMs }

export const region = 'us-east-1'
export const image = images[0]?.id ?? ''
export const userKey = makeKey('runs')

export interface CloudRig {
  readonly cloud: DemoEc2
  readonly folder: string
  readonly ec2: EC2
  launch(changes?: Partial<RunInstancesCommandInput>): Promise<Instance>
  describe(id: string): Promise<Instance>
  /** When it has this state. */
  until(id: string, state: string): Promise<Instance>
  logIn(instance: Instance, changes?: ConnectConfig): Promise<Client>
  /** The two minutes of every notice are over; how many there were. */
  passNotices(): number
  close(): Promise<void>
}

export const clientOf = (cloud: Pick<DemoEc2, 'endpoint' | 'keys'>, where = region): EC2 => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  return new EC2({ region: where, endpoint: cloud.endpoint, credentials: cloud.keys, maxAttempts: 1 })
}

/** Writes the key of `logIn` where sshd looks for it, then does `more`. */
export function bootScript(more = ''): string {
  const line = `ssh-ed25519 ${userKey.public.toString('base64')} runs`
  return [
    '#!/bin/sh',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: of the shell
    'home=${FARSCOPE_ROOT:-}/home/ubuntu',
    'mkdir -p -m 700 "$home/.ssh"',
    `echo '${line}' >"$home/.ssh/authorized_keys"`,
    'chmod 600 "$home/.ssh/authorized_keys"',
    more
  ].join('\n')
}

export const inBase64 = (text: string): string => Buffer.from(text).toString('base64')

export const portOf = (instance: Instance): number =>
  Number(instance.Tags?.find(({ Key }) => Key === demoPortTag)?.Value)

export async function openCloud(changes: Partial<Ec2Waits> = {}): Promise<CloudRig> {
  const parent = await mkdtemp(join(tmpdir(), 'farscope-demo-ec2-test-'))
  const folder = join(parent, 'cloud')
  const notices: (() => void)[] = []
  const clock: Ec2Clock = {
    ...realClock,
    after: (milliseconds, work) => {
      if (milliseconds !== noticeMs) return realClock.after(milliseconds, work)
      notices.push(work)
      return () => undefined
    }
  }
  const cloud = await startDemoEc2({ folder, clock, waits: { ...waits, ...changes } })
  const ec2 = clientOf(cloud)
  const describe = async (id: string): Promise<Instance> => {
    const { Reservations } = await ec2.describeInstances({ InstanceIds: [id] })
    const found = Reservations?.[0]?.Instances?.[0]
    if (!found) throw new Error(`no ${id}`)
    return found
  }
  return {
    ...{ cloud, folder, ec2, describe },
    async launch(wishes = {}) {
      const { Instances } = await ec2.runInstances({
        ...{ ImageId: image, InstanceType: 'g5.xlarge', MinCount: 1, MaxCount: 1, UserData: inBase64(bootScript()) },
        ...wishes
      })
      const found = Instances?.[0]
      if (!found) throw new Error('nothing was launched')
      return found
    },
    async until(id, state) {
      await expect.poll(async () => (await describe(id)).State?.Name).toBe(state)
      return describe(id)
    },
    logIn: (instance, config = {}) =>
      // The script of the user data may not have written the key yet, as on a real instance.
      vi.waitFor(() => connect({ port: portOf(instance), ...config }), { timeout: 30_000, interval: 50 }),
    passNotices() {
      const due = notices.splice(0)
      for (const work of due) work()
      return due.length
    },
    async close() {
      ec2.destroy()
      await cloud.close()
      await rm(parent, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

export function connect(config: ConnectConfig): Promise<Client> {
  const client = new Client()
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client))
    client.once('error', reject)
    client.connect({
      ...{ host: '127.0.0.1', username: 'ubuntu', privateKey: userKey.private, readyTimeout: 20_000 },
      ...config
    })
  })
}
