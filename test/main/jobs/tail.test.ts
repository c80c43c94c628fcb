import { expect, it } from 'vitest'
import { type RemoteText, tailFile } from '../../../src/main/jobs/tail'

/** A file in memory that the test changes between two looks. */
function memoryFile(initial: string | null): RemoteText & { content: Buffer | null } {
  const file = {
    content: initial === null ? null : Buffer.from(initial),
    size: async () => file.content?.length ?? null,
    read: async (offset: number, length: number) => (file.content ?? Buffer.alloc(0)).subarray(offset, offset + length)
  }
  return file
}

async function textOf(file: RemoteText, lines: number, steps: (() => void)[] = []): Promise<string> {
  let text = ''
  const alive = async (): Promise<boolean> => {
    const step = steps.shift()
    step?.()
    return step !== undefined
  }
  const request = { path: '/out', lines, follow: steps.length > 0, pollMs: [1, 2] as const, alive }
  for await (const event of tailFile(file, request, undefined))
    text += event.type === 'text' ? event.text : event.type === 'opened' ? '' : `<${event.type}>`
  return text
}

it('gives the last lines', async () => {
  expect(await textOf(memoryFile('a\nb\nc\nd\n'), 2)).toBe('c\nd\n<end>')
  expect(await textOf(memoryFile('a\nb'), 10)).toBe('a\nb<end>')
})

it('follows growth, truncation and replacement, and ends with the job', async () => {
  const file = memoryFile('one\n')
  const set = (text: string) => () => {
    file.content = Buffer.from(text)
  }
  const steps = [set('one\ntwo\n'), set('x\n'), set('another file\n')]
  expect(await textOf(file, 10, steps)).toBe('one\ntwo\n<reset>x\n<reset>another file\n<end>')
})

it('waits for a file that the job has not written yet', async () => {
  const file = memoryFile(null)
  const write = (): void => {
    file.content = Buffer.from('first\n')
  }
  expect(await textOf(file, 10, [() => {}, write])).toBe('<waiting>first\n<end>')
})
