import type { DisplayTiming } from '../../../src/main/displays/display-timing'

/** For the demo facility, which is never late by itself: each look is made, and none waits long for the next. */
export const briskDisplays: DisplayTiming = {
  watchMs: 250,
  looks: { every: 0.05, most: 60 },
  queue: [0.05],
  rateMs: 100
}
