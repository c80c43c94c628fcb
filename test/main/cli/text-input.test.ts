import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textInput } from '../../../src/main/cli/text-input'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-text-input-'))
})
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))

const limits = { what: 'the script', most: 1000 }
/** Of `stdin` nothing is used but what every stream has. */
const asked = (stdin: Readable, signal = AbortSignal.timeout(20_000), stdinTaken = false) => ({
  ...{ stdin: stdin as NodeJS.ReadStream, stdinTaken, signal }
})

describe('text for a command', () => {
  it('comes from a file or from standard input, with letters that are cut between two pieces', async () => {
    const file = join(folder, 'script.sh')
    await writeFile(file, '#!/bin/sh\necho Å\n')
    expect(await textInput(asked(Readable.from([])), file, limits)).toBe('#!/bin/sh\necho Å\n')
    const [first, ...rest] = [Buffer.from('Å').subarray(0, 1), Buffer.from('Å').subarray(1)]
    expect(await textInput(asked(Readable.from([first, ...rest])), '-', limits)).toBe('Å')
  })

  it('that never ends is refused as soon as it is too long', async () => {
    let pieces = 0
    const endless = Readable.from(
      (function* () {
        for (;;) {
          pieces += 1
          yield Buffer.alloc(100, 'x')
        }
      })()
    )
    await expect(textInput(asked(endless), '-', limits)).rejects.toMatchObject({
      ...{ code: 'limit-exceeded', message: 'Standard input is too long for the script.' },
      hint: 'At most 1,000 characters are taken.'
    })
    expect(pieces).toBeLessThan(100)
    await expect(textInput(asked(Readable.from([])), '/dev/zero', limits)).rejects.toMatchObject({
      code: 'limit-exceeded'
    })
  })

  it('ends with the command that waits for it', async () => {
    const stop = new AbortController()
    const reading = textInput(asked(new PassThrough(), stop.signal), '-', limits)
    stop.abort()
    await expect(reading).rejects.toThrow()
  })

  it('cannot be where answers come from, nor a file that is not there', async () => {
    await expect(textInput(asked(Readable.from([]), undefined, true), '-', limits)).rejects.toMatchObject({
      code: 'usage'
    })
    await expect(textInput(asked(Readable.from([])), join(folder, 'none'), limits)).rejects.toMatchObject({
      code: 'not-found'
    })
    await expect(textInput(asked(Readable.from([])), folder, limits)).rejects.toMatchObject({ code: 'is-a-directory' })
  })
})
