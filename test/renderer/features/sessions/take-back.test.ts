import type { FarscopeClient } from '@contract/contract'
import { expect, it, vi } from 'vitest'
import { sessionOf } from '../../../../src/domain/sessions/session'
import { takeBackOf } from '../../../../src/renderer/features/sessions/take-back'
import { facility, slot } from '../../../domain/sessions/session-fixture'

it('takes back the caller’s own request, of whichever session it is', async () => {
  const file = facility()
  const [resource] = file.resources
  if (!resource) throw new Error('no resource')
  const store = { site: 'north', folder: '/b' }
  const facts = { store, file, bookings: [slot()], user: 'tunde', clockOffsetMs: 0, at: Date.parse(slot().start) }
  const session = sessionOf(facts, slot(), resource, { records: [], log: [] })
  const refuseControl = vi.fn(async () => session)
  // Nothing else of it is called.
  const client = { sessions: { refuseControl } } as unknown as FarscopeClient
  const run = vi.fn(async (work: () => Promise<unknown>) => Boolean(await work()))
  takeBackOf(client, session, run)()
  await vi.waitFor(() => expect(refuseControl).toHaveBeenCalledWith({ store, uid: slot().uid, user: 'tunde' }))
  expect(run).toHaveBeenCalledOnce()
})
