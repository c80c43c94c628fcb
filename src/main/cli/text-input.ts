/** Text that a command is handed: a file of this computer, or standard input. */
import { createReadStream } from 'node:fs'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { CommandContext } from './context'
import { localFileFailure } from './local-file-failure'

/**
 * The whole text of `file`, `-` for standard input. `what` it is, in words: `the script`. `most`: characters; more is
 * `limit-exceeded`, and no more than that is ever held. Fails with `usage` where standard input gives answers already.
 */
export async function textInput(
  { stdin, stdinTaken, signal }: Pick<CommandContext, 'stdin' | 'stdinTaken' | 'signal'>,
  file: string,
  { what, most }: { readonly what: string; readonly most: number }
): Promise<string> {
  if (file !== '-') {
    const stream = createReadStream(file, { signal })
    return wholeText(stream, most, tooLong(displayName(file), what, most)).catch((thrown: unknown) => {
      throw thrown instanceof Failure ? thrown : localFileFailure(file, thrown)
    })
  }
  if (stdinTaken)
    throw new Failure('usage', `Standard input cannot give both answers and ${what}.`, {
      hint: 'Name the file, or leave out --answers-stdin.'
    })
  const end = (): void => void stdin.destroy()
  signal.addEventListener('abort', end, { once: true })
  try {
    const text = await wholeText(stdin, most, tooLong('Standard input', what, most))
    signal.throwIfAborted()
    return text
  } finally {
    signal.removeEventListener('abort', end)
  }
}

const tooLong = (name: string, what: string, most: number): Failure =>
  new Failure('limit-exceeded', `${name} is too long for ${what}.`, {
    hint: `At most ${most.toLocaleString('en')} characters are taken.`
  })

async function wholeText(stream: AsyncIterable<string | Uint8Array>, most: number, failure: Failure): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of stream) {
    text += typeof part === 'string' ? part : decoder.decode(part, { stream: true })
    // Leaving the loop ends the stream.
    if (text.length > most) throw failure
  }
  text += decoder.decode()
  if (text.length > most) throw failure
  return text
}
