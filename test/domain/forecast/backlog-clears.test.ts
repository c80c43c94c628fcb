import { backlogClears } from '@domain/forecast/backlog-clears'
import { describe, expect, it } from 'vitest'

const hourMs = 3_600_000
const facts = { now: 0, sessionEnd: 10 * hourMs }

describe('when the backlog clears', () => {
  it('is during the session where the link is faster than the movies', () => {
    const told = backlogClears({ ...facts, backlogBytes: 100, arrivingPerHour: 50, linkPerHour: 70 })
    expect(told).toMatchObject({ clearsAt: 5 * hourMs, beforeEnd: true, lateMs: 0, growsPerHour: -20 })
  })

  it('is after it where it is slower: first it grows, then it shrinks', () => {
    const told = backlogClears({ ...facts, backlogBytes: 100, arrivingPerHour: 70, linkPerHour: 50 })
    expect(told.leftAtEndBytes).toBe(300)
    expect(told.clearsAt).toBe(16 * hourMs)
    expect(told).toMatchObject({ beforeEnd: false, lateMs: 6 * hourMs, growsPerHour: 20 })
  })

  it('is after it where it shrinks too slowly', () => {
    const told = backlogClears({ ...facts, backlogBytes: 1000, arrivingPerHour: 50, linkPerHour: 100 })
    expect(told.leftAtEndBytes).toBe(500)
    expect(told.clearsAt).toBe(15 * hourMs)
  })

  it('is now where there is none and the link keeps up, never where nothing moves', () => {
    expect(backlogClears({ ...facts, backlogBytes: 0, arrivingPerHour: 50, linkPerHour: 60 }).clearsAt).toBe(0)
    expect(backlogClears({ ...facts, backlogBytes: 5, arrivingPerHour: 50, linkPerHour: 0 })).toMatchObject({
      ...{ clearsAt: null, beforeEnd: false, lateMs: null }
    })
  })

  it('counts the link alone when the session is over', () => {
    const over = { now: 20 * hourMs, sessionEnd: 10 * hourMs }
    const told = backlogClears({ ...over, backlogBytes: 100, arrivingPerHour: 500, linkPerHour: 50 })
    expect(told).toMatchObject({ clearsAt: 22 * hourMs, beforeEnd: false, lateMs: 2 * hourMs })
  })

  it('is within a fifth of a steady feed played minute by minute', () => {
    let [backlog, minute] = [100, 0]
    const told = backlogClears({ ...facts, backlogBytes: backlog, arrivingPerHour: 70, linkPerHour: 50 })
    while (backlog > 0) {
      backlog += (minute * 60_000 < facts.sessionEnd ? 70 / 60 : 0) - 50 / 60
      minute += 1
    }
    expect(Math.abs((told.clearsAt ?? 0) / (minute * 60_000) - 1)).toBeLessThan(0.2)
  })
})
