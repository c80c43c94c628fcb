/** What happens to bookings, told by the command, on a real calendar of this computer. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CommandsHere, commandsHere } from './command-here'

const minute = 60_000
const at = (minutes: number): string => `${new Date(Date.now() + minutes * minute).toISOString().slice(0, 19)}Z`

let here: CommandsHere
beforeEach(async () => {
  here = await commandsHere()
  await here.json('resources', 'init', here.calendar, '--resource', 'krios1', '--timezone', 'Europe/Berlin')
})
afterEach(() => here.end())

it('says that there are none, in words and as an empty list', async () => {
  expect((await here.run('session', 'notices')).stdout).toBe('No notices.\n')
  expect(await here.json('session', 'notices')).toEqual([])
})

it('lists what is noticed of one’s bookings, the latest at the end, so many as are asked for', async () => {
  // What was due before a session began would tell nothing new: this one began an hour ago.
  const times = ['--start', at(-60), '--end', at(20)]
  await here.json('book', 'add', 'krios1', ...times, '--title', 'apo\u001b[31m')
  const noticed = async (): Promise<unknown> => here.json('session', 'notices')
  await expect.poll(noticed, { timeout: 60_000 }).toMatchObject([{ resource: 'krios1', event: 'end', read: false }])
  const { stdout } = await here.run('session', 'notices', '--limit', '1')
  expect(stdout).toMatch(/^\S+Z {2}krios1 {2}.*apo.*\n$/)
  expect(stdout).not.toContain('\u001b')
  expect(await here.failure('session', 'notices', '--limit', '0')).toEqual([2, 'usage'])
}, 90_000)
