/** Writes the demo facility's calendar into its home: a store as contract/bookings has it, made anew at each start. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bookingFile } from '@domain/bookings/ics'
import { formatResources } from '@domain/bookings/resources-file'
import { giveTo } from './accounts'
import { demoBookings, demoLog, demoWaiting } from './bookings'
import { demoResources } from './facility'

/** The store's folder in the home of the login. */
export const calendarFolder = 'bookings'

/** `now`: what the bookings are around. Colleagues' files are theirs (accounts.ts), the rest is the user's. */
export function makeCalendar(home: string, user: string, now: Date): void {
  const root = join(home, calendarFolder)
  rmSync(root, { recursive: true, force: true })
  const write = (path: string, text: string, owner: string): void => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { mode: 0o644 })
    if (owner !== user) giveTo(file, owner)
  }
  const at = now.getTime()
  const resources = demoResources(user, at)
  for (const folder of ['locks', 'log', ...resources.resources.map(({ name }) => name)])
    mkdirSync(join(root, folder), { recursive: true })
  // Group may write, and nobody removes what is another's; in the folder of locks everybody may.
  for (const folder of ['', 'log', ...resources.resources.map(({ name }) => name)])
    chmodSync(join(root, folder), 0o3775)
  const bookings = demoBookings(user, at)
  for (const booking of bookings)
    write(join(booking.resource, `${booking.uid}.ics`), bookingFile(booking), booking.owner)
  for (const waiting of demoWaiting(at))
    write(
      join(waiting.resource, 'waitlist', `${waiting.id}.json`),
      `${JSON.stringify(waiting, null, 2)}\n`,
      waiting.user
    )
  const logs = new Map<string, { owner: string; lines: string[] }>()
  for (const { user: owner, ...entry } of demoLog(bookings, user, at)) {
    const path = join('log', `${owner}-${entry.at.slice(0, 7)}.jsonl`)
    const file = logs.get(path) ?? { owner, lines: [] }
    file.lines.push(JSON.stringify(entry))
    logs.set(path, file)
  }
  for (const [path, { owner, lines }] of logs) write(path, `${lines.join('\n')}\n`, owner)
  // Last: with it the store is there.
  write('resources.json', formatResources(resources), 'ehakan')
}
