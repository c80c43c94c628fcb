import { describe, expect, it } from 'vitest'
import { lookTiming } from '../../../src/main/bookings/look-timing'

describe('the time between two looks at a calendar', () => {
  it('is as usual, unless the environment says a whole number of milliseconds that is no storm', () => {
    expect(lookTiming({})).toEqual({})
    expect(lookTiming({ FARSCOPE_CALENDAR_LOOK_MS: '1500' })).toEqual({ everyMs: 1500 })
    for (const wrong of ['', '0', '99', '-5', 'soon', '1.5'])
      expect(lookTiming({ FARSCOPE_CALENDAR_LOOK_MS: wrong })).toEqual({})
  })
})
