/** Which sign-in is used, and for how long. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CloudLink } from '../../../src/main/cloud/cloud-link'
import { createLinks } from '../../../src/main/cloud/cloud-links'
import type { CloudPlace } from '../../../src/main/cloud/cloud-place'
import { putAwsKeys } from './aws-keys'
import { cloudAt, signedIn } from './cloud-at-proxy'
import { type FaultProxy, openFaultProxy } from './fault-proxy'

const place = (filesDigest: string): CloudPlace => ({
  ...{ profile: 'lab', region: 'eu-central-1', regionFrom: 'asked', profiles: [], missing: false, endpoints: {} },
  filesDigest
})

describe('links to an account', () => {
  let closed: string[] = []
  let opened = 0
  const unasked = (): Promise<never> => Promise.reject(new Error('nothing is asked here'))
  const links = () =>
    createLinks(at => {
      opened += 1
      const name = `${at.filesDigest} ${opened}`
      const link: CloudLink = { place: at, ec2: unasked, sts: unasked, ssm: unasked, close: () => closed.push(name) }
      return link
    })
  beforeEach(() => {
    closed = []
    opened = 0
  })

  it('are closed when the files in ~/.aws have changed, and not before whoever uses them has ended', async () => {
    const all = links()
    let end: (() => void) | undefined
    const first = all.use(place('a'), () => new Promise<void>(resolve => (end = resolve)))
    await all.use(place('a'), async () => expect(opened).toBe(1))
    await all.use(place('b'), async () => expect(opened).toBe(2))
    expect(closed).toEqual([])
    end?.()
    await first
    expect(closed).toEqual(['a 1'])
  })

  it('do not take a newer one away when an older one fails late', async () => {
    const all = links()
    const fail = new Failure('auth-failed', 'The key is refused.')
    let end: (() => void) | undefined
    const late = all.use(place('a'), () => new Promise<void>((_resolve, reject) => (end = () => reject(fail))))
    await expect(all.use(place('a'), () => Promise.reject(fail))).rejects.toBe(fail)
    await all.use(place('a'), async link => expect(link).toBeDefined())
    end?.()
    await expect(late).rejects.toBe(fail)
    expect(closed).toEqual(['a 1'])
    await all.use(place('a'), async () => expect(opened).toBe(2))
  })
})

describe('a named profile', () => {
  let folder = ''
  let proxy: FaultProxy
  let restore: () => void

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cloud-links-'))
    await mkdir(join(folder, '.aws'))
    const config = join(folder, '.aws', 'config')
    await writeFile(config, '[profile empty]\nregion = eu-central-1\n')
    // What the machine itself would be: the tools take it where nothing else is there.
    restore = putAwsKeys({
      ...{ AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') },
      ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      ...{ AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined }
    })
    proxy = await openFaultProxy()
  })
  afterEach(async () => {
    restore()
    await proxy.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('whose program gives no keys for long can be stopped', async () => {
    await writeFile(join(folder, '.aws', 'config'), '[profile slow]\ncredential_process = sleep 20\n')
    const cloud = cloudAt(proxy.endpoint, folder)
    const stop = new AbortController()
    const work = cloud.list({ profile: 'slow' }, stop.signal)
    setTimeout(() => stop.abort(), 200)
    await expect(work).rejects.toMatchObject({ code: 'cancelled' })
    cloud.close()
  }, 15_000)

  it('has an address that is shown without the password in it', async () => {
    const secret = proxy.endpoint.replace('//', '//ada:secret@')
    const cloud = cloudAt(secret, folder)
    expect((await cloud.account({ profile: 'empty' }, undefined)).endpoint).toBe(`${proxy.endpoint}/`)
    cloud.close()
  })

  it('that gives no sign-in is never exchanged for that of the machine', async () => {
    const machine = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json')
      const Expiration = new Date(Date.now() + 3_600_000).toISOString()
      response.end(JSON.stringify({ AccessKeyId: 'A', SecretAccessKey: 'S', Token: 'T', Expiration }))
    })
    await new Promise<void>(resolve => machine.listen(0, '127.0.0.1', resolve))
    // A listening TCP server has an address with a port.
    const { port } = machine.address() as AddressInfo
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = `http://127.0.0.1:${port}/`
    const cloud = cloudAt(proxy.endpoint, folder)
    try {
      proxy.judge = signedIn(() => undefined)
      const { identity, error } = await cloud.account({ profile: 'empty' }, undefined)
      expect([identity, error]).toMatchObject([null, { code: 'auth-failed' }])
      expect(proxy.asked).toEqual([])
    } finally {
      cloud.close()
      machine.closeAllConnections()
      machine.close()
    }
  })
})
