/** A look of our own at a VNC display, a picture or a check: it changes nothing of it, and asks nobody for a password. */
import { Failure } from '@domain/failure'
import type { DisplayPlace, StepResult } from './adapter'
import type { Attempt } from './retry'
import { loggedIn, WrongPassword } from './rfb-login'
import { takePicture } from './rfb-picture'
import { type FoundServer, findServer } from './vnc-found'
import { namedPort, ownOfNamed, targetAtPort } from './vnc-instrument'
import { forgetPassword, keptPassword, type VncLoginDependencies } from './vnc-login'
import { addressText, connectTo, reachServer, type VncTarget } from './vnc-target'

type Deps = Pick<VncLoginDependencies, 'secrets' | 'log'>
type Signal = AbortSignal | undefined

/** A display of this account; or the port where the facility says that one of another account listens. */
type Located = { readonly found: FoundServer } | { readonly found: null; readonly port: number }

async function locate(place: DisplayPlace, id: string, signal: Signal): Promise<Located> {
  const port = namedPort(place, id)
  if (port === undefined) return { found: await findServer(place, id, signal) }
  const own = await ownOfNamed(place, id, signal)
  return own ? { found: own } : { found: null, port }
}

/** As `findServer`, for what only its own account can do; `unsupported` where it is another's. */
export async function findOwn(place: DisplayPlace, id: string, what: string, signal: Signal): Promise<FoundServer> {
  const { found } = await locate(place, id, signal)
  if (found) return found
  throw new Failure(
    'unsupported',
    `Display ${id} on ${place.host} belongs to another account, which alone can ${what}.`,
    {
      hint: 'Ask whoever runs the instrument.'
    }
  )
}

interface Sight {
  readonly found: FoundServer | null
  readonly attempt: Attempt<VncTarget>
}

async function sightOf(deps: Deps, place: DisplayPlace, id: string, signal: Signal): Promise<Sight> {
  const located = await locate(place, id, signal)
  if (located.found) {
    const { found } = located
    return { found, attempt: await reachServer(place, found, { right: 'view', purpose: 'look' }, signal) }
  }
  const target = await targetAtPort(place, located.port, signal)
  const password = await keptPassword(deps, { place, id, target })
  return { found: null, attempt: { ready: { ...target, password } } }
}

/** A kept password that was wrong is wrong the next time, too, and servers shut out who is wrong too often. */
async function forgetWrong(deps: Deps, place: DisplayPlace, id: string, { found, attempt }: Sight): Promise<void> {
  if (found === null && 'ready' in attempt && attempt.ready.password !== null)
    await forgetPassword(deps, { place, id, target: attempt.ready })
}

/** PNG, at most so many pixels across. `auth-failed` where the password is of another account and was not kept. */
export async function pictureOf(
  deps: Deps,
  place: DisplayPlace,
  id: string,
  width: number,
  signal: Signal
): Promise<Uint8Array> {
  const take = async (): Promise<Uint8Array> => {
    const sight = await sightOf(deps, place, id, signal)
    const { found, attempt } = sight
    const cannot = found?.display.cannot.thumbnail
    if (cannot !== undefined) throw new Failure('unsupported', cannot)
    if (!('ready' in attempt)) throw attempt.notYet
    const { password } = attempt.ready
    // A connection without a login counts as a wrong one: some servers shut everybody out after five.
    if (found === null && password === null)
      throw new Failure('auth-failed', `The password of display ${id} on ${place.host} is not known.`, {
        hint: 'Open the display once, and let Farscope keep its password.'
      })
    const stream = await connectTo(attempt.ready, id, signal)
    try {
      return await takePicture(stream, { password, width, signal })
    } catch (thrown) {
      if (thrown instanceof WrongPassword) await forgetWrong(deps, place, id, sight)
      throw thrown
    }
  }
  try {
    return await take()
  } catch (thrown) {
    // Somebody may have opened it, with a new password, between the look at the password and the login.
    const mayHaveChanged = namedPort(place, id) === undefined
    if (!mayHaveChanged || Failure.from(thrown).code !== 'auth-failed') throw thrown
    return take()
  }
}

/**
 * Whether it lets us in. The login is made although only its answer counts: servers shut everybody out after some
 * connections without one (five in a row, TigerVNC 1.12), and each through the link looks to them as of the same host.
 */
export async function checkSession(
  deps: Deps,
  place: DisplayPlace,
  id: string,
  signal: AbortSignal
): Promise<StepResult> {
  const sight = await sightOf(deps, place, id, signal)
  const { found, attempt } = sight
  if (!('ready' in attempt)) return { state: 'warn', text: attempt.notYet.message, hint: attempt.notYet.hint }
  const { ready: target } = attempt
  const stream = await connectTo(target, id, signal)
  try {
    await loggedIn(stream, { password: target.password, signal }, async () => undefined)
    return { state: 'pass', text: `It listens at ${addressText(target.at)} and lets you in.`, hint: '' }
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (found?.by === 'own' || failure.code !== 'auth-failed') throw thrown
    if (thrown instanceof WrongPassword) await forgetWrong(deps, place, id, sight)
    const text = `It listens at ${addressText(target.at)}; whether it lets you in was not seen.`
    return { state: 'pass', text, hint: found ? failure.message : 'Its password is asked for when you open it.' }
  }
}
