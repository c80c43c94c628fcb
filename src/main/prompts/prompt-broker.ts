/** Carries questions from services to whoever watches, and the first answer back. */
import type { PromptAnswer, PromptEvent, PromptRequest } from '@contract/prompts'
import { Failure } from '@domain/failure'
import type { Clock } from '../platform'

interface OpenPrompt {
  id: string
  askedAt: string
  prompt: PromptRequest
  declined: Set<string>
  settle(answer: PromptAnswer | Failure): void
}

interface Watcher {
  clientId: string
  send(event: PromptEvent): void
}

export interface PromptBroker {
  /** Rejects with `answer-needed` when nobody watches or all who watch declined, `cancelled` when `signal` aborts. */
  ask(prompt: PromptRequest, signal: AbortSignal): Promise<PromptAnswer>
  watch(clientId: string, signal: AbortSignal | undefined): AsyncGenerator<PromptEvent, void, void>
  answer(clientId: string, id: string, answer: PromptAnswer): void
}

const nobody = (prompt: PromptRequest): Failure =>
  new Failure('answer-needed', `An answer is needed (${describe(prompt)}) and nobody is there to give it.`, {
    hint: 'Run the command in a terminal, open the window, or use --answers-stdin.'
  })

function describe(prompt: PromptRequest): string {
  if (prompt.kind === 'host-key') return `unknown host key of ${prompt.host}: ${prompt.keyType} ${prompt.fingerprint}`
  if (prompt.kind === 'conflict') return `${prompt.existing.path} is already there`
  return `${prompt.method} for ${prompt.user}@${prompt.host}`
}

export function createPromptBroker(clock: Clock, newId: () => string): PromptBroker {
  const open = new Map<string, OpenPrompt>()
  const watchers = new Set<Watcher>()
  const tell = (event: PromptEvent): void => {
    for (const watcher of watchers) watcher.send(event)
  }
  const hasHope = (entry: OpenPrompt): boolean => [...watchers].some(watcher => !entry.declined.has(watcher.clientId))

  function ask(prompt: PromptRequest, signal: AbortSignal): Promise<PromptAnswer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new Failure('cancelled', 'The question was withdrawn.'))
      const id = newId()
      const withdraw = (): void => entry.settle(new Failure('cancelled', 'The question was withdrawn.'))
      const entry: OpenPrompt = {
        id,
        askedAt: clock.now().toISOString(),
        prompt,
        declined: new Set(),
        settle: outcome => {
          if (!open.delete(id)) return
          signal.removeEventListener('abort', withdraw)
          tell({ type: 'closed', id })
          if (outcome instanceof Failure) reject(outcome)
          else resolve(outcome)
        }
      }
      if (!hasHope(entry)) return reject(nobody(prompt))
      open.set(id, entry)
      signal.addEventListener('abort', withdraw)
      tell({ type: 'asked', id, askedAt: entry.askedAt, prompt })
    })
  }

  async function* watch(clientId: string, signal: AbortSignal | undefined): AsyncGenerator<PromptEvent, void, void> {
    const waiting: PromptEvent[] = [{ type: 'ready' }]
    let wake = (): void => {}
    const watcher: Watcher = {
      clientId,
      send: event => {
        waiting.push(event)
        wake()
      }
    }
    const stop = (): void => wake()
    for (const { id, askedAt, prompt } of open.values()) waiting.push({ type: 'asked', id, askedAt, prompt })
    watchers.add(watcher)
    signal?.addEventListener('abort', stop)
    try {
      while (!signal?.aborted) {
        const event = waiting.shift()
        if (event) yield event
        else
          await new Promise<void>(resolve => {
            wake = resolve
          })
      }
    } finally {
      signal?.removeEventListener('abort', stop)
      watchers.delete(watcher)
      for (const entry of [...open.values()]) if (!hasHope(entry)) entry.settle(nobody(entry.prompt))
    }
  }

  function answer(clientId: string, id: string, given: PromptAnswer): void {
    const entry = open.get(id)
    if (!entry) throw new Failure('not-found', 'That question was answered or withdrawn already.')
    if (given.kind === 'declined') {
      entry.declined.add(clientId)
      if (!hasHope(entry)) entry.settle(nobody(entry.prompt))
      return
    }
    if (given.kind !== entry.prompt.kind)
      throw new Failure('usage', `The answer is of kind ${given.kind}, the question of kind ${entry.prompt.kind}.`)
    entry.settle(given)
  }

  return { ask, watch, answer }
}
