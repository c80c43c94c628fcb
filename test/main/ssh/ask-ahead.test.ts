import { expect, it } from 'vitest'
import { askAhead } from '../../../src/main/ssh/ask-ahead'

const isEnd = (answer: string): boolean => answer === 'end'

async function all(answers: AsyncIterable<string>): Promise<string[]> {
  const got: string[] = []
  for await (const answer of answers) got.push(answer)
  return got
}

/** Answers each a moment after the one before it. */
function server(parts: readonly string[]): { ask(): Promise<string>; rounds: number; most: number } {
  let at = 0
  let open = 0
  const state = {
    rounds: 0,
    most: 0,
    async ask() {
      const answer = parts[at++] ?? 'end'
      state.most = Math.max(state.most, ++open)
      if (open === 1) state.rounds++
      await new Promise(resolve => setTimeout(resolve, 5))
      open--
      return answer
    }
  }
  return state
}

it('A long list comes in its order, with more and more on the way at once', async () => {
  const parts = Array.from({ length: 200 }, (_, at) => `part ${at}`)
  const far = server(parts)
  expect(await all(askAhead(far.ask, isEnd))).toEqual(parts)
  expect(far.most).toBe(32)
})

it('A short list takes one round trip', async () => {
  const far = server(['a'])
  expect(await all(askAhead(far.ask, isEnd))).toEqual(['a'])
  expect([far.rounds, far.most]).toEqual([1, 2])
})

it('Nothing is lost where a server answers the last question first', async () => {
  expect(await all(askAhead(server(['a', 'end', 'b']).ask, isEnd))).toEqual(['a', 'b'])
})

it('An error ends the list, and the others on the way are of no concern', async () => {
  let asked = 0
  const ask = async (): Promise<string> => {
    if (asked++ === 0) return 'a'
    throw new Error('gone')
  }
  const got: string[] = []
  const work = (async () => {
    for await (const answer of askAhead(ask, isEnd)) got.push(answer)
  })()
  await expect(work).rejects.toThrow('gone')
  expect(got).toEqual(['a'])
})

it('Whoever looks away early is left alone', async () => {
  for await (const answer of askAhead(server(['a', 'b', 'c']).ask, isEnd)) {
    expect(answer).toBe('a')
    break
  }
})
