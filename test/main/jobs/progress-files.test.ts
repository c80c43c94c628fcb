import { describe, expect, it } from 'vitest'
import { createParsedFiles } from '../../../src/main/jobs/progress-files'

describe('what was read of files', () => {
  it('is read once for each state of a file, also when two ask at once', async () => {
    const parsed = createParsedFiles()
    let reads = 0
    const read = async (): Promise<number> => ++reads
    expect(await Promise.all([parsed.get('a 1', read), parsed.get('a 1', read)])).toEqual([1, 1])
    expect(await parsed.get('a 1', read)).toBe(1)
    expect(await parsed.get('a 2', read)).toBe(2)
  })

  it('is read anew for one whose neighbour gave up, and after an error', async () => {
    const parsed = createParsedFiles()
    let giveUp = (_: Error): void => {}
    const first = parsed.get(
      'a',
      () =>
        new Promise<number>((_, reject) => {
          giveUp = reject
        })
    )
    const second = parsed.get('a', async () => 7)
    giveUp(new Error('cancelled'))
    await expect(first).rejects.toThrow('cancelled')
    expect(await second).toBe(7)
    expect(await parsed.get('a', async () => 8)).toBe(7)
  })

  it('is forgotten oldest first', async () => {
    const parsed = createParsedFiles()
    for (let at = 0; at < 4001; at++) await parsed.get(String(at), async () => at)
    expect(await parsed.get('4000', async () => -1)).toBe(4000)
    expect(await parsed.get('0', async () => -1)).toBe(-1)
  })
})
