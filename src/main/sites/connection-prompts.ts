/** Carries the questions of a connection to whoever watches, or answers them from the keystore: once. */
import type { PromptAnswer } from '@contract/prompts'
import { Failure } from '@domain/failure'
import type { PromptBroker } from '../prompts/prompt-broker'
import type { AnswerOutcome, AskPrompt, ConnectionAnswer, ConnectionPrompt, PromptContext } from '../ssh/types'
import { type ConnectionSecrets, type CredentialsPrompt, secretName } from './connection-secrets'

/**
 * `declined` when nobody watches, all decline, or no person may be asked; the connection then ends with what this means
 * for it: an unknown host key stays unknown, a login without its password has failed for want of an answer. What the
 * server took is kept in the keystore where the user wanted that; what it refused is forgotten.
 */
export function createConnectionPrompts(broker: PromptBroker, secrets: ConnectionSecrets): AskPrompt {
  /** Names of kept answers that were given to a server which has not said yes to them. */
  const doubted = new Set<string>()

  async function askPeople(request: ConnectionPrompt, context: PromptContext): Promise<PromptAnswer> {
    if (context.automatic) return { kind: 'declined' }
    try {
      return await broker.ask(request, context.signal)
    } catch (error) {
      if (error instanceof Failure && error.code === 'answer-needed') return { kind: 'declined' }
      throw error
    }
  }

  /** Asked again before it was proved right, a kept answer may have been refused: it is not given a second time. */
  async function kept(name: string, outcome: Promise<AnswerOutcome>): Promise<ConnectionAnswer | undefined> {
    if (doubted.has(name)) return undefined
    const secret = await secrets.get(name)
    if (secret === undefined) return undefined
    doubted.add(name)
    void outcome.then(async result => {
      if (result === 'right') doubted.delete(name)
      if (result === 'wrong') await secrets.forget(name)
    })
    return { kind: 'credentials', answers: [secret], remember: false, kept: true }
  }

  async function askCredentials(request: CredentialsPrompt, context: PromptContext): Promise<ConnectionAnswer> {
    const name = secretName(request)
    if (name === undefined) return askPeople({ ...request, canRemember: false }, context)
    const known = await kept(name, context.outcome)
    if (known) return known
    const answer = await askPeople(request, context)
    if (answer.kind !== 'credentials') return answer
    const [secret] = answer.answers
    void context.outcome.then(async result => {
      if (result !== 'right' || !answer.remember || secret === undefined) return
      await secrets.set(name, secret)
      doubted.delete(name)
    })
    return answer
  }

  return (request, context) =>
    request.kind === 'credentials' ? askCredentials(request, context) : askPeople(request, context)
}
