/** Shows the engine's questions, one at a time, the oldest first. */
import type { PromptAnswer, PromptEvent, PromptRequest } from '@contract/prompts'
import { type ReactNode, useState } from 'react'
import { client } from '../client/engine-link'
import { useEngineStream } from '../client/use-engine-stream'
import { ConflictDialog } from './conflict-dialog'
import { CredentialsDialog } from './credentials-dialog'
import { HostKeyDialog } from './host-key-dialog'

interface OpenPrompt {
  id: string
  prompt: PromptRequest
}

/** The questions that are open after an event. */
export function openPrompts(before: readonly OpenPrompt[], event: PromptEvent): readonly OpenPrompt[] {
  if (event.type === 'ready') return []
  const others = before.filter(({ id }) => id !== event.id)
  return event.type === 'asked' ? [...others, { id: event.id, prompt: event.prompt }] : others
}

export function PromptDialogs(): ReactNode {
  const [open, setOpen] = useState<readonly OpenPrompt[]>([])
  useEngineStream(
    'prompts',
    signal => client.prompts.watch(undefined, { signal }),
    event => setOpen(before => openPrompts(before, event))
  )
  const [first] = open
  if (!first) return null
  const answer = (given: PromptAnswer): void => {
    setOpen(before => before.filter(({ id }) => id !== first.id))
    // Somebody else may have answered meanwhile; then there is nothing left to do.
    client.prompts.answer({ id: first.id, answer: given }).catch(() => {})
  }
  return <PromptDialog key={first.id} prompt={first.prompt} answer={answer} />
}

function PromptDialog({ prompt, answer }: { prompt: PromptRequest; answer: (given: PromptAnswer) => void }): ReactNode {
  switch (prompt.kind) {
    case 'host-key':
      return <HostKeyDialog prompt={prompt} answer={answer} />
    case 'credentials':
      return <CredentialsDialog prompt={prompt} answer={answer} />
    case 'conflict':
      return <ConflictDialog prompt={prompt} answer={answer} />
  }
}
