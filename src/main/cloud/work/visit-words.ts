/** What is missing of a run whose outputs are here, in words. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'

/** Outputs that a command which ended well did not write. */
export const notWritten = (paths: readonly string[]): Failure => {
  const [first = '', ...more] = paths
  const others = more.length > 0 ? ` and ${more.length} more` : ''
  return new Failure('not-found', `The command ended well and did not write ${displayName(first)}${others}.`, {
    hint: 'Check the names of the outputs; everything else was fetched.'
  })
}

/** The command is gone, and nobody has seen its end. */
export const unsupervised = (): Failure =>
  new Failure('remote-error', 'Nobody saw how the command ended: the machine was started anew, or ran out of memory.', {
    hint: 'What it had written was fetched. Start the run again, on a larger type where it happens twice.'
  })
