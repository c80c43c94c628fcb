/** The FastX sessions of a host: as the facility's own line lists them, else those that were made from here. */
import type { Display } from '@contract/display'
import type { FastxLines } from '@contract/sites'
import { parseFastxList } from '@domain/displays/fastx-session'
import { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'
import type { DisplayPlace } from './adapter'
import { listFastx, noTerminate, terminateFastx } from './fastx-scripts'

export interface FastxSeen {
  readonly id: string
  readonly name: string
  readonly port: number | null
  readonly created: string | null
  readonly size: string | null
}

export interface FastxHost {
  readonly sessions: readonly FastxSeen[]
  /** The facility has a line that lists them, so that these are all. */
  readonly listed: boolean
  /** It has one that ends them. */
  readonly ends: boolean
}

/** Of its web server, unless the facility says otherwise (StarNet, "Administrator settings"). */
export const usualFastxPort = 3300

/** Null: no FastX there. `remote-error` where the facility's line does not work. */
export async function readFastx(
  connection: Connection,
  lines: FastxLines | undefined,
  signal: AbortSignal | undefined
): Promise<FastxHost | null> {
  const args = [lines?.list ?? '', lines?.terminate ?? '']
  const result = await connection.run(listFastx, { args, signal, timeoutMs: 30_000, maxBytes: 4 * 1024 * 1024 })
  if (result.code === 127) return null
  const [own = '', listed] = splitOnce(result.stdout.toString('utf8'), /^listed\n/m)
  const remembered = rememberedIn(own)
  const ends = /^terminate yes$/m.test(own)
  if (listed === undefined) return { sessions: remembered, listed: false, ends }
  const status = /\nstatus (\d+)\n$/.exec(listed)
  const printed = status ? listed.slice(0, status.index) : listed
  const sessions = status?.[1] === '0' ? parseFastxList(printed) : undefined
  if (!sessions) throw listFailure(connection, status?.[1], result.stderr.toString('utf8'))
  return {
    listed: true,
    ends,
    sessions: sessions.map(({ id, name, port, size, created }) => {
      const known = remembered.find(one => one.id === id)
      return {
        id,
        name: name || (known?.name ?? ''),
        port: port ?? known?.port ?? null,
        created: created ?? known?.created ?? null,
        size: size ?? null
      }
    })
  }
}

function listFailure({ target }: Connection, status: string | undefined, stderr: string): Failure {
  const how = status === '0' ? 'printed no list of JSON' : `ended with status ${status ?? 'unknown'}`
  const said = stderr.trim().slice(0, 4000)
  return new Failure(
    'remote-error',
    `The line of the facility that lists the FastX sessions of ${target.host} ${how}.`,
    {
      hint: 'It must print a list of JSON whose items have an id. It is a setting of the site, under Displays, or the command fastx-list.',
      ...(said && { detail: said })
    }
  )
}

function splitOnce(text: string, mark: RegExp): [string, string | undefined] {
  const found = mark.exec(text)
  return found ? [text.slice(0, found.index), text.slice(found.index + found[0].length)] : [text, undefined]
}

const rememberedIn = (text: string): FastxSeen[] =>
  text.split('\n').flatMap(line => {
    const [, epoch, port, id, name] = /^session (\d+(?:\.\d+)?) (\d+) ([^\t]+)\t(.*)$/.exec(line) ?? []
    if (!epoch || !port || !id || name === undefined) return []
    const created = new Date(Math.round(Number(epoch) * 1000)).toISOString()
    return [{ id, name, port: Number(port) || null, created, size: null }]
  })

/** `unsupported` without a line for it, `remote-error` with its words where it fails. */
export async function endFastx(
  connection: Connection,
  place: DisplayPlace,
  id: string,
  lines: FastxLines | undefined,
  signal: AbortSignal | undefined
): Promise<void> {
  const args = [lines?.terminate ?? '', id]
  const { code, stderr } = await connection.run(terminateFastx, {
    args,
    signal,
    timeoutMs: 60_000,
    maxBytes: 1024 * 1024
  })
  if (code === 0) return
  const said = stderr.toString('utf8').trim().slice(0, 4000)
  if (code === noTerminate.code && said.includes(noTerminate.said))
    throw new Failure('unsupported', `The FastX session ${id} on ${place.host} cannot be ended from here.`, {
      hint: cannotEnd
    })
  throw new Failure(
    'remote-error',
    `FastX on ${place.host} did not end the session ${id}: ${said.split('\n')[0] || `status ${code ?? 'unknown'}`}`,
    {
      hint: 'End it in its own page; the words are of the line of the facility.',
      ...(said && { detail: said })
    }
  )
}

const inItsPage = 'FastX documents no command for it: do it in its own page.'
/** Why one cannot be ended, and what would help. */
export const cannotEnd =
  'FastX documents no command for it: do it in its own page. A facility can give its own line, in the settings of the site.'

export const fastxDisplay = (one: FastxSeen, place: DisplayPlace, owner: string, ends: boolean): Display => ({
  ...{ kind: 'fastx', site: place.site, host: place.host, id: one.id, name: one.name, owner },
  ...{ type: 'virtual', state: 'ready', message: '', clients: null, created: one.created, idleSince: null },
  ...{ size: one.size, listens: { host: '127.0.0.1', port: one.port ?? usualFastxPort }, job: null, resource: null },
  cannot: {
    ...(!ends && { close: cannotEnd }),
    share: inItsPage,
    people: 'FastX documents no command that tells who is connected.',
    thumbnail: 'FastX documents no command that gives a picture.'
  }
})
