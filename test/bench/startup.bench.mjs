import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

const RUNS = 15
const command = resolve(import.meta.dirname, '..', '..', 'bin', 'farscope.js')

function milliseconds(args) {
  const started = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
  return Number(process.hrtime.bigint() - started) / 1e6
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/**
 * How long `farscope --version` takes against Node doing nothing. The runs take turns, so a busy moment of the machine
 * touches both; the ratio is what compares between machines.
 */
export function bench() {
  const bare = []
  const farscope = []
  for (let run = 0; run < RUNS; run++) {
    bare.push(milliseconds(['-e', '0']))
    farscope.push(milliseconds([command, '--version']))
  }
  const round = value => Math.round(value * 100) / 100
  const base = median(bare)
  const rows = [
    { what: 'node -e 0', median: round(base), ratio: 1 },
    { what: 'farscope --version', median: round(median(farscope)), ratio: round(median(farscope) / base) }
  ]
  return { name: 'startup', unit: `ms, median of ${RUNS} runs`, rows }
}
