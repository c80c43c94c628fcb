/**
 * What `dcv list-sessions` and `dcv describe-session` print (NICE DCV Administrator Guide, "Viewing NICE DCV sessions").
 * Servers of different years leave keys out, quote ids or not, and write words in small or capital letters.
 */
import { asRecord, countOf, field, instantOf, printedJson, textOf } from './printed-json'

export interface DcvLicense {
  /** `dcv`, `dcv-gl`. */
  readonly product: string
  /** In small letters: `licensed`. */
  readonly status: string
  readonly expires: string | undefined
}

export interface DcvSession {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly type: 'console' | 'virtual' | null
  /** In small letters: `created`; empty where the server does not tell. */
  readonly status: string
  /** Undefined: not told. */
  readonly clients: number | undefined
  readonly created: string | undefined
  readonly lastLeft: string | undefined
  /** Of the first screen. */
  readonly size: string | undefined
  readonly licenses: readonly DcvLicense[]
  /** Whether the server told all it knows; a line of the plain list does not. */
  readonly complete: boolean
}

/** What a command of the server printed. */
export interface Printed {
  readonly stdout: string
  readonly stderr: string
  /** Null: ended by a signal. */
  readonly code: number | null
}

const noSessions = /there are no sessions available|no sessions? (?:available|found)/i

/** The sessions; undefined where the text is neither a list nor says that there is none. */
export function parseDcvSessions({ stdout, stderr, code }: Printed): DcvSession[] | undefined {
  const json = printedJson(stdout)
  if (json !== undefined) return sessionsOf(json)
  const lines = `${stdout}\n${stderr}`.split('\n')
  const sessions = lines.flatMap(line => sessionLine(line) ?? [])
  if (sessions.length > 0) return sessions
  if (noSessions.test(`${stdout}\n${stderr}`)) return []
  return code === 0 && stdout.trim() === '' ? [] : undefined
}

/** One session as `describe-session` prints it, as JSON or as text; undefined where it is not one. */
export function parseDcvSession({ stdout, stderr }: Printed): DcvSession | undefined {
  const json = printedJson(stdout)
  if (json !== undefined) return sessionsOf(json)?.[0]
  return describedText(stdout) ?? describedText(stderr)
}

function sessionsOf(json: unknown): DcvSession[] | undefined {
  const record = asRecord(json)
  const list = Array.isArray(json) ? json : record && (field(record, 'sessions') ?? [record])
  if (!Array.isArray(list)) return undefined
  return list.flatMap(item => {
    const one = asRecord(item)
    return (one && sessionOf(one)) ?? []
  })
}

function sessionOf(record: Readonly<Record<string, unknown>>): DcvSession | undefined {
  const id = textOf(field(record, 'id', 'session-id'))
  if (id === undefined) return undefined
  const layout = field(record, 'display-layout')
  const screen = asRecord(Array.isArray(layout) ? layout[0] : undefined)
  const [width, height] = [screen && countOf(field(screen, 'width')), screen && countOf(field(screen, 'height'))]
  const clients = countOf(field(record, 'num-of-connections'))
  return {
    id,
    name: textOf(field(record, 'name')) ?? '',
    owner: textOf(field(record, 'owner')) ?? textOf(field(record, 'user')) ?? '',
    type: typeOf(textOf(field(record, 'type'))),
    status: (textOf(field(record, 'status')) ?? '').toLowerCase(),
    clients,
    created: instantOf(field(record, 'creation-time')),
    lastLeft: instantOf(field(record, 'last-disconnection-time')),
    size: sizeOf(width, height),
    licenses: licensesOf(field(record, 'licenses')),
    complete: clients !== undefined
  }
}

const typeOf = (word: string | undefined): DcvSession['type'] => {
  const small = word?.toLowerCase()
  return small === 'console' || small === 'virtual' ? small : null
}

/** A size that the contract takes: each side 10 to 99999 pixels. */
function sizeOf(width: number | undefined, height: number | undefined): string | undefined {
  const text = `${width}x${height}`
  return /^[1-9]\d{1,4}x[1-9]\d{1,4}$/.test(text) ? text : undefined
}

function licensesOf(value: unknown): DcvLicense[] {
  if (!Array.isArray(value)) return []
  return value.flatMap(item => {
    const record = asRecord(item)
    const product = record && textOf(field(record, 'product'))
    if (!record || product === undefined) return []
    const status = (textOf(field(record, 'status')) ?? '').toLowerCase()
    return [{ product, status, expires: instantOf(field(record, 'expiration-date')) }]
  })
}

/** `Session: 'my id' (owner:alice type:virtual name:'my session')`. */
function sessionLine(line: string): DcvSession | undefined {
  const match = /^\s*session:\s*(?:'([^']*)'|"([^"]*)"|(\S+))\s*\((.*)\)\s*$/i.exec(line)
  const id = match?.[1] ?? match?.[2] ?? match?.[3]
  if (!match || !id) return undefined
  const words = match[4] ?? ''
  return {
    ...unknown(id),
    name: /\bname:\s*(?:'(.*)'|"(.*)"|(\S+))\s*$/i.exec(words)?.slice(1).find(Boolean) ?? '',
    owner: unquoted(/\bowner:\s*('[^']*'|"[^"]*"|\S+)/i.exec(words)?.[1] ?? ''),
    type: typeOf(unquoted(/\btype:\s*(\S+)/i.exec(words)?.[1] ?? ''))
  }
}

const unquoted = (text: string): string => text.trim().replace(/^(['"])(.*)\1$/, '$2')

const unknown = (id: string): DcvSession => ({
  ...{ id, name: '', owner: '', type: null, status: '', licenses: [], complete: false },
  ...{ clients: undefined, created: undefined, lastLeft: undefined, size: undefined }
})

/** Lines `  key: value` below `Session: ID`. */
function describedText(text: string): DcvSession | undefined {
  const head = /^\s*session:\s*(.+?)\s*$/im.exec(text)
  const id = unquoted(head?.[1]?.replace(/\s*\(.*\)$/, '') ?? '')
  if (!head || id === '') return undefined
  const said = new Map<string, string>()
  for (const line of text.slice(head.index + head[0].length).split('\n')) {
    const at = line.indexOf(':')
    if (at > 0) said.set(line.slice(0, at).trim().toLowerCase().replace(/[-_]/g, ' '), unquoted(line.slice(at + 1)))
  }
  const inHead = sessionLine(head[0]) ?? unknown(id)
  const layout = /^(\d+)x(\d+)/.exec(said.get('display layout') ?? '')
  return {
    ...inHead,
    id,
    name: said.get('name') || inHead.name,
    owner: said.get('owner') || inHead.owner,
    type: typeOf(said.get('type')) ?? inHead.type ?? (said.get('x display') ? 'virtual' : null),
    status: (said.get('status') ?? '').toLowerCase(),
    clients: countOf(said.get('num of connections')),
    created: instantOf(said.get('creation time')),
    lastLeft: instantOf(said.get('last disconnection time')),
    size: sizeOf(Number(layout?.[1]), Number(layout?.[2])),
    complete: true
  }
}
