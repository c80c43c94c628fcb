import { PassThrough } from 'node:stream'
import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { createOutput } from '../../../src/main/cli/output'

async function told(failure: Failure, json: boolean): Promise<string> {
  const stderr = new PassThrough()
  await createOutput(json, new PassThrough(), stderr).failure(failure)
  return String(stderr.read())
}

it('an error shows names of elsewhere without obeying them, on the lines that are ours', async () => {
  const failure = new Failure('not-found', 'There is no s3:bucket/a\nfarscope: all done\u001b[2J.', {
    hint: 'Check the path.\nOr ask.',
    detail: 'first\nsecond\u0007'
  })
  expect(await told(failure, false)).toBe(
    'farscope: There is no s3:bucket/a\\nfarscope: all done\\u001b[2J.\n  first\n  second\\u0007\n  Check the path.\n  Or ask.\n'
  )
  expect(JSON.parse(await told(failure, true)).message).toBe(failure.message)
})

it('a text of any length is one document, written piece by piece as it comes', async () => {
  const stdout = new PassThrough()
  const output = createOutput(true, stdout, new PassThrough())
  const seen: string[] = []
  async function* pieces() {
    for (const piece of ['one "quoted"\n', '\ud83d', '\ude00']) {
      seen.push(String(stdout.read() ?? ''))
      yield piece
    }
  }
  await output.longText({ runId: 'r1', from: 0 }, pieces())
  // Each piece is out before the next is asked for.
  expect(seen.slice(1).every(text => text !== '')).toBe(true)
  expect(JSON.parse(seen.join('') + String(stdout.read()))).toEqual({ runId: 'r1', from: 0, text: 'one "quoted"\n😀' })
  await output.longText({}, (async function* () {})())
  expect(JSON.parse(String(stdout.read()))).toEqual({ text: '' })
})

it('a text that cannot be begun prints nothing', async () => {
  const stdout = new PassThrough()
  // biome-ignore lint/correctness/useYield: it fails before the first piece
  async function* failing(): AsyncGenerator<string, void, void> {
    throw new Failure('not-found', 'There is none.')
  }
  await expect(createOutput(true, stdout, new PassThrough()).longText({}, failing())).rejects.toThrow('There is none.')
  expect(stdout.read()).toBeNull()
})
