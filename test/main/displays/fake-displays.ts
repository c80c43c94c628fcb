/** Displays over kinds that stand in for real ones, and bookings that say what a test wants. */
import type { Display, DisplayProgress } from '@contract/display'
import type { SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { vi } from 'vitest'
import type { DisplayAdapter, Opened, OpenRequest } from '../../../src/main/displays/adapter'
import { createDisplays } from '../../../src/main/displays/displays'
import type { Armed, MayOpen } from '../../../src/main/may-open'
import { silentLog } from '../../../src/main/platform'
import type { DisplayGrants } from '../../../src/main/store/display-grants'
import { memoryGrants } from './memory-grants'
import { noBookings } from './no-bookings'

export const site: SiteView = {
  ...{ version: 1, name: 'em', demo: false },
  hosts: ['login', 'viz'].map(name => ({
    ...{ name, host: `${name}.example.org`, identityFiles: [], jumps: [], hostKeys: [] },
    roles: name === 'viz' ? (['display'] as const).slice() : (['login'] as const).slice()
  }))
}

export const display = (id: string): Display => ({
  ...{ kind: 'dcv', site: 'em', host: 'viz', id, name: '', owner: 'ada', type: 'virtual', state: 'ready', message: '' },
  ...{ clients: 0, created: null, idleSince: null, size: null, listens: null, job: null, resource: null, cannot: {} }
})

/** A kind that opens without a server, and counts what is closed. */
export function fakeKind(found: Display[] | null = []) {
  const closed = vi.fn()
  const requests: OpenRequest[] = []
  const shared = vi.fn<NonNullable<DisplayAdapter['share']>>(async () => undefined)
  const open = async function* (request: OpenRequest): AsyncGenerator<never, Opened, undefined> {
    requests.push(request)
    let end = (): void => undefined
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    const close = async (): Promise<void> => {
      closed(request.id)
      end()
    }
    return {
      ...{ ended, close },
      launch: {
        ...{ kind: 'dcv', way: 'web', host: '127.0.0.1', port: 1, sessionId: request.id, right: request.right },
        ...{ url: null, channel: null, file: null }
      }
    }
  }
  const adapter: DisplayAdapter = {
    kind: 'dcv',
    list: vi.fn(async () => found),
    create: async function* () {
      yield { type: 'step', text: 'Making it', attempt: 1, retrySeconds: null }
      return display('new')
    },
    open,
    close: async () => undefined,
    share: shared,
    check: () => ({})
  }
  return { adapter, closed, requests, shared }
}

interface Parts {
  readonly mayOpen?: Partial<MayOpen>
  readonly now?: () => Date
  readonly adapter?: DisplayAdapter
  /** Another source of displays of a kind. */
  readonly beside?: DisplayAdapter
  readonly reachable?: boolean
  readonly grants?: DisplayGrants
  /** Milliseconds between two looks at what was given. */
  readonly grantsMs?: number
}

export function service(parts: Parts) {
  const { mayOpen = {}, now = () => new Date(), adapter = fakeKind().adapter, reachable = true } = parts
  const platform = { clock: { now }, log: silentLog }
  const connection = async (): Promise<never> => {
    if (!reachable) throw new Failure('unreachable', 'No way there.')
    // The kind that stands in looks at nothing else of it.
    return { target: { user: 'ada' } } as never
  }
  return createDisplays({
    ...{ platform, access: { connection }, sites: { show: async () => site }, mayOpen: { ...noBookings, ...mayOpen } },
    ...{
      adapters: [adapter, ...(parts.beside ? [parts.beside] : [])],
      files: { write: async () => Promise.reject(new Error()), removeAll: async () => undefined }
    },
    grants: parts.grants ?? memoryGrants(),
    ...{ pollMs: 10, grantsMs: parts.grantsMs ?? 20 }
  })
}

export async function all(progress: AsyncIterable<DisplayProgress>): Promise<DisplayProgress[]> {
  const items: DisplayProgress[] = []
  for await (const item of progress) items.push(item)
  return items
}

export const one = { kind: 'dcv', site: 'em', host: 'viz', id: 's1' } as const

export function armed(until: Date, right: Armed['right'] = 'control', uid = 'u'): Armed {
  // Only what displays read of a booking.
  const parts = { resource: { name: 'krios', display: { kind: 'dcv', session: 's1' } }, until, closes: until, right }
  return { store: { site: 'em', folder: '/b' }, booking: { uid }, people: onIt, ...parts } as unknown as Armed
}

export const onIt: Armed['people'] = [
  { user: 'ada', right: 'control' },
  { user: 'bob', right: 'view' },
  { user: 'kim', right: 'control' }
]

/** The others of `onIt`. */
export const given = [
  { user: 'bob', right: 'view' },
  { user: 'kim', right: 'control' }
]

/** What the server was told: of which display, and whom to let in. */
export const shares = (kind: ReturnType<typeof fakeKind>) =>
  kind.shared.mock.calls.map(([, id, people]) => [id, people])
