/** Making a session of DCV, and seeing whether it lives. */
import { randomInt } from 'node:crypto'
import type { Display, DisplayWish } from '@contract/display'
import type { DcvSession, Printed } from '@domain/displays/dcv-sessions'
import { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'
import type { DisplayPlace, Step } from './adapter'
import { dcv, dcvFailure, noDcv, runScript, saidBy } from './dcv-commands'
import { createDcvJob } from './dcv-jobs'
import { asDisplay, readSession, readSessions } from './dcv-read'
import { readServer, runConnectScript } from './dcv-server'
import { displaysFolder } from './job-scripts'
import { step } from './retry'
import { watchBirth } from './watch-birth'

/** `watchMs`: how long it is watched whether the session stays; `queue`: see `waitInQueue`. */
export async function* createDcvSession(
  wish: DisplayWish,
  place: DisplayPlace,
  { watchMs, queue }: { readonly watchMs: number; readonly queue?: readonly number[] | undefined },
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Display, undefined> {
  refuseWhatDoesNotFit(wish)
  if (wish.job) return yield* createDcvJob(wish, wish.job, newSessionId(), place, signal, queue)
  const connection = await place.connection(signal)
  if (wish.by === 'pcluster') return yield* createByScript(connection, place, watchMs, signal)
  yield step('Looking at the sessions of the host')
  const sessions = await readSessions(connection, signal)
  if (!sessions) throw noDcv(connection)
  refuseBothTypes(wish, sessions, place)
  const id = newSessionId()
  yield step(`Creating the ${wish.type} session ${id}`)
  const printed = await create(connection, wish, id, signal)
  if (printed.code !== 0 || /^could not create session/im.test(`${printed.stderr}\n${printed.stdout}`))
    throw dcvFailure(`creating a ${wish.type} session on ${place.host}`, printed)
  const session = yield* watchSession(connection, id, watchMs, signal)
  if (wish.size) yield* setSize(connection, id, wish.size, signal)
  const { port } = await readServer(connection, place.facility?.port, signal)
  return asDisplay({ ...session, size: wish.size ?? session.size }, place, port)
}

function refuseWhatDoesNotFit(wish: DisplayWish): void {
  const refuse = (what: string, hint: string): never => {
    throw new Failure('usage', `DCV does not take ${what}.`, { hint })
  }
  if (wish.type === 'console' && wish.command !== undefined)
    refuse('a command for a console session', 'It shows what is on the screen of the machine.')
  if (wish.type === 'console' && wish.gl !== undefined)
    refuse('GL for a console session', 'It has the GPU of the machine by itself.')
  if (wish.job && (wish.type === 'console' || wish.by === 'pcluster'))
    refuse('a job for this session', 'Virtual sessions of its own command live in jobs.')
  if (wish.by === 'pcluster' && (wish.type === 'console' || wish.command !== undefined || wish.gl !== undefined))
    refuse('these settings with the script of ParallelCluster', 'The script makes a virtual session of its own kind.')
}

/** "Console and virtual sessions cannot run on the same server at the same time" (Administrator Guide). */
function refuseBothTypes(wish: DisplayWish, sessions: readonly DcvSession[], { host }: DisplayPlace): void {
  const other = sessions.find(({ type }) => type !== null && (type !== wish.type || type === 'console'))
  if (!other) return
  throw new Failure(
    'conflict',
    other.type === 'console'
      ? `The host ${host} already has its console session ${other.id} (owner ${other.owner || 'unknown'}).`
      : `The host ${host} has the virtual session ${other.id} (owner ${other.owner || 'unknown'}), so it can have no console session now.`,
    {
      hint:
        other.type === 'console' && wish.type === 'console'
          ? 'Open that one.'
          : 'A DCV server has either its console session or virtual ones: open that one, close it, or take another host.'
    }
  )
}

/** Letters and digits, so that it is the same in a text, in a line of a shell and in an address. */
const idLetters = 'abcdefghijkmnpqrstuvwxyz23456789'
export const newSessionId = (): string =>
  `farscope-${Array.from({ length: 8 }, () => idLetters[randomInt(idLetters.length)]).join('')}`

/** Only those that were made from here can be in a job. */
export const isOurId = (id: string): boolean => id.startsWith('farscope-')

/**
 * The command that a session shows is a program that must be there and stay, so it becomes a small script in the
 * account's home: DCV runs it after this has ended.
 */
const initScript = `set -e
id=$1; shift
folder=${displaysFolder}
mkdir -p "$folder"; chmod 700 "$folder"
file=$folder/$id.init
{ printf '#!/bin/sh\\n'; cat; printf '\\n'; } > "$file"
chmod 700 "$file"
exec dcv "$@" --init "$file" "$id" </dev/null`

async function create(
  connection: Connection,
  wish: DisplayWish,
  id: string,
  signal: AbortSignal | undefined
): Promise<Printed> {
  const words = ['create-session', '--type', wish.type]
  if (wish.name) words.push('--name', wish.name)
  if (wish.gl !== undefined) words.push('--gl', wish.gl ? 'on' : 'off')
  // Making a session starts a desktop, which takes longer than a question.
  const run = { signal, timeoutMs: 60_000 }
  if (wish.command === undefined) return dcv(connection, [...words, id], run)
  const script = { ...run, stdin: Buffer.from(wish.command) }
  const printed = await runScript(connection, initScript, [id, ...words], script)
  if (!printed) throw noDcv(connection)
  return printed
}

/** It is "created", and perhaps gone before anybody can connect: then its logs say why. */
const watchSession = (
  connection: Connection,
  id: string,
  watchMs: number,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, DcvSession, undefined> =>
  watchBirth(
    {
      ...{ id, watchMs },
      look: () => readSession(connection, id, signal),
      died: () => diedFailure(connection, id, signal)
    },
    signal
  )

/** The logs that the Administrator Guide names for "virtual session creation failed", as far as we may read them. */
const logScript = `for file in "/var/log/dcv/dcv-session.$(id -un).$1.log" /var/log/dcv/sessionlauncher.log "$HOME/.xsession-errors"; do
  [ -r "$file" ] || continue
  printf '%s\\n' "== $file"
  tail -n 15 "$file" 2>/dev/null
done`

async function diedFailure(connection: Connection, id: string, signal: AbortSignal | undefined): Promise<Failure> {
  const read = await connection.run(logScript, { args: [id], signal, timeoutMs: 15_000, maxBytes: 1024 * 1024 })
  const logs = read.stdout.toString('utf8').trim().slice(-6000)
  return new Failure('remote-error', `DCV made the session ${id}, but it ended at once.`, {
    hint: logs
      ? 'The ends of its logs are in the details. Often the desktop of the account does not start, or its disk is full.'
      : 'Its logs cannot be read by this account: ask the facility for /var/log/dcv/sessionlauncher.log.',
    ...(logs && { detail: logs })
  })
}

/** A size is set on the running session (`dcv set-display-layout`); a server that cannot says so and goes on. */
async function* setSize(
  connection: Connection,
  id: string,
  size: string,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, void, undefined> {
  const printed = await dcv(connection, ['set-display-layout', '--session', id, `${size}+0+0`], { signal })
  if (printed.code !== 0)
    yield step(`The size ${size} was not taken: ${saidBy(printed) || 'the server does not say why'}`)
}

async function* createByScript(
  connection: Connection,
  place: DisplayPlace,
  watchMs: number,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Display, undefined> {
  yield step('Running the connect script of ParallelCluster')
  const line = await runConnectScript(connection, signal)
  if (!line)
    throw new Failure('command-missing', `${connection.target.host} has no connect script of ParallelCluster.`, {
      hint: 'Create the session with the dcv command instead, or choose the head node of a cluster with DCV.'
    })
  const session = yield* watchSession(connection, line.sessionId, watchMs, signal)
  return asDisplay(session, place, line.port)
}
