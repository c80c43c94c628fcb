/** Watches the engine's questions for one command and answers those that can be answered here. */
import type { PromptAnswer, PromptRequest } from '@contract/prompts'
import type { FarscopeClient } from '../../client-type'
import { safeText, sizeText } from '../text'
import type { Questioner } from './questioner'

const declined: PromptAnswer = { kind: 'declined' }

/** Resolves when no question can be missed any more; answers until `signal` aborts. */
export async function answerPrompts(client: FarscopeClient, asker: Questioner, signal: AbortSignal): Promise<void> {
  const events = await client.prompts.watch(undefined, { signal })
  await events.next()
  const withdrawals = new Map<string, AbortController>()
  const answer = async (id: string, prompt: PromptRequest): Promise<void> => {
    const withdrawal = new AbortController()
    withdrawals.set(id, withdrawal)
    const given = await answerTo(prompt, asker, AbortSignal.any([signal, withdrawal.signal]))
    // Somebody else may have been faster; then there is nothing left to do.
    await client.prompts.answer({ id, answer: given }).catch(() => {})
  }
  const follow = async (): Promise<void> => {
    // One at a time: two questions at once on a terminal cannot be told apart.
    let queue = Promise.resolve()
    for await (const event of events) {
      if (event.type === 'asked') queue = queue.then(() => answer(event.id, event.prompt)).catch(() => {})
      else if (event.type === 'closed') withdrawals.get(event.id)?.abort()
    }
  }
  // The stream ends with the command or the engine; the command's own call reports whatever went wrong.
  void follow().catch(() => {})
}

function answerTo(prompt: PromptRequest, asker: Questioner, signal: AbortSignal): Promise<PromptAnswer> {
  if (prompt.kind === 'host-key') return hostKeyAnswer(prompt, asker, signal)
  if (prompt.kind === 'credentials') return credentialsAnswer(prompt, asker, signal)
  return conflictAnswer(prompt, asker, signal)
}

type PromptOf<Kind extends PromptRequest['kind']> = Extract<PromptRequest, { kind: Kind }>

/** The question of ssh(1): yes, no, or the fingerprint itself. */
async function hostKeyAnswer(
  prompt: PromptOf<'host-key'>,
  asker: Questioner,
  signal: AbortSignal
): Promise<PromptAnswer> {
  const where = prompt.port === 22 ? prompt.host : `[${prompt.host}]:${prompt.port}`
  let text =
    `The authenticity of host '${safeText(where)}' cannot be established.\n` +
    `${safeText(prompt.keyType)} key fingerprint is ${safeText(prompt.fingerprint)}.\n` +
    'Are you sure you want to continue connecting (yes/no/[fingerprint])? '
  for (;;) {
    const given = (await asker.ask({ text, secret: false, decision: true }, signal))?.trim()
    if (given === undefined) return declined
    if (given.toLowerCase() === 'yes' || given === prompt.fingerprint) return { kind: 'host-key', accept: true }
    if (given.toLowerCase() === 'no') return { kind: 'host-key', accept: false }
    text = "Please type 'yes', 'no' or the fingerprint: "
  }
}

async function credentialsAnswer(
  prompt: PromptOf<'credentials'>,
  asker: Questioner,
  signal: AbortSignal
): Promise<PromptAnswer> {
  const heading = [prompt.title, prompt.instructions]
    .filter(text => text.trim() !== '')
    .map(safeText)
    .join('\n')
  const answers: string[] = []
  for (const [index, { label, secret }] of prompt.fields.entries()) {
    const before = index === 0 && prompt.method === 'keyboard-interactive' && heading ? `${heading}\n` : ''
    const text = `${before}(${safeText(`${prompt.user}@${prompt.host}`)}) ${safeText(label).trimEnd()} `
    const given = await asker.ask({ text, secret, decision: false }, signal)
    if (given === null) return declined
    answers.push(given)
  }
  return { kind: 'credentials', answers, remember: false }
}

const conflictLetters = { s: 'skip', o: 'overwrite', r: 'rename', n: 'newer' } as const

async function conflictAnswer(
  prompt: PromptOf<'conflict'>,
  asker: Questioner,
  signal: AbortSignal
): Promise<PromptAnswer> {
  const text =
    `${safeText(prompt.existing.path)} is there (${sizeText(prompt.existing.size)}, ${prompt.existing.mtime}); ` +
    `the source has ${sizeText(prompt.source.size)}, ${prompt.source.mtime}.\n` +
    '(s)kip, (o)verwrite, (r)ename, keep the (n)ewer; a capital letter for all: '
  const given = (await asker.ask({ text, secret: false, decision: true }, signal))?.trim().charAt(0) ?? ''
  const rule = Object.entries(conflictLetters).find(([letter]) => letter === given.toLowerCase())?.[1]
  return rule ? { kind: 'conflict', rule, forAll: given !== given.toLowerCase() } : declined
}
