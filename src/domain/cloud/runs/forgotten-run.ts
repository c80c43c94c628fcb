/** What is left of a run that a person forgot. */
import type { RunRecord } from './run-record'

/**
 * What it cost, and what sums group it by. Its command, its files and its key are gone: budgets need them not, and who
 * forgets a run wants them gone.
 */
export function forgottenRun({ run, own }: RunRecord): RunRecord {
  const { asked } = run
  return {
    run: {
      ...run,
      asked: { ...asked, command: '-', continueCommand: null, inputs: [], outputs: [], relionJob: null },
      attempts: [],
      error: null
    },
    own: { ...own, places: [], at: 0, attempt: null, publicKey: '', hostKeys: [], forgotten: true }
  }
}
