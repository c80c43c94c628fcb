/**
 * The cloud room with what a day on the demo's cloud does not bring: ten thousand runs, one whose machine cannot be
 * ended, one whose results wait in a bucket, and names that are as long and as hostile as names can be.
 */
import { mkdirSync } from 'node:fs'
import type { Run, RunMachine } from '@contract/cloud-runs'
import { tagKeys } from '@domain/cloud/tags'
import { Failure } from '@domain/failure'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../src/main/platform'
import { openStore } from '../../src/main/store/store'
import { someMachine, someRun } from '../domain/cloud/spend/some-runs'
import type { FaultProxy } from '../main/cloud/fault-proxy'
import { account, accountEnvironment, longName, me, openStandingAccount, region } from './cloud-account'
import { pictureEverySize } from './every-size'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const many = 10_000
const hour = 3_600_000
const began = Date.now()
const ago = (hours: number): string => new Date(began - hours * hour).toISOString()
const idOf = (at: number): string => `r${String(at).padStart(11, '0')}`
const outputs = [{ from: 'Refine3D', to: { kind: 'local' as const, path: '/data/back' } }]
const ended = { startedAt: ago(3), endedAt: ago(1), exitCode: 0, endedBy: 'itself' as const }

type Given = Parameters<typeof someRun>[0]

/** Of this account. */
const runOf = (given: Given): Run => ({ ...someRun(given), account, owner: me, region, profile: null })
const machineOf = (given: Partial<RunMachine>): RunMachine => someMachine({ zone: `${region}a`, ...given })

/** One an hour, the newest first: of seven the last failed, and the one before was stopped. */
function pastRun(at: number): Run {
  const state = at % 7 === 6 ? 'failed' : at % 7 === 5 ? 'stopped' : 'done'
  const [createdAt, endedAt] = [ago(at + 3), ago(at + 2)]
  const error = new Failure('remote-error', 'The command of the run ended with status 1.').toData()
  return runOf({
    ...{ id: idOf(at), state, since: endedAt, createdAt, endedAt, error: state === 'failed' ? error : null },
    command: { ...ended, startedAt: createdAt, endedAt, exitCode: state === 'failed' ? 1 : 0 },
    machine: machineOf({ launchedAt: createdAt, endedAt, usdPerHour: at % 11 === 0 ? null : 1.2 }),
    asked: {
      ...{ name: at === 3 ? longName : `Class2D/job${String(at).padStart(5, '0')}`, step: 'class2d' },
      project: at === 3 ? longName : (['ribosome', 'TRPV5', 'tau'][at % 3] ?? null)
    }
  })
}

const stuckMachine = machineOf({ instance: 'i-0stuck', type: 'g5.12xlarge', launchedAt: ago(2), usdPerHour: 7.09 })
/** It is being ended, which this account does not permit. */
const stuck = runOf({
  ...{ id: 'rstuck000000', state: 'ending', since: ago(1), createdAt: ago(2), machine: stuckMachine },
  ...{ deadline: ago(-5), command: ended, asked: { name: `stuck ${longName}`, outputs, project: longName } }
})
const results = { to: { kind: 's3' as const, path: `/lab-results/${'waiting/'.repeat(8)}here` }, end: true }
const waits = { path: `${results.to.path}/farscope-rwaiting0000`, until: ago(-90), bytes: 2.6e9, error: null }
const full = new Failure('disk-full', 'The disk of /data/back is full.', { hint: 'Make room, then fetch again.' })
/** Its machine has gone, and what it wrote waits in a bucket. */
const inBucket = runOf({
  ...{ id: 'rwaiting0000', state: 'waiting', since: ago(0.5), createdAt: ago(9), command: ended, results: waits },
  ...{ machine: machineOf({ launchedAt: ago(9), endedAt: ago(0.9) }), deadline: ago(-3), error: full.toData() },
  asked: { name: 'in the bucket', outputs, results, project: 'ribosome' }
})
/** Its machine could not put anything there. */
const refused = runOf({
  ...{ id: 'rrefused0000', state: 'waiting', since: ago(0.5), createdAt: ago(8), command: ended },
  ...{ machine: machineOf({ instance: 'i-0there', launchedAt: ago(8) }), deadline: ago(-0.5) },
  results: {
    ...{ ...waits, bytes: null },
    error: new Failure(
      'permission',
      'The machine could not put its results into s3://lab-results: the bucket refused.',
      {
        hint: 'Ask who owns the bucket for s3:PutObject.'
      }
    ).toData()
  },
  asked: { name: 'refused by the bucket', outputs, results: { ...results, end: false } }
})

