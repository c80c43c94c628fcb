/** Carries the questions of a connection to whoever watches, or answers them from the keystore: once. */
import type { PromptAnswer } from '@contract/prompts'
import type { ConnectionView } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { PromptBroker } from '../prompts/prompt-broker'
import type { AskPrompt, ConnectionPrompt } from '../ssh/types'
import { type ConnectionSecrets, type CredentialsPrompt, secretName } from './connection-secrets'

export interface ConnectionPrompts {
  /**
   * `declined` when nobody watches or all decline; the connection then ends with what this means for it: an unknown
   * host key stays unknown, a login without its password has failed for want of an answer.
   */
  ask: AskPrompt
  /** Learns from the connections which answers were right: those are kept, the refused ones forgotten. */
  observe(views: readonly ConnectionView[]): void
}

/** An answer on its way to a server that has not said yes or no to it. */
interface Unproven {
  site: string
  secret: string
  /** From the keystore, or new and to be kept there. */
  stored: boolean
}

export function createConnectionPrompts(broker: PromptBroker, secrets: ConnectionSecrets): ConnectionPrompts {
  const unproven = new Map<string, Unproven>()

  async function askPeople(request: ConnectionPrompt, signal: AbortSignal): Promise<PromptAnswer> {
    try {
      return await broker.ask(request, signal)
    } catch (error) {
      if (error instanceof Failure && error.code === 'answer-needed') return { kind: 'declined' }
      throw error
    }
  }

  /** A kept answer is given once; asked again before it was proved right, it was refused. */
  async function kept(name: string, site: string): Promise<PromptAnswer | undefined> {
    if (unproven.get(name)?.stored) await secrets.forget(name)
    if (unproven.delete(name)) return undefined
    const secret = await secrets.get(name)
    if (secret === undefined) return undefined
    unproven.set(name, { site, secret, stored: true })
    return { kind: 'credentials', answers: [secret], remember: false }
  }

  async function askCredentials(request: CredentialsPrompt, signal: AbortSignal): Promise<PromptAnswer> {
    const name = secretName(request)
    if (name === undefined) return askPeople({ ...request, canRemember: false }, signal)
    const known = await kept(name, request.site)
    if (known) return known
    const answer = await askPeople(request, signal)
    const secret = answer.kind === 'credentials' && answer.remember ? answer.answers[0] : undefined
    if (secret !== undefined) unproven.set(name, { site: request.site, secret, stored: false })
    return answer
  }

  function observe(views: readonly ConnectionView[]): void {
    for (const [name, { site, secret, stored }] of unproven) {
      const states = views.filter(view => view.site === site)
      const refused = states.some(view => view.state === 'failed' && view.error?.code === 'auth-failed')
      if (refused) {
        unproven.delete(name)
        if (stored) void secrets.forget(name)
      } else if (states.some(view => view.state === 'connected') && !states.some(view => view.state === 'connecting')) {
        unproven.delete(name)
        if (!stored) void secrets.set(name, secret)
      }
    }
  }

  return {
    ask: (request, { signal }) =>
      request.kind === 'credentials' ? askCredentials(request, signal) : askPeople(request, signal),
    observe
  }
}
