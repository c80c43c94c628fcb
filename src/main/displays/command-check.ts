/** The steps of the preflight for a display that a facility's line makes: its line is run, and its page is reached. */
import { Failure } from '@domain/failure'
import type { DisplayPlace, KindChecks, StepResult } from './adapter'
import { checkIdentity } from './pinned-tls'
import { identityAt, knock, type Road, roadTo } from './web-page'

const pass = (text: string): StepResult => ({ state: 'pass', text, hint: '' })
const skipped = (text: string): StepResult => ({ state: 'skipped', text, hint: '' })

interface Page extends Road {
  readonly url: URL
}

/** `address`: runs the line, as a click does; undefined: there is none to run. */
export function checkCommand(
  place: DisplayPlace,
  address: (signal: AbortSignal) => Promise<URL | undefined>
): KindChecks {
  let asked: Promise<Page | undefined> | undefined
  const find = async (signal: AbortSignal): Promise<Page | undefined> => {
    const url = await address(signal)
    return url && { ...(await roadTo(place, url, signal)), url }
  }
  const page = (signal: AbortSignal): Promise<Page | undefined> => {
    asked ??= find(signal)
    return asked
  }
  const whereOf = ({ own, name, port }: Page): string => `port ${port} of ${own ? place.host : name}`
  return {
    tls: async signal => {
      const found = await page(signal)
      if (!found) return skipped('No line of the facility is known that would name a page.')
      const answer = await knock(found.reach, signal)
      if ('notYet' in answer) throw answer.notYet
      if (found.plain) return skipped(`TCP to ${whereOf(found)} works through the SSH link; its page is without TLS.`)
      await checkIdentity(found.reach, await identityAt(place, found, found.url, signal)).catch((thrown: unknown) => {
        // A certificate that is not trusted is the next step's matter: TLS itself worked.
        if (Failure.from(thrown).code !== 'mismatch') throw thrown
      })
      return pass(`TCP to ${whereOf(found)} works through the SSH link, and it speaks TLS.`)
    },
    certificate: async signal => {
      const found = await page(signal)
      if (!found) return skipped('No page is known.')
      if (found.plain) return skipped('The page is without TLS, so it has none.')
      const identity = await identityAt(place, found, found.url, signal)
      await checkIdentity(found.reach, identity)
      const [fingerprint] = identity.fingerprints
      return pass(
        fingerprint === undefined
          ? 'It is trusted by this computer.'
          : `It is the one that the host itself names (SHA-256 ${fingerprint.slice(0, 16)}…).`
      )
    },
    session: async signal =>
      (await page(signal))
        ? pass('The line of the facility prints the address of a page.')
        : skipped('No line of the facility is set for this host.'),
    udp: async () => skipped('UDP is not tried: a page is opened through the SSH link, which carries TCP only.'),
    client: async () => pass('Its page needs no client.')
  }
}
