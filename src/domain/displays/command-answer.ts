/** What a facility's own line prints to say which display it made: an address, or JSON with one. */
import { asRecord, countOf, field, printedJson, textOf } from './printed-json'

export interface CommandAnswer {
  readonly id: string | undefined
  readonly name: string | undefined
  /** `https://…` or `http://…`; may hold a token, so it is a secret. */
  readonly url: string
}

/**
 * The guide's form: a line that is an address, or an object with `url`, or with `host` and `port` (and `path`); `id`
 * and `name` where wanted. Undefined: neither.
 */
export function parseCommandAnswer(stdout: string): CommandAnswer | undefined {
  const record = asRecord(printedJson(stdout))
  if (record) {
    const url = pageUrl(textOf(field(record, 'url')) ?? fromParts(record))
    return url === undefined
      ? undefined
      : { url, id: textOf(field(record, 'id', 'session-id')), name: textOf(field(record, 'name')) }
  }
  const line = stdout
    .split('\n')
    .map(text => text.trim())
    .find(text => /^https?:\/\/\S+$/i.test(text))
  const url = pageUrl(line)
  return url === undefined ? undefined : { url, id: undefined, name: undefined }
}

function fromParts(record: Readonly<Record<string, unknown>>): string | undefined {
  const [host, port] = [textOf(field(record, 'host', 'hostname')), countOf(field(record, 'port'))]
  if (host === undefined || port === undefined) return undefined
  const path = textOf(field(record, 'path')) ?? '/'
  return `https://${host}:${port}${path.startsWith('/') ? path : `/${path}`}`
}

function pageUrl(text: string | undefined): string | undefined {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : undefined
}
