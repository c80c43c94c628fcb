/** The steps of the preflight that only DCV knows. */
import { execFile } from 'node:child_process'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { CheckRequest, KindChecks, StepResult } from './adapter'
import { dcvViewerPlaces, findClient } from './client-programs'
import { dcv, saidBy } from './dcv-commands'
import { readSession, readSessions } from './dcv-read'
import { type DcvServer, readServer } from './dcv-server'
import { checkIdentity } from './pinned-tls'
import { ofHost } from './server-identity'

const pass = (text: string): StepResult => ({ state: 'pass', text, hint: '' })
const warn = (text: string, hint: string): StepResult => ({ state: 'warn', text, hint })
const skipped = (text: string): StepResult => ({ state: 'skipped', text, hint: '' })

export function checkDcv(
  { place, id }: CheckRequest,
  platform: Pick<Platform, 'environment' | 'homeFolder'>
): KindChecks {
  let known: Promise<DcvServer> | undefined
  const server = async (signal: AbortSignal): Promise<DcvServer> => {
    known ??= place.connection(signal).then(connection => readServer(connection, place.facility?.port, signal))
    return known
  }
  const tls = async (signal: AbortSignal, fingerprint: string | undefined): Promise<void> => {
    const { port } = await server(signal)
    const { target } = await place.connection(signal)
    const reach = async () => (await place.connection(signal)).forwardOut('127.0.0.1', port, { signal })
    await checkIdentity(reach, ofHost(target.host, fingerprint))
  }
  return {
    server: async signal => {
      const { version, port } = await server(signal)
      const printed = await dcv(await place.connection(signal), ['list-sessions'], { signal })
      const failed = printed.code !== 0 && !/no sessions/i.test(printed.stdout + printed.stderr)
      if (failed)
        throw new Failure('remote-error', `dcv does not answer: ${saidBy(printed)}`, {
          hint: 'The facility starts it with systemctl start dcvserver.'
        })
      return pass(`${version ?? 'The DCV server'} answers; its port is ${port}.`)
    },
    tls: async signal => {
      try {
        await tls(signal, undefined)
      } catch (thrown) {
        // A certificate that is not trusted is the next step's matter: TLS itself worked.
        if (Failure.from(thrown).code !== 'mismatch') throw thrown
      }
      return pass(`Port ${(await server(signal)).port} is reached through the SSH link and speaks TLS.`)
    },
    certificate: async signal => {
      const { fingerprint } = await server(signal)
      await tls(signal, fingerprint)
      return fingerprint
        ? pass(`It is the one that the host itself names (SHA-256 ${fingerprint.slice(0, 16)}…).`)
        : warn(
            'It is trusted by this computer, but the host could not name its fingerprint.',
            'Ask the facility to install openssl or python3 on the host.'
          )
    },
    session: async signal => {
      const connection = await place.connection(signal)
      // Its server shows it to its owner alone, so that it cannot be asked for.
      const hidden = id !== undefined && place.facility?.session === id && !(await readSession(connection, id, signal))
      if (!hidden) return checkSession(connection, id, signal)
      return warn(`${id} is not of this account, so its server does not tell whether it is there.`, opensAnyway)
    },
    licence: async signal => checkLicence(await place.connection(signal), id, signal),
    udp: async signal => skipped((await server(signal)).quic ? `The server offers QUIC. ${udpNotTried}` : udpNotTried),
    client: () => checkDcvClient(platform)
  }
}

const udpNotTried = 'UDP is not tried and QUIC not used: displays go through the SSH link, which carries TCP only.'

const opensAnyway = 'Your booking opens it all the same, where its owner or the facility lets you in.'

type Link = Parameters<typeof readSession>[0]

async function checkSession(connection: Link, id: string | undefined, signal: AbortSignal): Promise<StepResult> {
  if (id === undefined) {
    const sessions = await readSessions(connection, signal)
    const count = sessions?.length ?? 0
    return pass(count === 0 ? 'None of this account yet; one can be created.' : `${count} of this account.`)
  }
  const session = await readSession(connection, id, signal)
  if (!session)
    throw new Failure('not-found', `There is no session ${id} that this account may see.`, {
      hint: 'Create one, or ask its owner to share it.'
    })
  return session.status === '' || session.status === 'created'
    ? pass(`${id} is there${session.clients === undefined ? '' : `, ${session.clients} connected`}.`)
    : warn(`${id} is ${session.status}.`, 'Wait until it is ready.')
}

/** Licences are told by sessions alone, and not by every server. */
async function checkLicence(connection: Link, id: string | undefined, signal: AbortSignal): Promise<StepResult> {
  const known = id ?? (await readSessions(connection, signal))?.[0]?.id
  const session = known === undefined ? undefined : await readSession(connection, known, signal)
  const licenses = session?.licenses ?? []
  if (licenses.length === 0) return skipped('The server tells of its licence only with a session, and not always.')
  const bad = licenses.find(({ status }) => status !== '' && status !== 'licensed')
  if (bad)
    throw new Failure('capacity', `The licence of ${bad.product} is ${bad.status}.`, {
      hint: 'Ask the facility; on Amazon EC2 the host must reach the bucket dcv-license of its region.'
    })
  const ends = licenses.flatMap(({ expires }) => expires ?? []).sort()[0]
  return pass(
    `${licenses.map(({ product }) => product).join(', ')}: licensed${ends ? ` until ${ends.slice(0, 10)}` : ''}.`
  )
}

/** The client says its version, if it does so within 5 seconds. */
export function checkDcvClient(platform: Pick<Platform, 'environment' | 'homeFolder'>): Promise<StepResult> {
  const viewer = findClient(dcvViewerPlaces(platform))
  if (viewer === undefined)
    return Promise.resolve(
      warn(
        'The native client is not installed on this computer; the web client is used.',
        'https://www.amazondcv.com has it for Windows, macOS and Linux.'
      )
    )
  return new Promise(resolve => {
    execFile(viewer, ['--version'], { timeout: 5_000, windowsHide: true }, (error, stdout) => {
      const version = stdout.trim().split('\n')[0]?.slice(0, 100)
      resolve(pass(error || !version ? `${viewer}` : `${viewer} (${version})`))
    })
  })
}
