import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Plot } from '../../../../src/renderer/ui/plot/plot'
import {
  axisName,
  figure,
  lastKnown,
  levelRange,
  mostRows,
  type PlotData,
  tableRows,
  timeMarks,
  uprightRange
} from '../../../../src/renderer/ui/plot/plot-data'
import { alignedData, plotOptions } from '../../../../src/renderer/ui/plot/plot-options'

const noon = Date.parse('2026-11-17T12:00:00Z')
const motion: PlotData = {
  axis: { kind: 'number', label: 'micrograph', values: [1, 2, 3] },
  series: [{ label: 'Whole', values: [12.5, null, 3], kind: 'points' }],
  unit: 'Å'
}
const look = {
  ...{
    series: ['blue', 'grey', 'violet'],
    soft: 'sky',
    ground: 'white',
    grid: 'silver',
    axis: 'silver',
    text: 'grey',
    warn: 'orange'
  },
  font: '11px Inter'
}

describe('a plot', () => {
  it('tells the same figures as a table, a gap as unknown and never as 0', () => {
    const html = renderToString(<Plot title='Motion' data={motion} />).replaceAll('<!-- -->', '')
    expect(html).toContain('aria-label="Motion"')
    expect(html).toContain('<th scope="row">micrograph 1</th><td>12.5 Å</td>')
    expect(html).toContain('<th scope="row">micrograph 2</th><td>unknown</td>')
  })

  it('has a name with its unit, and the newest figure beside the series', () => {
    const html = renderToString(<Plot title='Motion' data={motion} />).replaceAll('<!-- -->', '')
    const id = /aria-labelledby="([^"]+)"/.exec(html)?.[1]
    expect(html).toContain(`<span id="${id}"`)
    expect(html).toContain('Whole <b>3.0 Å</b>')
  })

  it('keeps the table short, with the newest rows', () => {
    const values = Array.from({ length: 2_000 }, (_, at) => at)
    const long: PlotData = { ...motion, axis: { ...motion.axis, values }, series: [{ label: 'Whole', values }] }
    const rows = tableRows(long)
    expect(rows).toHaveLength(mostRows)
    expect(rows.at(-1)?.cells).toEqual(['1,999.0 Å'])
    expect(renderToString(<Plot title='Motion' data={long} />)).toContain('the newest 500 of 2000')
  })
})

describe('the axes of a plot', () => {
  it('begin at zero, leave air above, and have a height even without figures', () => {
    expect(uprightRange({}, 2, 10)).toEqual([0, 11])
    expect(uprightRange({}, null, null)[1]).toBeGreaterThan(0)
    expect(uprightRange({}, 0, 0)).toEqual([0, 1])
    expect(uprightRange({}, -5, -5)[0]).toBe(-5)
    expect(uprightRange({ from: 0, to: 100 }, 3, 250)).toEqual([0, 100])
  })

  it('keep the limit in sight', () => {
    expect(uprightRange({ limit: { value: 64, label: 'given' } }, 1, 3)[1]).toBeGreaterThan(64)
  })

  it('put a single point in the middle', () => {
    expect(levelRange({ kind: 'number' }, 4, 4)).toEqual([3, 5])
    expect(levelRange({ kind: 'number' }, null, null)).toEqual([0, 1])
  })

  it('tell times in the zone they name', () => {
    const zone = 'Europe/Stockholm'
    expect(timeMarks([noon / 1000], 600, zone)).toEqual(['13:00'])
    expect(timeMarks([noon / 1000], 10, zone)).toEqual(['13:00:00'])
    expect(timeMarks([noon / 1000], 86_400, zone)).toEqual(['17 Nov'])
    expect(axisName({ kind: 'time', label: '', values: [noon] }, zone)).toBe('time, CET')
  })
})

describe('the figures of a plot', () => {
  it('are given as seconds and with their gaps', () => {
    const timed: PlotData = { ...motion, axis: { kind: 'time', label: '', values: [noon, noon + 1000, noon + 2000] } }
    expect(alignedData(timed)).toEqual([
      [noon / 1000, noon / 1000 + 1, noon / 1000 + 2],
      [12.5, null, 3]
    ])
  })

  it('are written with unit and digits', () => {
    expect(figure({ unit: '%', digits: 0 }, 41.6)).toBe('42 %')
    expect(figure({ unit: '' }, 2)).toBe('2.0')
    expect(lastKnown([1, 2, null])).toBe(2)
    expect(lastKnown([null])).toBeNull()
  })

  it('are told apart by their colour and by their dash', () => {
    const three = ['a', 'b', 'c'].map(label => ({ label, values: [1, 2, 3] }))
    const { series } = plotOptions({ ...motion, series: three }, look, { width: 300, height: 100 }, () => {})
    expect(series.slice(1).map(({ stroke, dash }) => [stroke, dash])).toEqual([
      ['blue', undefined],
      ['grey', [7, 3]],
      ['violet', [2, 2.5]]
    ])
  })
})
