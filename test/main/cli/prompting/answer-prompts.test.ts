import { Readable } from 'node:stream'
import type { PromptAnswer, PromptRequest } from '@contract/prompts'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { answerPrompts } from '../../../../src/main/cli/prompting/answer-prompts'
import { usesAskpass } from '../../../../src/main/cli/prompting/askpass-questioner'
import { nobody, type Questioner } from '../../../../src/main/cli/prompting/questioner'
import { createStdinQuestioner } from '../../../../src/main/cli/prompting/stdin-questioner'
import type { FarscopeClient } from '../../../../src/main/client-type'
import { systemClock } from '../../../../src/main/platform'
import { createPromptBroker } from '../../../../src/main/prompts/prompt-broker'
import { createPromptsRouter } from '../../../../src/main/prompts/router'

const hop = { site: 's', host: 'h', port: 22, user: 'u', hop: 1, hops: 1 }
const password: PromptRequest = {
  ...hop,
  kind: 'credentials',
  method: 'password',
  title: '',
  instructions: '',
  fields: [{ label: 'Password:', secret: true }],
  canRemember: false
}
const hostKey: PromptRequest = { ...hop, kind: 'host-key', keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc' }

/** The real broker and router, with this questioner watching. */
async function ask(asker: Questioner, ...prompts: PromptRequest[]): Promise<PromptAnswer[]> {
  let count = 0
  const broker = createPromptBroker(systemClock, () => `prompt-${++count}`)
  const client = createRouterClient({ prompts: createPromptsRouter(broker) }, { context: { clientId: 'cli' } })
  const stop = new AbortController()
  // answerPrompts touches nothing of the client but its prompts.
  await answerPrompts(client as unknown as FarscopeClient, asker, stop.signal)
  try {
    const given: PromptAnswer[] = []
    for (const prompt of prompts) given.push(await broker.ask(prompt, stop.signal))
    return given
  } finally {
    stop.abort()
  }
}

const saying = (...answers: string[]): Questioner => ({ ask: async () => answers.shift() ?? null })

describe('questions of the engine', () => {
  it('are answered from --answers-stdin in their order', async () => {
    const asker = createStdinQuestioner(Readable.from(['one\ntwo\n']))
    expect(await ask(asker, password, password)).toMatchObject([{ answers: ['one'] }, { answers: ['two'] }])
  })

  it('end as answer-needed when the lines have run out or nobody is there', async () => {
    const needed = expect.objectContaining({ code: 'answer-needed' })
    await expect(ask(createStdinQuestioner(Readable.from([])), password)).rejects.toEqual(needed)
    await expect(ask(nobody, password)).rejects.toEqual(needed)
  })

  it('never take a password line for a decision about a host key', async () => {
    await expect(ask(createStdinQuestioner(Readable.from(['yes\n'])), hostKey)).rejects.toMatchObject({
      code: 'answer-needed'
    })
  })

  it('take yes, no or the fingerprint for a host key, and ask again for anything else', async () => {
    expect(await ask(saying('hm', 'yes'), hostKey)).toEqual([{ kind: 'host-key', accept: true }])
    expect(await ask(saying('SHA256:abc'), hostKey)).toEqual([{ kind: 'host-key', accept: true }])
    expect(await ask(saying('no'), hostKey)).toEqual([{ kind: 'host-key', accept: false }])
  })
})

describe('SSH_ASKPASS', () => {
  it.each([
    [{}, false, false],
    [{ SSH_ASKPASS: '/a' }, false, true],
    [{ SSH_ASKPASS: '/a' }, true, false],
    [{ SSH_ASKPASS: '/a', SSH_ASKPASS_REQUIRE: 'never' }, false, false],
    [{ SSH_ASKPASS: '/a', SSH_ASKPASS_REQUIRE: 'force' }, true, true],
    [{ SSH_ASKPASS: '/a', SSH_ASKPASS_REQUIRE: 'prefer' }, true, true]
  ])('with %j and a terminal %s is used: %s', (environment, interactive, used) => {
    expect(usesAskpass(environment, interactive)).toBe(used)
  })
})
