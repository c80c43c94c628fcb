import { unknownCluster } from '@domain/jobs/cluster'
import { parseNodes } from '@domain/jobs/cluster-nodes'
import { expect, it } from 'vitest'
import { createNodeSince } from '../../../src/main/jobs/node-since'

it('tells since when a node sleeps or wakes, as far as that was seen', () => {
  let minute = 0
  const since = createNodeSince(() => new Date(Date.UTC(2026, 10, 17, 10, minute)))
  const look = (at: number, ...states: string[]) => {
    minute = at
    const lines = states.map((state, number) => `NodeName=n${number} State=${state} CPUTot=4`)
    return since({ ...unknownCluster, nodes: parseNodes(lines.join('\n')) }).nodes.map(node => node.since)
  }
  expect(look(0, 'IDLE+POWERED_DOWN', 'IDLE')).toEqual([null, null])
  expect(look(1, 'MIXED+POWERING_UP', 'IDLE')).toEqual(['2026-11-17T10:01:00.000Z', null])
  expect(look(3, 'MIXED+POWERING_UP', 'IDLE+POWERING_DOWN')).toEqual([
    '2026-11-17T10:01:00.000Z',
    '2026-11-17T10:03:00.000Z'
  ])
  expect(look(5, 'MIXED', 'IDLE+POWERED_DOWN')).toEqual(['2026-11-17T10:05:00.000Z', '2026-11-17T10:03:00.000Z'])
  expect(look(6, 'MIXED')).toEqual(['2026-11-17T10:05:00.000Z'])
})
