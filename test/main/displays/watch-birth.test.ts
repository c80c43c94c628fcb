import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import { watchBirth } from '../../../src/main/displays/watch-birth'

/** What each look finds; the last one stays. */
async function watch(seen: readonly (string | undefined)[]): Promise<string> {
  let at = 0
  const watching = watchBirth(
    {
      ...{ id: 's1', watchMs: 10 },
      look: async () => seen[Math.min(at++, seen.length - 1)],
      died: async () => new Failure('remote-error', `gone after ${at} looks`)
    },
    undefined
  )
  for (;;) {
    const next = await watching.next()
    if (next.done) return next.value
  }
}

describe('What was just made', () => {
  it('is there when it stays, also where a busy server lists it only at the last look', async () => {
    expect(await watch(['a', 'b'])).toBe('b')
    expect(await watch([undefined, undefined, undefined, undefined, 'late'])).toBe('late')
  })

  it('has died when it goes, or when it never comes', async () => {
    await expect(watch(['a', 'a', undefined])).rejects.toMatchObject({ message: 'gone after 3 looks' })
    await expect(watch(['a', undefined])).rejects.toMatchObject({ message: 'gone after 2 looks' })
    await expect(watch([undefined])).rejects.toMatchObject({ message: 'gone after 5 looks' })
  })
})
