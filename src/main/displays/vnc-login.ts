/** The login to a VNC server whose password we may have to ask for. */
import type { Duplex } from 'node:stream'
import { Failure } from '@domain/failure'
import type { Log, SecretStore } from '../platform'
import type { PromptBroker } from '../prompts/prompt-broker'
import type { DisplayPlace } from './adapter'
import { tryLogin } from './rfb-login'
import type { ByteReader } from './rfb-reader'
import { addressText, connectTo, type VncTarget } from './vnc-target'

export interface VncLoginDependencies {
  readonly secrets: SecretStore
  readonly log: Log
  /** Puts the question for the password. */
  readonly ask: PromptBroker['ask']
}

export interface VncLogin {
  readonly place: DisplayPlace
  /** Of the display, for messages. */
  readonly id: string
  readonly target: VncTarget
}

export interface LoggedIn {
  /** Logged in to. */
  readonly stream: Duplex
  /** Reads what comes after the login. */
  readonly reader: ByteReader
  /** With which it was; null: the server asked for none. */
  readonly password: string | null
}

/** Servers shut out who was wrong too often: TigerVNC after five times. */
const mostQuestions = 3
/** Milliseconds in which a person answers where nobody says how long they wait. */
const answerMs = 180_000

interface Try {
  readonly password: string | null
  readonly from: 'target' | 'keystore' | 'nowhere' | 'person'
  readonly remember: boolean
}

/** Of the keystore. */
const keyOf = ({ place, target }: VncLogin): string => `vnc:${place.site}/${place.host}/${addressText(target.at)}`

/** A keystore that fails only means that the question is asked again. */
async function unlessFailing<T>(log: Log, doing: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    log.warn(`The keystore would not ${doing} a secret (${error instanceof Error ? error.name : 'unknown reason'}).`)
    return undefined
  }
}

type KeptDependencies = Pick<VncLoginDependencies, 'secrets' | 'log'>

/** What somebody typed for this server, and let be kept; null: nothing. */
export const keptPassword = async ({ secrets, log }: KeptDependencies, login: VncLogin): Promise<string | null> =>
  (await unlessFailing(log, 'read', () => secrets.get(keyOf(login)))) ?? null

/** It was wrong. */
export const forgetPassword = async ({ secrets, log }: KeptDependencies, login: VncLogin): Promise<void> =>
  unlessFailing(log, 'remove', () => secrets.remove(keyOf(login)))

async function firstTry(deps: VncLoginDependencies, login: VncLogin): Promise<Try> {
  if (login.target.password !== null) return { password: login.target.password, from: 'target', remember: false }
  const kept = await keptPassword(deps, login)
  return { password: kept, from: kept ? 'keystore' : 'nowhere', remember: false }
}

async function askPassword(
  { ask }: VncLoginDependencies,
  { place, id, target }: VncLogin,
  again: boolean,
  signal: AbortSignal | undefined
): Promise<Try> {
  const late = AbortSignal.timeout(answerMs)
  const answer = await ask(
    {
      ...{ kind: 'credentials', site: place.site, host: place.host, user: 'vnc', hop: 1, hops: 1, method: 'password' },
      port: 'socket' in target.at ? 0 : target.at.port,
      title: `The VNC server at ${addressText(target.at)} of ${place.host}`,
      instructions: again ? 'It refused that password.' : 'Whoever runs this server knows its password.',
      fields: [{ label: 'Password', secret: true }],
      canRemember: true
    },
    signal ? AbortSignal.any([signal, late]) : late
  )
  const password = answer.kind === 'credentials' ? answer.answers[0] : undefined
  if (answer.kind === 'credentials' && password) return { password, from: 'person', remember: answer.remember }
  throw new Failure('answer-needed', `The VNC server of display ${id} on ${place.host} wants its password.`, {
    hint: 'Open the display again and type it; whoever runs the instrument knows it.'
  })
}

const refused = ({ place, id }: VncLogin): Failure =>
  new Failure('auth-failed', `The VNC server of display ${id} on ${place.host} refused the password.`, {
    hint: 'Whoever runs the instrument knows it. After too many wrong ones a server waits: try again in a minute.'
  })

/**
 * Logs in with the password that is known, or kept, or asked for; one that was wrong is kept no longer. Null: the server
 * wants another kind of login. `auth-failed`, `answer-needed`, `cancelled`, and all that the way there meets.
 */
export async function logInAsking(
  deps: VncLoginDependencies,
  login: VncLogin,
  signal: AbortSignal | undefined
): Promise<LoggedIn | null> {
  const { secrets, log } = deps
  const key = keyOf(login)
  let attempt = await firstTry(deps, login)
  for (let questions = 0; ; questions++) {
    const { password, from, remember } = attempt
    const stream = await connectTo(login.target, login.id, signal)
    const { outcome, reader } = await tryLogin(stream, { password, signal })
    if (outcome === 'in') {
      if (remember && password !== null) await unlessFailing(log, 'keep', () => secrets.set(key, password))
      return { stream, reader, password }
    }
    if (outcome === 'other') return null
    if (from === 'keystore') await forgetPassword(deps, login)
    if (from === 'target' || questions === mostQuestions) throw refused(login)
    attempt = await askPassword(deps, login, outcome === 'refused', signal)
  }
}
