/** Asks what to do with a taken name where the transfer has no rule for it. */
import type { ConflictRule, PromptAnswer, PromptRequest } from '@contract/prompts'
import type { conflictChoiceSchema } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { instantOf } from '@domain/files/entry'
import type { FileInfo } from '@domain/files/file-system'
import { type ConflictDecision, decideConflict, looksSame } from '@domain/transfers/conflict'
import type { z } from 'zod'

export type ConflictChoice = z.infer<typeof conflictChoiceSchema> | undefined

/** The one thing of the prompt broker that is needed here. */
export interface Asker {
  ask(prompt: PromptRequest, signal: AbortSignal): Promise<PromptAnswer>
}

/** Of a file and what has its name, as much as the rules look at. */
type Seen = Pick<FileInfo, 'type' | 'size' | 'mtime'>

export interface Taken {
  readonly source: { path: string; info: Seen }
  readonly existing: { path: string; info: Seen }
}

/** One question at a time, so that "for all" counts for those that were about to be asked. */
export function createConflictSettler(
  choice: ConflictChoice,
  asker: Asker,
  context: { transfer: string; site: string }
): (taken: Taken, signal: AbortSignal) => Promise<ConflictDecision> {
  let forAll: ConflictRule | undefined = choice === 'ask' ? undefined : choice
  let turn: Promise<unknown> = Promise.resolve()
  const described = ({ path, info }: Taken['source']) => ({ path, size: info.size, mtime: instantOf(info.mtime) })

  async function ask({ source, existing }: Taken, signal: AbortSignal): Promise<ConflictRule> {
    if (forAll) return forAll
    const answer = await asker.ask(
      { kind: 'conflict', ...context, source: described(source), existing: described(existing) },
      signal
    )
    if (answer.kind !== 'conflict')
      throw new Failure('answer-needed', 'Nobody said what to do with a file that is already there.', {
        hint: 'Choose a rule for files that are already there.'
      })
    if (answer.forAll) forAll = answer.rule
    return answer.rule
  }

  return async (taken, signal) => {
    const { info: source } = taken.source
    const { info: existing } = taken.existing
    if (choice !== 'ask' || looksSame(source, existing) || existing.type === 'directory')
      return decideConflict(forAll, source, existing)
    const asked = turn.then(() => ask(taken, signal))
    turn = asked.catch(() => undefined)
    return decideConflict(await asked, source, existing)
  }
}

/** The failure of a name that is left alone. */
export function takenFailure(path: string, decision: 'refuse-exists' | 'refuse-directory'): Failure {
  return decision === 'refuse-directory'
    ? new Failure('is-a-directory', `A folder has the name ${path}, so the file was not copied.`, {
        hint: 'Move the folder away, or copy to another place.'
      })
    : new Failure('exists', `${path} is already there and differs, so it was left alone.`, {
        hint: 'Say what to do with files that are already there: skip, overwrite, rename, newer or resume.'
      })
}
