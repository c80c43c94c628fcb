/** What is told to whoever looks at a display when it is closed. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Closing } from '../../../src/main/displays/adapter'
import { createOpenDisplays } from '../../../src/main/displays/open-displays'
import type { Armed, MayOpen } from '../../../src/main/may-open'
import { armed, onIt } from './fake-displays'

const hour = 3_600_000

interface Opening {
  readonly until?: Date
  readonly right?: Armed['right']
  readonly people?: MayOpen['people']
}

/** One open display of a booking; `because`: what it was closed with. */
function kept({ until = new Date(Date.now() + hour), right = 'control', people = async () => null }: Opening = {}) {
  let tell: Parameters<MayOpen['follow']>[1] = () => undefined
  const follow: MayOpen['follow'] = (_armed, listener) => {
    tell = listener
    return () => undefined
  }
  const displays = createOpenDisplays({ now: () => new Date() }, { follow, people })
  const because = vi.fn<(because?: Closing) => void>()
  const close = async (why?: Closing): Promise<void> => because(why)
  // Only its end and its closing are used.
  const opened = { ended: new Promise<void>(() => undefined), close, launch: {} as never }
  const unheard = async (): Promise<void> => undefined
  displays.keep(opened, 'key', { armed: armed(until, right), changed: unheard, wentOn: unheard })
  const closing = (): Promise<Closing | undefined> =>
    vi.waitFor(
      () => {
        expect(because).toHaveBeenCalled()
        return because.mock.calls[0]?.[0]
      },
      { timeout: 5_000 }
    )
  return { displays, closing, tell: (now: Armed | null) => tell(now) }
}

const later = (right: Armed['right']): Armed => armed(new Date(Date.now() + hour), right)

afterEach(() => {
  vi.useRealTimers()
})

describe('An open display of a booking is closed', () => {
  it('because its time is over', async () => {
    const { closing } = kept({ until: new Date(Date.now() + 50) })
    expect(await closing()).toEqual({ why: 'over', reason: 'The booking of krios has ended.' })
  })

  it('because the booking was ended early', async () => {
    const { closing, tell } = kept()
    tell(null)
    expect(await closing()).toEqual({ why: 'over', reason: 'The booking of krios has ended.' })
  })

  it('because the booking opens it to others now', async () => {
    const until = new Date(Date.now() + hour)
    const { closing, tell } = kept({ people: async () => ({ people: onIt, until }) })
    tell(null)
    expect(await closing()).toMatchObject({ why: 'over', reason: expect.stringContaining('krios was handed over') })
  })

  it('without a wait for a calendar that does not answer', async () => {
    vi.useFakeTimers()
    const { closing, tell } = kept({ people: () => new Promise(() => undefined) })
    tell(null)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await closing()).toMatchObject({
      why: 'over',
      reason: expect.stringContaining('opens its display to you no')
    })
  })

  it('to be opened again with the right of now, where it was handed over', async () => {
    const gone = kept({ right: 'control' })
    gone.tell(later('view'))
    expect(await gone.closing()).toMatchObject({ why: 'closed', reason: expect.stringContaining('go on looking') })
    const got = kept({ right: 'view' })
    got.tell(later('control'))
    expect(await got.closing()).toMatchObject({ why: 'closed', reason: expect.stringContaining('handed over to you') })
  })

  it('because it was ended, or the engine', async () => {
    const ended = kept()
    await ended.displays.closeOf('key')
    expect(await ended.closing()).toMatchObject({ why: 'display' })
    const engine = kept()
    await engine.displays.closeAll()
    expect(await engine.closing()).toEqual({ why: 'closed', reason: 'Farscope ended.' })
  })
})
