/** The cloud room: the account, what is there, what was left behind and its reviewed deletion. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tagKeys } from '@domain/cloud/tags'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility } from '../facility/facility'
import { type FaultProxy, openFaultProxy } from '../main/cloud/fault-proxy'
import { type MadeUpAccount, me, mine, openAccount, unpricedType } from '../main/cloud/make-believe-account'
import { writeSite } from './calendar-store'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const hostile = '<img src=x onerror=alert(1)> $(id)'

describeFacility('the cloud room', 's3', () => {
  let account: MadeUpAccount
  let proxy: FaultProxy
  let app: FarscopeWindow
  let theirs = ''

  const main = () => app.page.getByRole('main')
  const rows = () => main().getByRole('grid').getByRole('row')
  const row = (name: string | RegExp) => main().getByRole('grid').getByRole('row', { name })
  const dialog = () => app.page.getByRole('dialog')
  const button = (name: string | RegExp) => main().getByRole('button', { name })
  const again = () => button('Ask again').first().click()

  beforeAll(async () => {
    account = await openAccount()
    proxy = await openFaultProxy(facility.s3)
    await account.launch(1, { ...mine('run-7'), Name: hostile, [tagKeys.project]: 'ribosome' })
    await account.launch(1, { ...mine('run-8', -1), Name: 'late' }, { InstanceType: unpricedType })
    theirs = (await account.launch(1, { [tagKeys.owner]: 'bob', [tagKeys.run]: 'x', Name: 'of bob' }))[0] ?? ''
    app = await openWindow({
      demo: true,
      environment: { AWS_ENDPOINT_URL: proxy.endpoint },
      prepare: home => {
        mkdirSync(join(home, '.aws'))
        writeFileSync(join(home, '.aws', 'config'), '[profile em-lab]\nsso_session = lab\nregion = eu-central-1\n')
      }
    })
    await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Cloud' }).click()
    await app.page.getByRole('tab', { name: 'Resources' }).click()
  })

  afterAll(async () => {
    await app.close()
    await proxy.close()
    account.close()
  })

  it('shows who one is, and what carries the tags with its cost', async () => {
    await row(/late/).waitFor()
    await main().getByText(account.id).waitFor()
    await main().getByText(me, { exact: true }).first().waitFor()
    await row(/img src=x/).waitFor()
    await row(/of bob/).waitFor()
    expect(await row(/late/).textContent()).toContain('past its expiry')
    expect(await row(/late/).textContent()).toContain('unknown')
    await main()
      .getByText(/3 things .*unknown/)
      .waitFor()
    await app.picture('cloud-light')
    expect(await violations(app.page)).toEqual([])
    expect(await app.page.evaluate(() => document.querySelectorAll('main img').length)).toBe(0)
  })

  it('is the same in the dark', async () => {
    await app.page.emulateMedia({ colorScheme: 'dark' })
    await app.picture('cloud-dark')
    expect(await violations(app.page)).toEqual([])
    await app.page.emulateMedia({ colorScheme: 'light' })
  })

  it('names the permissions that are missing', async () => {
    proxy.judge = action => {
      if (action === 'RunInstances') return { status: 403, code: 'UnauthorizedOperation' }
      return action.startsWith('Describe') ? { status: 412, code: 'DryRunOperation' } : undefined
    }
    await button('Check…').click()
    await dialog().getByText('1 permission missing.').waitFor()
    await app.picture('cloud-check')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await app.page.keyboard.press('Escape')
    proxy.judge = () => undefined
  })

  it('deletes one’s own orphans after they were reviewed, and nothing else', async () => {
    await button('Delete what was left…').click()
    await dialog().getByRole('heading', { name: 'Delete 2 things?' }).waitFor()
    await dialog().getByText('late').first().waitFor()
    expect(await dialog().getByText('of bob').count()).toBe(0)
    await app.picture('cloud-sweep')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Keep them' }).click()
    expect(proxy.asked).not.toContain('TerminateInstances')
    await button('Delete what was left…').click()
    await dialog().getByRole('button', { name: 'Delete 2 things' }).click()
    await dialog().getByText('2 things deleted.').waitFor()
    await dialog().getByRole('button', { name: 'Close' }).last().click()
    await row(/late/).waitFor({ state: 'detached' })
    await row(/of bob/).waitFor()
    const { Reservations } = await account.ec2.describeInstances({ InstanceIds: [theirs] })
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('running')
  })

  it('says what to do when the sign-in has expired, and keeps what was seen', async () => {
    proxy.judge = () => ({ status: 403, code: 'ExpiredToken' })
    await again()
    await main()
      .getByText(/Sign in again: aws sso login/)
      .waitFor()
    await row(/of bob/).waitFor()
    await app.picture('cloud-expired')
    expect(await violations(app.page)).toEqual([])
    proxy.judge = () => undefined
    await again()
    await main()
      .getByText(/Sign in again/)
      .waitFor({ state: 'detached' })
  })

  it('makes a site of a cluster of ParallelCluster', async () => {
    const show = (name: string) => main().getByRole('group', { name: 'What is shown' }).getByText(name).click()
    await show('Clusters')
    await main()
      .getByText(/carries the tags of ParallelCluster/)
      .waitFor()
    await account.launch(1, {
      'parallelcluster:cluster-name': 'em-cluster',
      'parallelcluster:node-type': 'HeadNode',
      'parallelcluster:version': '3.11.1'
    })
    await again()
    await row(/em-cluster/).dblclick()
    await dialog().getByRole('textbox', { name: 'User' }).fill('ubuntu')
    await app.picture('cloud-cluster-site')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Add' }).click()
    await row(/em-cluster.*em-cluster/).waitFor()
    await app.picture('cloud-clusters')
    expect(await violations(app.page)).toEqual([])
    await show('All')
  })

  it('draws 1,200 of them without drawing them all', async () => {
    const item = (at: number): string => `<item><instanceId>i-${at}</instanceId><instanceType>g5.2xlarge</instanceType>
      <instanceState><name>running</name></instanceState><tagSet><item><key>${tagKeys.owner}</key><value>${me}</value></item>
      <item><key>Name</key><value>worker ${at}</value></item></tagSet></item>`
    const items = Array.from({ length: 1200 }, (_, at) => item(at)).join('')
    proxy.judge = action =>
      action === 'DescribeInstances'
        ? {
            body: `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item>
              <instancesSet>${items}</instancesSet></item></reservationSet></DescribeInstancesResponse>`
          }
        : undefined
    await again()
    await main()
      .getByText(/1,200 things/)
      .waitFor()
    expect(await rows().count()).toBeLessThan(100)
    await app.picture('cloud-many')
    proxy.judge = () => undefined
  })

  it('keeps the region that is chosen, where there is nothing yet', async () => {
    await main().getByRole('combobox', { name: 'Region' }).click()
    await app.page.getByRole('option', { name: /eu-west-1/ }).click()
    await main()
      .getByText(/Nothing in eu-west-1 carries the tags/)
      .waitFor()
    await app.picture('cloud-empty')
    expect(await violations(app.page)).toEqual([])
    expect(app.problems).toEqual([])
  })
})

describeFacility('the cloud room without an account', 's3', () => {
  it('says how to come to one', async () => {
    const app = await openWindow({
      // The demo facility would bring an account of its own.
      prepare: (_, dataFolder) => writeSite(dataFolder),
      colorScheme: 'dark',
      environment: {
        ...{ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '', AWS_PROFILE: '' },
        ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' }
      }
    })
    try {
      await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Cloud' }).click()
      await app.page.getByRole('tab', { name: 'Resources' }).click()
      await app.page.getByText('aws configure sso', { exact: true }).waitFor()
      await app.picture('cloud-none')
      expect(await violations(app.page)).toEqual([])
    } finally {
      await app.close()
    }
  })
})
