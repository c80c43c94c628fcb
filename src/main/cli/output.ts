/** Where results and errors go. Under `--json` each stream carries one document and nothing else. */
import type { FailureData } from '@contract/errors'
import { displayName } from '@domain/bytes-name'
import type { Failure } from '@domain/failure'
import { safeText } from './text'

export interface Output {
  readonly json: boolean
  /** The one result: a JSON document, or `text()` for people. */
  result(document: unknown, text: () => string): Promise<void>
  /** The one result under `--json`, with a last member `text` that is written as it comes: it may be of any length. */
  longText(document: object, pieces: AsyncIterable<string>): Promise<void>
  /** One line of a stream under `--json`. */
  line(document: unknown): Promise<void>
  /** Raw bytes or text to standard output; waits while the reader is slow. Resolves false when the reader is gone. */
  write(data: string | Uint8Array): Promise<boolean>
  writeError(data: string | Uint8Array): Promise<boolean>
  failure(failure: Failure): Promise<void>
  /** Whether the reader of standard output has gone away (EPIPE). */
  readonly closed: boolean
}

/** Waits until the data is handed on; an error means that the reader is gone. */
function send(stream: NodeJS.WritableStream, data: string | Uint8Array): Promise<boolean> {
  return new Promise(resolve => stream.write(data, error => resolve(!error)))
}

/** The error object of `--json`: three fields; of a refused booking also the rule, and what is in the way. */
export function errorObject(failure: FailureData): Omit<FailureData, 'detail'> {
  const { code, message, hint, rule, with: inTheWay } = failure
  const refusal = { ...(rule && { rule }), ...(inTheWay && { with: inTheWay }) }
  return { code, message: displayName(message), hint: displayName(hint), ...refusal }
}

export function createOutput(
  json: boolean,
  stdout: NodeJS.WritableStream = process.stdout,
  stderr: NodeJS.WritableStream = process.stderr
): Output {
  let closed = false
  // Without a listener a broken pipe would end the process with a stack trace.
  stdout.on('error', () => {
    closed = true
  })
  stderr.on('error', () => {})
  const write = async (data: string | Uint8Array): Promise<boolean> => {
    if (closed) return false
    return send(stdout, data)
  }
  return {
    json,
    write,
    writeError: data => send(stderr, data),
    result: async (document, text) => void (await write(json ? `${JSON.stringify(document)}\n` : text())),
    async longText(document, pieces) {
      const members = JSON.stringify(document).slice(1, -1)
      // Nothing is printed before there is something: a failure to begin leaves no piece of a document.
      let open = `{${members === '' ? '' : `${members},`}"text":"`
      for await (const piece of pieces) {
        if (!(await write(open + JSON.stringify(piece).slice(1, -1)))) return
        open = ''
      }
      await write(`${open}"}\n`)
    },
    line: async document => void (await write(`${JSON.stringify(document)}\n`)),
    failure: async failure => {
      const shown = errorObject(failure.toData())
      await send(stderr, json ? `${JSON.stringify(shown)}\n` : failureText(shown, failure.detail))
    },
    get closed() {
      return closed
    }
  }
}

/** Names in it are from elsewhere: none may steer the terminal, nor look like a line of its own. */
function failureText({ message, hint }: { message: string; hint: string }, detail?: string): string {
  const indented = (text: string): string =>
    text
      .trim()
      .split('\n')
      .map(line => `  ${safeText(line)}\n`)
      .join('')
  const detailLines = detail && !message.includes(detail.trim()) ? indented(detail) : ''
  return `farscope: ${safeText(message)}\n${detailLines}${hint && indented(hint)}`
}
