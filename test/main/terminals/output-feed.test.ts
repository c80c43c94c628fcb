import type { TerminalOutput } from '@contract/terminals'
import { expect, it } from 'vitest'
import { createOutputFeed } from '../../../src/main/terminals/output-feed'

const end = { code: 0, signal: null, reason: 'The shell has ended.', lost: false }

it('tells the first watcher that another one took over, and gives that one the whole text', async () => {
  const feed = createOutputFeed(() => {})
  feed.push('one')
  const first = feed.watch(undefined)
  expect((await first.next()).value).toMatchObject({ type: 'data', data: 'one' })
  const waiting = first.next()
  const second = feed.watch(undefined)
  expect((await second.next()).value).toMatchObject({ type: 'data', offset: 0, data: 'one' })
  expect((await waiting).value).toEqual({ type: 'taken' })
  expect((await first.next()).done).toBe(true)
  feed.push('two')
  expect((await second.next()).value).toMatchObject({ offset: 3, data: 'two' })
})

it('tells of a lost link after the output before it, and later watchers only while it is lost', async () => {
  const feed = createOutputFeed(() => {})
  feed.push('before')
  feed.link(true, 'Link lost: x')
  const first = feed.watch(undefined)
  expect((await first.next()).value).toMatchObject({ data: 'before' })
  expect((await first.next()).value).toEqual({ type: 'link', lost: true, reason: 'Link lost: x' })
  feed.link(false, '')
  expect((await first.next()).value).toMatchObject({ type: 'link', lost: false })
  feed.end(end)
  const later = feed.watch(undefined)
  const items: TerminalOutput[] = []
  for await (const item of later) items.push(item)
  expect(items.map(({ type }) => type)).toEqual(['data', 'exit'])
})

it('stops a shell whose watcher acknowledges nothing, goes on when it does, and never stops one without', async () => {
  const told: boolean[] = []
  const feed = createOutputFeed(paused => told.push(paused))
  const piece = 'x'.repeat(64 * 1024)
  for (let count = 0; count < 100; count++) feed.push(piece)
  expect(told).toEqual([])
  const stop = new AbortController()
  const watcher = feed.watch(stop.signal)
  await watcher.next()
  for (let count = 0; count < 10; count++) feed.push(piece)
  expect(told).toEqual([true])
  const all = 110 * piece.length
  feed.ack(all)
  expect(told).toEqual([true, false])
  for (let count = 0; count < 10; count++) feed.push(piece)
  expect(told).toEqual([true, false, true])
  stop.abort()
  for await (const _ of watcher);
  expect(told).toEqual([true, false, true, false])
})

it('sends a lone key at once and gathers what follows close upon it', async () => {
  const feed = createOutputFeed(() => {})
  const watcher = feed.watch(undefined)
  const first = watcher.next()
  feed.push('a')
  expect((await first).value).toMatchObject({ data: 'a' })
  const next = watcher.next()
  for (const letter of 'bcd') feed.push(letter)
  expect((await next).value).toMatchObject({ data: 'bcd' })
})
