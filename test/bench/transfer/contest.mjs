import { rmSync } from 'node:fs'
import { median, sleep, TookTooLong } from './process.mjs'

// One piece of work, done by Farscope and by every peer in turns, so that a busy moment of the machine touches all.

const round = (value, digits = 2) => (Number.isFinite(value) ? Number(value.toFixed(digits)) : null)

/**
 * @param {{work: string, wanted: number, amount: number, unit: string, rounds: number, clear: () => unknown,
 *   ours: () => Promise<number>, peers: Record<string, (limitMs: number) => Promise<number>>}} contest
 *   the functions return seconds; `amount / seconds` is in `unit`; `clear` empties the destination
 */
export async function contest({ work, wanted, amount, unit, rounds, clear, ours, peers }) {
  const times = new Map([['farscope', []]])
  const notes = {}
  const out = new Set()
  const fastest = () => Math.min(...[...times.values()].flat(), Number.POSITIVE_INFINITY)
  for (let turn = 0; turn < rounds; turn++) {
    await clear()
    times.get('farscope').push(await ours())
    for (const [name, peer] of Object.entries(peers)) {
      if (out.has(name)) continue
      await clear()
      try {
        const limit = Math.max(10, 3 * fastest())
        const seconds = await peer(limit * 1000)
        times.set(name, [...(times.get(name) ?? []), seconds])
        // Far behind: one more turn would only cost time.
        if (seconds > 2 * fastest()) out.add(name)
      } catch (error) {
        out.add(name)
        // Its other end may still be writing what was on the way.
        await sleep(1000)
        notes[name] = error instanceof TookTooLong ? error.message : `failed: ${error.message}`
      }
    }
  }
  await clear()
  return verdict({ work, wanted, amount, unit, times, notes })
}

function verdict({ work, wanted, amount, unit, times, notes }) {
  const rates = Object.fromEntries([...times].map(([name, seconds]) => [name, round(amount / median(seconds))]))
  const { farscope, ...others } = rates
  const [peer, best] = Object.entries(others).toSorted((a, b) => b[1] - a[1])[0] ?? ['none', null]
  const ratio = best === null ? null : round(farscope / best)
  return {
    row: { work, unit, ours: farscope, bestPeer: best, peer, ratio, wanted: `>= ${wanted}`, met: ratio >= wanted },
    detail: { work, rates, notes }
  }
}

/** A row that is no contest: `value` against a limit. */
export function limitRow({ work, unit, ours, reference, referenceName, ratio, wanted, met }) {
  return {
    row: {
      work,
      unit,
      ours: round(ours),
      bestPeer: round(reference),
      peer: referenceName,
      ratio: round(ratio),
      wanted,
      met
    }
  }
}

/** A row that could not be measured, with the reason; it counts as not met. */
export function failedRow(work, reason) {
  const text = String(reason).split('\n')[0].slice(0, 200)
  return {
    row: { work, unit: '', ours: null, bestPeer: null, peer: '', ratio: null, wanted: '', met: false },
    detail: { work, notes: { problem: text } }
  }
}

export const clearOf =
  (...paths) =>
  () => {
    for (const path of paths) rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
