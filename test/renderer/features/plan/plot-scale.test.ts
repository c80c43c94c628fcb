import { describe, expect, it } from 'vitest'
import { pointSentence } from '../../../../src/renderer/features/plan/best-of-plot'
import {
  frontierPath,
  type PlotPoint,
  placeLabels,
  plotScale,
  pointAfterKey,
  roundMarks
} from '../../../../src/renderer/features/plan/plot-scale'

const frame = { width: 600, height: 280, left: 50, right: 20, top: 10, bottom: 30 }
const point = (key: string, hours: number, dollars: number, best = false): PlotPoint => ({
  ...{ key, label: key, hours, dollars, best, square: false }
})
const three = [point('quick', 2, 60, true), point('cheap', 8, 10, true), point('beaten', 9, 50)]

describe('the axes', () => {
  it('have round marks from nothing to beyond the highest figure', () => {
    expect(roundMarks(61.99, 4)).toEqual([0, 20, 40, 60, 80])
    expect(roundMarks(0.11, 6)).toEqual([0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12])
    expect(roundMarks(8, 4)).toEqual([0, 2, 4, 6, 8])
  })

  it('have marks also where nothing takes time or costs anything', () => {
    expect(roundMarks(0, 4)).toEqual([0, 1])
    expect(plotScale([], frame).x(0)).toBe(50)
  })

  it('put twice the cost twice as high', () => {
    const { y } = plotScale(three, frame)
    expect(y(0) - y(40)).toBeCloseTo(2 * (y(0) - y(20)))
  })
})

describe('the stair of what is best at its price', () => {
  it('goes from the quickest to the cheapest, and leaves out what is beaten', () => {
    const scale = plotScale(three, frame)
    const path = frontierPath(three, scale)
    expect(path).toMatch(/^M/)
    expect(path.indexOf(`V${scale.y(60).toFixed(1)}`)).toBeLessThan(path.indexOf(`V${scale.y(10).toFixed(1)}`))
    expect(path).not.toContain(`V${scale.y(50).toFixed(1)}`)
  })

  it('is nothing where nothing has a price', () => {
    expect(frontierPath([], plotScale([], frame))).toBe('')
  })
})

describe('labels', () => {
  it('never cover each other; the chosen one is always there', () => {
    const crowd = Array.from({ length: 30 }, (_, at) => point(`g5.${at}xlarge`, 4 + at * 0.01, 30 + at * 0.02))
    const scale = plotScale(crowd, frame)
    const labels = placeLabels(crowd, scale, 'g5.17xlarge')
    expect(labels.some(({ key }) => key === 'g5.17xlarge')).toBe(true)
    expect(labels.length).toBeLessThan(crowd.length)
    expect(new Set(labels.map(({ x, y }) => `${x} ${y}`)).size).toBe(labels.length)
  })

  it('stay inside at the right edge', () => {
    const [label] = placeLabels([point('p3.8xlarge', 10, 5)], plotScale([point('p3.8xlarge', 10, 5)], frame), undefined)
    expect(label?.end).toBe(true)
  })
})

describe('the keys', () => {
  it('go by time to the sides, by cost up and down, and stop at the ends', () => {
    expect(pointAfterKey(three, 'quick', 'ArrowRight')).toBe('cheap')
    expect(pointAfterKey(three, 'beaten', 'ArrowRight')).toBe('beaten')
    expect(pointAfterKey(three, 'cheap', 'ArrowUp')).toBe('beaten')
    expect(pointAfterKey(three, 'cheap', 'End')).toBe('beaten')
    expect(pointAfterKey(three, undefined, 'ArrowDown')).toBe('cheap')
    expect(pointAfterKey(three, 'cheap', 'x')).toBeUndefined()
  })

  it('tell each point in a sentence', () => {
    expect(pointSentence(point('g5.24xlarge', 3.03, 24.67, true))).toBe(
      'g5.24xlarge: 3 h 01 min, $24.67, best at its price'
    )
  })
})
