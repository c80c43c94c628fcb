import { describe, expect, it } from 'vitest'
import { cellName } from '../../../../../src/renderer/features/jobs/cluster/heat-group'
import {
  cellAfterKey,
  cellAt,
  cellUnder,
  heatGrid,
  heatPlan
} from '../../../../../src/renderer/features/jobs/cluster/heat-plan'
import { nodeGroups } from '../../../../../src/renderer/features/jobs/cluster/node-groups'
import {
  cellFigures,
  cellLook,
  nodeSentence,
  powerWords,
  useCounts
} from '../../../../../src/renderer/features/jobs/cluster/node-use'
import { node, partition } from './cluster-fixture'

const names = (groups: ReturnType<typeof nodeGroups>) =>
  groups.map(({ name, nodes }) => [name, nodes.map(one => one.name)])

describe('the cells of a heat map', () => {
  it('have names while there is room, and shrink to 8 px for thousands', () => {
    expect(heatPlan(8, 700, 300, 5)).toMatchObject({ letters: 5, figures: true })
    expect(heatPlan(60, 700, 300, 5)).toMatchObject({ letters: 5, figures: false })
    const some = heatPlan(600, 700, 300, 5)
    expect(some.letters).toBe(0)
    expect(some.size).toBeGreaterThan(10)
    expect(heatPlan(5000, 700, 300, 5).size).toBe(8)
  })

  it('stay inside the width, for 1 to 5,000 nodes', () => {
    for (const count of [1, 7, 96, 500, 5000])
      for (const width of [200, 700, 2000]) {
        const plan = heatPlan(count, width, 300, 12)
        const grid = heatGrid(plan, count, width)
        expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count)
        expect(grid.width - 2).toBeLessThanOrEqual(width)
      }
  })

  it('are found again under the pointer', () => {
    const plan = heatPlan(5000, 700, 300, 5)
    const grid = heatGrid(plan, 5000, 700)
    for (const place of [0, 1, 69, 70, 4999]) {
      const { x, y } = cellAt(plan, grid, place)
      expect(cellUnder(plan, grid, 5000, x + 3, y + 3)).toBe(place)
    }
    expect(cellUnder(plan, grid, 5000, grid.width + 1, 3)).toBeUndefined()
    expect(cellUnder(plan, grid, 5000, 3, grid.height + 1)).toBeUndefined()
  })

  it('are walked with the arrows, and left only by other keys', () => {
    const grid = { columns: 10, rows: 3, width: 100, height: 30 }
    expect(cellAfterKey(grid, 25, 3, 'ArrowDown')).toBe(13)
    expect(cellAfterKey(grid, 25, 18, 'ArrowDown')).toBe(18)
    expect(cellAfterKey(grid, 25, 0, 'ArrowLeft')).toBe(0)
    expect(cellAfterKey(grid, 25, 3, 'End')).toBe(24)
    expect(cellAfterKey(grid, 25, 3, 'PageDown')).toBe(24)
    expect(cellAfterKey(grid, 25, 3, 'x')).toBeUndefined()
    expect(cellAfterKey(grid, 25, 3, 'toString')).toBeUndefined()
  })

  it('keep the end of a long name, which tells nodes apart', () => {
    expect(cellName('gpu-node-a100-0017', 8)).toBe('…00-0017')
    expect(cellName('ga01', 8)).toBe('ga01')
  })
})

describe('groups of nodes', () => {
  it('are the partitions in their order; a node stands in each of its own', () => {
    const cluster = {
      partitions: [partition('gpu'), partition('cpu'), partition('empty')],
      nodes: [node('n10', { partitions: ['cpu', 'gpu'] }), node('n2', { partitions: ['cpu'] })]
    }
    expect(names(nodeGroups(cluster, 'partition'))).toEqual([
      ['gpu', ['n10']],
      ['cpu', ['n2', 'n10']]
    ])
  })

  it('show nodes that no partition has', () => {
    const cluster = { partitions: [partition('gpu')], nodes: [node('n1', { partitions: [] })] }
    expect(names(nodeGroups(cluster, 'partition'))).toEqual([['In no partition', ['n1']]])
  })

  it('are the types of GPU, and at the end the nodes without', () => {
    const l40s = [{ type: 'l40s', total: 2, used: 0 }]
    const cluster = {
      partitions: [],
      nodes: [node('c1', { gpus: [] }), node('l1', { gpus: l40s }), node('a1')]
    }
    expect(names(nodeGroups(cluster, 'gpu'))).toEqual([
      ['a100', ['a1']],
      ['l40s', ['l1']],
      ['Without GPU', ['c1']]
    ])
  })
})

describe('what a cell shows', () => {
  it('is full for a node whose GPUs are, when GPUs are counted', () => {
    const full = node('ga01', { gpus: [{ type: 'a100', total: 4, used: 4 }] })
    expect(cellLook(full, 'gpu')).toEqual({ use: 'allocated', share: 1 })
    expect(cellLook(full, 'cpu')).toEqual({ use: 'mixed', share: 0.25 })
    expect(cellFigures(full, 'gpu')).toBe('4/4 GPU')
  })

  it('is the CPUs of a node without GPUs', () => {
    const plain = node('c1', { gpus: [] })
    expect(cellLook(plain, 'gpu')).toEqual({ use: 'mixed', share: 0.25 })
    expect(cellFigures(plain, 'gpu')).toBe('16/64 CPU')
  })

  it('never makes a node look usable that is not', () => {
    expect(cellLook(node('d', { use: 'down' }), 'gpu').use).toBe('down')
  })
})

describe('a cell in words', () => {
  it('says what its colour and shape say', () => {
    expect(nodeSentence(node('ga01', { reason: 'fan broken' }))).toBe(
      'ga01: partly used, 16 of 64 CPUs used, 1 of 4 GPUs used (a100), fan broken'
    )
  })

  it('says unknown where nobody knows', () => {
    expect(nodeSentence(node('x', { cpus: { total: 8, used: null }, gpus: [] }))).toContain('unknown of 8 CPUs used')
  })

  it('tells how long a node sleeps or wakes already, as far as that was seen', () => {
    const at = Date.parse('2026-11-17T10:12:00Z')
    const since = '2026-11-17T10:00:00Z'
    expect(powerWords(node('x', { use: 'waking', since }), at)).toBe('waking for 12 min')
    expect(powerWords(node('x', { use: 'asleep', since: null }), at)).toBe('asleep')
    expect(powerWords(node('x', { use: 'mixed', since }), at)).toBe('partly used')
  })

  it('is counted in the legend', () => {
    expect(useCounts([node('a', { use: 'down' }), node('b', { use: 'idle' }), node('c', { use: 'idle' })])).toEqual([
      { use: 'idle', count: 2 },
      { use: 'down', count: 1 }
    ])
  })
})
