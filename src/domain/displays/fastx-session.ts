/** What FastX's start script prints: "the session information as a JSON object", whose keys are not documented. */
import { asRecord, countOf, field, instantOf, printedJson, textOf } from './printed-json'

export interface FastxSession {
  readonly id: string
  readonly name: string
  /** Of its page, where it was told. */
  readonly url: string | undefined
  readonly port: number | undefined
  /** `1920x1080`; undefined: not told, or without a desktop. */
  readonly size: string | undefined
  readonly created: string | undefined
}

export type FastxAnswer = { readonly session: FastxSession } | { readonly error: string }

/** Undefined: no JSON. The object may stand in `result`, an error in `error` as in the REST API. */
export function parseFastxStart(stdout: string): FastxAnswer | undefined {
  const whole = printedJson(stdout)
  const record = asRecord(Array.isArray(whole) ? whole[0] : whole)
  if (!record) return undefined
  const error = field(record, 'error')
  if (error !== undefined) return { error: textOf(error) ?? textOf(asRecord(error)?.message) ?? JSON.stringify(error) }
  const result = field(record, 'result')
  const session = asRecord(Array.isArray(result) ? result[0] : result) ?? record
  const id = textOf(field(session, 'id', 'session-id', 'sessionId', 'uuid', 'display'))
  if (id === undefined) return { error: 'Its answer names no session.' }
  const told = { url: pageOf(session), port: portOf(session), size: sizeOf(session), created: createdOf(session) }
  return { session: { id, name: textOf(field(session, 'name')) ?? '', ...told } }
}

/** The sessions that a list command of the facility prints as JSON; undefined where it prints something else. */
export function parseFastxList(stdout: string): FastxSession[] | undefined {
  const whole = printedJson(stdout)
  const record = asRecord(whole)
  const inner = record && field(record, 'result', 'sessions')
  const list = Array.isArray(whole) ? whole : inner
  if (!Array.isArray(list)) return undefined
  return list.flatMap(item => {
    const answer = parseFastxStart(JSON.stringify(item))
    return answer && 'session' in answer ? [answer.session] : []
  })
}

const sizeOf = (session: Readonly<Record<string, unknown>>): string | undefined => {
  const size = textOf(field(session, 'geometry', 'size'))
  return size && /^[1-9]\d{1,4}x[1-9]\d{1,4}$/.test(size) ? size : undefined
}

const createdOf = (session: Readonly<Record<string, unknown>>): string | undefined =>
  instantOf(field(session, 'start-time', 'creation-time', 'created', 'started'))

const pageOf = (session: Readonly<Record<string, unknown>>): string | undefined => {
  const url = textOf(field(session, 'url', 'link', 'href'))
  return url && /^https?:\/\//i.test(url) ? url : undefined
}

const portOf = (session: Readonly<Record<string, unknown>>): number | undefined => {
  const port = countOf(field(session, 'web-port', 'port'))
  return port !== undefined && port > 0 && port <= 65535 ? port : undefined
}
