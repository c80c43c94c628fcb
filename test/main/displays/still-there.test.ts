import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import type { DisplayAdapter, DisplayPlace } from '../../../src/main/displays/adapter'
import { stillThere } from '../../../src/main/displays/still-there'
import { display } from './fake-displays'

const place: DisplayPlace = {
  ...{ site: 'em', host: 'viz', automatic: true, facility: undefined },
  connection: () => Promise.reject(new Error('not used')),
  login: () => Promise.reject(new Error('not used'))
}
const lists = (...ids: string[]): Pick<DisplayAdapter, 'list'> => ({ list: async () => ids.map(display) })
const none: Pick<DisplayAdapter, 'list'> = { list: async () => null }
const away: Pick<DisplayAdapter, 'list'> = {
  list: async () => Promise.reject(new Failure('unreachable', 'No way there.'))
}
const there = (...sources: Pick<DisplayAdapter, 'list'>[]) =>
  stillThere(sources, place, 's1', AbortSignal.timeout(5_000))

describe('a display that is open', () => {
  it('is there where one of those who list its kind has it, a broker too', async () => {
    expect(await there(lists('s1'), none)).toBe(true)
    expect(await there(lists('other'), lists('s1'))).toBe(true)
    expect(await there(away, lists('s1'))).toBe(true)
  })

  it('is gone where all of them were asked and none has it, or only as one that has ended', async () => {
    expect(await there(lists('other'), none)).toBe(false)
    const ended = { list: async () => [{ ...display('s1'), state: 'closing' as const }] }
    expect(await there(ended)).toBe(false)
  })

  it('is not known to be gone while one that might have it cannot be asked', async () => {
    await expect(there(lists('other'), away)).rejects.toMatchObject({ code: 'unreachable' })
  })
})