/** As if this computer had launched them in earlier days. */
function layRuns(dataFolder: string): void {
  mkdirSync(dataFolder, { mode: 0o700 })
  const store = openStore(dataFolder, silentLog)
  const image = {
    id: 'ami-0123456789abcdef0',
    name: 'Deep Learning',
    user: 'ubuntu',
    rootDevice: '/dev/sda1',
    leastGb: 8
  }
  for (const run of [stuck, inBucket, refused, ...Array.from({ length: many }, (_, at) => pastRun(at))]) {
    const endAs = run.state === 'ending' ? { as: 'stopped' as const, error: null } : null
    const own = {
      attempt: null,
      publicKey: '',
      hostKeys: [],
      port: 22,
      seen: true,
      endAs,
      keep: false,
      fetched: null,
      forgotten: false
    }
    store.cloudRuns.add({ run, own: { key: run.id, image, places: [], at: 0, ...own } })
  }
  store.close()
}

const tagged = (run: Run) => ({ [tagKeys.owner]: me, [tagKeys.run]: run.id, Name: run.asked.name })

describe('the pages of the cloud', () => {
  let proxy: FaultProxy
  let app: FarscopeWindow

  const main = () => app.page.getByRole('main')
  const dialog = () => app.page.getByRole('dialog')
  const table = (name: string) => main().getByRole('grid', { name })
  const row = (name: string | RegExp) => main().getByRole('row', { name })
  const drawer = () => main().getByRole('complementary')
  const field = (name: string) => dialog().getByRole('textbox', { name, exact: true })
  const button = (name: string | RegExp) => dialog().getByRole('button', { name })
  /** The sentence under a field. */
  const said = (name: string) =>
    field(name).evaluate(one => document.getElementById(one.getAttribute('aria-describedby') ?? '')?.textContent)
  const tab = (name: string) => main().getByRole('tab', { name, exact: true }).click()
  const filter = (words: string) => main().getByRole('textbox', { name: 'Filter' }).fill(words)
  const count = () => table('Cloud runs').getAttribute('aria-rowcount')
  const picture = (name: string) => app.picture(`cloud-pages-${name}`)
  const pictures = (name: string) => pictureEverySize(app, `cloud-pages-${name}`)

  beforeAll(async () => {
    proxy = await openStandingAccount([
      { id: 'i-0stuck', type: 'g5.12xlarge', tags: tagged(stuck) },
      { id: 'i-0there', type: 'g5.2xlarge', tags: tagged(refused) },
      {
        id: 'i-0bob',
        type: 'p4d.24xlarge',
        tags: { [tagKeys.owner]: 'bob', [tagKeys.run]: 'rbob00000000', Name: 'of bob' }
      }
    ])
    app = await openWindow({
      demo: true,
      environment: accountEnvironment(proxy.endpoint),
      prepare: (_, dataFolder) => layRuns(dataFolder)
    })
    await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Cloud' }).click()
  })
  afterAll(async () => {
    await app.close()
    await proxy.close()
  })

  it('have ten thousand runs, of which a screenful is drawn and one is found by its name', async () => {
    await expect.poll(count).toBe(String(many + 4))
    expect(await table('Cloud runs').getByRole('row').count()).toBeLessThan(80)
    await pictures('runs')
    expect(await violations(app.page)).toEqual([])
    await table('Cloud runs').focus()
    await app.page.keyboard.press('End')
    await row(/job09999/).waitFor()
    await filter('job07343 done')
    await expect.poll(count).toBe('2')
    await row(/job07343/).click()
    await drawer().getByText('job07343').first().waitFor()
    await picture('old')
    await filter('nothing is called so')
    await main().getByText('None of 10,003 runs matches the filter.').waitFor()
    await picture('none')
    await main().getByRole('button', { name: 'Show all' }).click()
    await main()
      .getByRole('button', { name: /^Failed/ })
      .click()
    await expect.poll(count).toBe(String(Math.floor(many / 7) + 1))
    await main()
      .getByRole('button', { name: /^Failed/ })
      .click()
  })

  it('say why a machine cannot be ended, what it may cost, and that one can forget it', async () => {
    await filter('stuck')
    await row(/stuck/).click()
    await drawer().getByText('i-0stuck may still run, at $7.09 an hour', { exact: false }).waitFor()
    await drawer().getByText('the account does not permit it', { exact: false }).first().waitFor()
    await pictures('stuck')
    expect(await violations(app.page)).toEqual([])
    await drawer().getByRole('button', { name: 'Forget…' }).click()
    await dialog().getByText('i-0stuck may still run', { exact: false }).waitFor()
    await picture('abandon')
    expect(await violationsOfDialog(app.page)).toEqual([])
    // The keyboard is on what changes nothing.
    await app.page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await row(/stuck/).waitFor()
  })

  it('say where results wait whose machine has gone, and that it costs nothing any more', async () => {
    await filter('bucket')
    await row(/in the bucket/).click()
    await drawer().getByText('gone since', { exact: false }).waitFor()
    await picture('bucket-overview')
    await drawer().getByRole('tab', { name: 'Cost' }).click()
    await drawer().getByText('The machine costs nothing any more', { exact: false }).waitFor()
    await picture('bucket-cost')
    await drawer().getByRole('tab', { name: 'Files' }).click()
    await drawer().getByText('they wait there, 2.4 GiB').waitFor()
    await pictures('bucket')
    await row(/refused by/).click()
    await drawer().getByText('the bucket refused', { exact: false }).waitFor()
    await picture('refused')
    await drawer().getByRole('tab', { name: 'Overview' }).click()
  })

  it('say at its field what is wrong with a price, a bucket, a subnet', async () => {
    await app.page.keyboard.press('Escape')
    await main().getByRole('button', { name: 'Launch a run' }).click()
    await dialog().getByRole('combobox', { name: 'Profile' }).click()
    await app.page.getByRole('option', { name: 'farscope-demo' }).click()
    await field('Name').fill(longName)
    await field('Project').fill(longName)
    await field('Command').fill('relion_refine')
    await field('Type of machine').fill('g5.2xlarge')
    await dialog().getByRole('row', { name: 'g5.2xlarge' }).waitFor()
    await field('Type of machine').press('Enter')
    await field('Ends itself after').fill('2h')
    await dialog().getByRole('checkbox', { name: 'Spot machine' }).click()
    const wrong: readonly (readonly [label: string, text: string, words: string, right: string])[] = [
      ['Spot price at most', 'cheap', 'A number from 0.0001 to 10,000, or empty.', '0.45'],
      ['Costs at most', '$12', 'A number above 0 to 1,000,000, or empty.', '12'],
      ['If nobody fetches, results wait in S3', 's3://', 'Name a bucket, and a folder in it', 's3://lab/waiting']
    ]
    for (const [label, text, words, right] of wrong) {
      await field(label).fill(text)
      await button('Show what it costs').click()
      await expect.poll(() => field(label).getAttribute('aria-invalid')).toBe('true')
      await expect.poll(() => field(label).evaluate(one => one === document.activeElement)).toBe(true)
      expect(await said(label)).toContain(words)
      await picture(`wrong-${label.split(' ')[0]?.toLowerCase()}`)
      expect(await violationsOfDialog(app.page)).toEqual([])
      await field(label).fill(right)
    }
    await dialog().getByRole('checkbox', { name: 'The machine ends when they are there' }).waitFor()
    await button('Show what it costs').click()
    await button(/^Launch, at most \$/).waitFor()
    await dialog().getByText('as spot, at $0.45 an hour at most').waitFor()
    await dialog().getByText('wait in s3://lab/waiting if nobody fetches them', { exact: false }).waitFor()
    await pictures('review')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await app.page.keyboard.press('Escape')
  })

  it('have what was spent on all of them, by day, and nothing in other days', async () => {
    await tab('Spend')
    await table('Cost by run').getByRole('row', { name: /stuck/ }).waitFor()
    await pictures('spend')
    await main().getByRole('button', { name: 'Change the budgets…' }).click()
    await field('Project').fill(longName)
    await button('Save the budgets').click()
    await dialog().getByText('Say how many dollars.').waitFor()
    await picture('budgets-wrong')
    await field('At most').fill('25')
    await button('Save the budgets').click()
    await main()
      .getByRole('progressbar', { name: /Used of the budget/ })
      .waitFor()
    await main().getByRole('button', { name: 'Project', exact: true }).click()
    await table('Cost by project').getByRole('row', { name: /TRPV5/ }).first().waitFor()
    await picture('spend-project')
    expect(await violations(app.page)).toEqual([])
    await main().getByRole('textbox', { name: 'First day' }).fill('1 Jan 2020')
    await main().getByRole('textbox', { name: 'Last day' }).fill('31 Jan 2020')
    await app.page.keyboard.press('Enter')
    await main().getByText('No run has cost anything in these days.').waitFor()
    await picture('spend-none')
  })

  it('have what is in the account, what was left behind, and its clusters', async () => {
    const { judge } = proxy
    // The bucket refuses, which is told above the rest.
    proxy.judge = (action, fields) => (action === '' ? { status: 403, code: 'AccessDenied' } : judge(action, fields))
    await tab('Resources')
    await row(/of bob/).waitFor()
    await pictures('resources')
    expect(await violations(app.page)).toEqual([])
    await main().getByRole('button', { name: 'Delete what was left…' }).click()
    await button(/^Delete \d+ things/).waitFor()
    await picture('sweep')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await app.page.keyboard.press('Escape')
    await main().getByRole('group', { name: 'What is shown' }).getByText('Clusters').click()
    await row(/em-cluster/).waitFor()
    await pictures('clusters')
    expect(await app.page.evaluate(() => document.querySelectorAll('main img').length)).toBe(0)
  })

  it('forget a run whose machine cannot be ended when that is wanted', async () => {
    await tab('Runs')
    await filter('stuck')
    await row(/stuck/).click()
    await app.page.keyboard.press('Delete')
    await button('Forget the run').click()
    await row(/stuck/).waitFor({ state: 'detached' })
    expect(app.problems).toEqual([])
  })
})
