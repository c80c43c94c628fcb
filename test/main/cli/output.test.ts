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
