/** What an exit status or a signal commonly means. Shells: 126, 127 and 128 + signal (POSIX.1-2024, 2.8.2); signal(7). */
import type { Job } from '@contract/jobs'

const signalMeanings: Readonly<Record<number, string>> = {
  2: 'It was interrupted.',
  4: 'It ran an instruction that this processor does not have: it was perhaps built for another one.',
  6: 'It gave up by itself, mostly after an error that it printed.',
  7: 'It used memory in a way that the processor refuses, or a file that it had mapped became shorter.',
  8: 'It divided by zero.',
  9: 'It was killed: by the memory limit of the node, an administrator or a cancellation.',
  11: 'It touched memory that is not its own: a fault in the program, or too small a stack.',
  13: 'What read its output had ended.',
  15: 'It was asked to end: by a cancellation, its time limit or a node that was shut down.',
  24: 'It used more CPU time than a limit of the node allows.',
  25: 'It wrote a larger file than a limit of the node allows.'
}

const statusMeanings: Readonly<Record<number, string>> = {
  126: 'A command in the script is there, but may not be run.',
  127: 'A command in the script was not found: perhaps a module is not loaded.'
}

/** One sentence or two; null where the number says nothing by itself. */
export function exitMeaning(job: Pick<Job, 'exitCode' | 'signal'>): string | null {
  const { exitCode, signal } = job
  if (signal !== null && signal !== 0) return signalMeanings[signal] ?? null
  if (exitCode === null) return null
  if (exitCode > 128 && exitCode < 165) {
    const meaning = signalMeanings[exitCode - 128]
    return `A command in the script was ended by signal ${exitCode - 128}.${meaning === undefined ? '' : ` ${meaning}`}`
  }
  return statusMeanings[exitCode] ?? null
}
