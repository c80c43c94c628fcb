/** DCV of a site as one: sessions of the host's own command, and those that a broker makes. */
import { Failure } from '@domain/failure'
import type { CheckRequest, DisplayAdapter, DisplayPlace, KindChecks, StepResult } from './adapter'
import type { DcvBrokerAdapter } from './dcv-broker'
import { isOurId } from './dcv-create'

type Source = 'host' | 'broker'

/**
 * Each act goes to the one whose session it is. Its list is the host's alone: the broker is listed as an adapter of its
 * own, so that one that does not answer hides nothing of the other.
 */
export function joinDcvSources(host: DisplayAdapter, broker: DcvBrokerAdapter): DisplayAdapter {
  const sourceOf = (place: DisplayPlace, id: string, signal: AbortSignal | undefined): Promise<Source> =>
    whose(host, broker, place, id, signal)
  const of = async (place: DisplayPlace, id: string, signal: AbortSignal | undefined): Promise<DisplayAdapter> =>
    (await sourceOf(place, id, signal)) === 'broker' ? broker : host
  return {
    kind: 'dcv',
    list: host.list,
    async *create(wish, place, signal) {
      const maker = (await broker.makes(wish, place)) ? broker : host
      return yield* maker.create(wish, place, signal)
    },
    async *open(request, signal) {
      const opener = await of(request.place, request.id, signal)
      return yield* opener.open(request, signal)
    },
    close: async (place, id, signal) => (await of(place, id, signal)).close(place, id, signal),
    share: async (place, id, people, signal) => {
      const { share } = await of(place, id, signal)
      if (!share) throw cannot('be shared')
      await share(place, id, people, signal)
    },
    people: async (place, id, signal) => {
      const { people } = await of(place, id, signal)
      if (!people) throw cannot('tell who looks at it: the broker tells how many are connected, and not who')
      return people(place, id, signal)
    },
    thumbnail: async (place, id, width, signal) => {
      const { thumbnail } = await of(place, id, signal)
      if (!thumbnail) throw cannot('give a picture of itself')
      return thumbnail(place, id, width, signal)
    },
    check: request => joinChecks(request, host, broker, sourceOf)
  }
}

const cannot = (what: string): Failure => new Failure('unsupported', `This session of DCV cannot ${what}.`)

/** A broker that does not answer is only in the way where the host does not know the session either. */
async function whose(
  host: DisplayAdapter,
  broker: DcvBrokerAdapter,
  place: DisplayPlace,
  id: string,
  signal: AbortSignal | undefined
): Promise<Source> {
  // What was made here by the command of the host says so by its name.
  if (isOurId(id) || !(await broker.isAt(place))) return 'host'
  try {
    return (await broker.has(place, id, signal)) ? 'broker' : 'host'
  } catch (thrown) {
    signal?.throwIfAborted()
    const own = await host.list(place, signal).catch(() => null)
    if (own?.some(display => display.id === id)) return 'host'
    throw thrown
  }
}

const steps = ['tls', 'certificate', 'server', 'session', 'licence', 'udp', 'client'] as const

/** Without a session it is asked of the broker, where the site has one: there new ones are made. */
function joinChecks(
  request: CheckRequest,
  host: DisplayAdapter,
  broker: DcvBrokerAdapter,
  sourceOf: (place: DisplayPlace, id: string, signal: AbortSignal) => Promise<Source>
): KindChecks {
  const [ofHost, ofBroker] = [host.check(request), broker.check(request)]
  let source: Promise<Source> | undefined
  const find = async (signal: AbortSignal): Promise<Source> => {
    if (request.id === undefined) return (await broker.isAt(request.place)) ? 'broker' : 'host'
    // What is wrong with the broker is told by the broker's own steps.
    return sourceOf(request.place, request.id, signal).catch(() => 'broker')
  }
  const checks: KindChecks = {}
  for (const name of steps)
    checks[name] = async (signal): Promise<StepResult> => {
      source ??= find(signal)
      const check = ((await source) === 'broker' ? ofBroker : ofHost)[name]
      return check ? check(signal) : { state: 'skipped', text: 'Does not apply here.', hint: '' }
    }
  return checks
}
