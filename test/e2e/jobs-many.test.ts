import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility } from '../facility/facility'
import { createRig, type Rig, targetAt } from '../main/ssh/rig'
import { openClusterWindow } from './cluster-window'
import type { FarscopeWindow } from './window'

/** No other test sends jobs as this user. */
const user = 'tcshell'
const run = `many-${Date.now()}`
const limitMs = 90_000

describeFacility('the pages of jobs of a real SLURM', 'slurm', () => {
  let app: FarscopeWindow
  let rig: Rig
  const sbatch = async (options: string) => {
    const connection = await rig.connections.acquire(targetAt(facility.ports.facility, { user }))
    const line = `sbatch --hold --parsable -o /dev/null ${options} --wrap true`
    const { code, stderr } = await connection.run(line)
    if (code !== 0) throw new Error(stderr.toString())
  }
  const queue = () => app.page.getByRole('treegrid')
  const waiting = (count: string) => app.page.getByRole('button', { name: new RegExp(`^Waiting ${count}$`) })

  /** Else a queue without live jobs is read once a minute. */
  const readNow = () => app.page.getByRole('button', { name: 'Read the queue now' }).click()

  /** Every page is drawn, none is wider than the window. */
  async function looked(name: string): Promise<void> {
    for (const tab of ['Cluster', 'History', 'Queue']) {
      await app.page.getByRole('tab', { name: tab, exact: true }).click()
      // What the page asks for has come by then, or it says that it has not.
      await app.page.waitForTimeout(1500)
      await expect.poll(() => app.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
      await app.picture(`jobs-${name}-${tab.toLowerCase()}`)
    }
    expect(app.problems).toEqual([])
  }

  beforeAll(async () => {
    rig = await createRig()
    app = await openClusterWindow(user)
  }, 60_000)
  afterAll(async () => {
    const connection = await rig.connections.acquire(targetAt(facility.ports.facility, { user }))
    await connection.run(`scancel -n ${run}`)
    await rig.close()
    await app.close()
  })

  it('hold with no job in the queue', async () => {
    await waiting('0').waitFor({ timeout: limitMs })
    await looked('none')
  }, 120_000)

  it('hold with ten', async () => {
    for (let count = 0; count < 10; count++) await sbatch(`-J ${run}`)
    await readNow()
    await waiting('10').waitFor({ timeout: limitMs })
    await looked('ten')
  }, 120_000)

  it('hold with ten thousand tasks, each in a row of its own', async () => {
    await sbatch(`-J ${run} --array=0-9989`)
    await readNow()
    await app.page.getByRole('button', { name: 'Each task' }).click()
    await expect
      .poll(async () => Number(await queue().getAttribute('aria-rowcount')), { timeout: limitMs })
      .toBeGreaterThanOrEqual(10_000)
    await looked('10000')
    await queue().focus()
    await app.page.keyboard.press('End')
    await app.page
      .getByRole('row', { name: new RegExp(run) })
      .first()
      .waitFor()
  }, 120_000)
})
