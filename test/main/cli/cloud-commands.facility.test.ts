/** The cloud by the command: what is printed, what is asked, and how it ends. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CloudResource } from '@contract/cloud'
import { tagKeys } from '@domain/cloud/tags'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { facility } from '../../facility/facility'
import { type FaultProxy, openFaultProxy } from '../cloud/fault-proxy'
import { type MadeUpAccount, mine, openAccount, unpricedType } from '../cloud/make-believe-account'
import { type CommandsHere, commandsHere } from './command-here'

let account: MadeUpAccount
let proxy: FaultProxy
let here: CommandsHere

describeFacility('the commands of the cloud', 's3', () => {
  beforeAll(async () => {
    account = await openAccount()
    proxy = await openFaultProxy(facility.s3)
    here = await commandsHere(folder => ({ environment: { AWS_ENDPOINT_URL: proxy.endpoint, HOME: folder } }))
    await mkdir(join(here.folder, '.aws'))
    await writeFile(join(here.folder, '.aws', 'config'), '[profile lab]\nsso_session = lab\nregion = eu-west-1\n')
  })
  afterAll(async () => {
    await here.end()
    account.close()
    await proxy.close()
  })
  beforeEach(() => {
    proxy.judge = () => undefined
  })

  const orphans = async (): Promise<CloudResource[]> => (await here.json('cloud', 'orphans')) as CloudResource[]

  it('tell who one is, and keep the region that is chosen', async () => {
    expect(await here.json('cloud', 'account', '--region', 'us-west-2', '--keep')).toMatchObject({
      identity: { account: account.id },
      profiles: [{ name: 'lab', signIn: 'sso', region: 'eu-west-1' }]
    })
    expect(await here.json('cloud', 'account')).toMatchObject({ region: 'us-west-2', regionFrom: 'settings' })
    expect(await here.json('cloud', 'account', '--forget')).toMatchObject({ region: 'us-east-1' })
    expect(await here.failure('cloud', 'account', '--region', 'evil.example/')).toEqual([2, 'usage'])
    expect(await here.failure('cloud', 'account', '--keep')).toEqual([2, 'usage'])
    expect(await here.failure('cloud', 'list', '--profile', 'gone')).toEqual([1, 'not-found'])
  })

  it('say what to do where a sign-in has expired', async () => {
    proxy.judge = () => ({ status: 403, code: 'ExpiredToken' })
    const { status, stdout, stderr } = await here.run('--json', 'cloud', 'account')
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ identity: null, profiles: [{ name: 'lab' }] })
    expect(JSON.parse(stderr)).toMatchObject({
      code: 'expired-credentials',
      hint: expect.stringContaining('sso login')
    })
    expect(await here.failure('cloud', 'list')).toEqual([1, 'expired-credentials'])
  })

  it('end with 1 where a permission is missing, and name it', async () => {
    // All of the others are allowed: none of them is asked for long.
    proxy.judge = action => {
      if (action === 'RunInstances') return { status: 403, code: 'UnauthorizedOperation' }
      return action.startsWith('Describe') ? { status: 412, code: 'DryRunOperation' } : undefined
    }
    const { status, stdout, stderr } = await here.run('--json', 'cloud', 'check')
    expect([status, JSON.parse(stdout).missing]).toEqual([1, ['ec2:RunInstances']])
    expect(JSON.parse(stderr)).toMatchObject({
      code: 'permission',
      message: expect.stringContaining('ec2:RunInstances')
    })
  })

  it('list, ask with the number, and delete one’s own orphans only', async () => {
    const steering = '\u001b[2J<b>$(id)</b>'
    const [first = '', second = ''] = await account.launch(
      2,
      { ...mine('old'), Name: steering },
      { InstanceType: unpricedType }
    )
    const [theirs = ''] = await account.launch(1, { ...mine('x', -1), [tagKeys.owner]: 'bob' })
    expect((await orphans()).map(({ id }) => id).toSorted()).toEqual([first, second, theirs].toSorted())
    const text = (await here.run('cloud', 'orphans')).stdout
    expect(text).toContain('\\u001b[2J<b>$(id)</b>')
    expect(text).not.toContain('\u001b')
    expect(text).toContain('unknown')
    expect(await here.failure('cloud', 'sweep')).toEqual([2, 'confirmation-required'])
    expect(await here.failure('cloud', 'sweep', '--yes')).toEqual([2, 'confirmation-required'])
    expect(await here.failure('cloud', 'sweep', '--yes', '--expect', '3')).toEqual([2, 'confirmation-required'])
    expect(await here.failure('cloud', 'sweep', theirs, '--yes')).toEqual([1, 'not-allowed'])
    expect(await here.failure('cloud', 'sweep', 'i-none', '--yes')).toEqual([1, 'not-found'])
    expect(await orphans()).toHaveLength(3)
    expect(await here.json('cloud', 'sweep', first, '--yes')).toEqual({
      deleted: [{ kind: 'instance', id: first }],
      failed: []
    })
    expect(await here.json('cloud', 'sweep', '--yes', '--expect', '1')).toMatchObject({ deleted: [{ id: second }] })
    expect((await orphans()).map(({ id }) => id)).toEqual([theirs])
    expect((await here.run('cloud', 'sweep')).stdout).toContain('nothing of yours')
  })

  it('end with 6 where only a part could be asked for', async () => {
    proxy.judge = action => (action === 'DescribeVolumes' ? { status: 403, code: 'UnauthorizedOperation' } : undefined)
    const { status, stdout, stderr } = await here.run('--json', 'cloud', 'list')
    expect([status, JSON.parse(stdout), JSON.parse(stderr)]).toMatchObject([6, [{}], { code: 'partial' }])
  })

  it('show machines and prices', async () => {
    const types = await here.run('cloud', 'types', 'g5.*', '--gpus', '4')
    expect(types.stdout).toMatch(/g5\.12xlarge +4 +A10G/)
    expect(await here.failure('cloud', 'types', 'g5; rm')).toEqual([2, 'usage'])
    const prices = await here.run('cloud', 'prices', 'x9.none')
    expect(prices.stdout.match(/unknown/g)).toHaveLength(2)
  })
})
