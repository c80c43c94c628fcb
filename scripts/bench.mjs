import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIfNeeded, installIfNeeded, root } from './project.mjs'

// `npm run bench [-- NAME…] [--json] [--quick] [--only ROW,…] [--turns N]`: runs test/bench/NAME.bench.mjs, or all.
// Each exports `bench(options)`, which returns `{name, unit, rows}`; rows are objects with the same keys. It may add
// `details`, `machine` and `notes`. Figures inform, they never fail anything.

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    turns: { type: 'string' }
  }
})
const options = {
  quick: values.quick,
  ...(values.only !== undefined && { only: values.only.split(',') }),
  ...(values.turns !== undefined && { turns: Number(values.turns) })
}
const folder = join(root, 'test', 'bench')
const known = readdirSync(folder)
  .filter(name => name.endsWith('.bench.mjs'))
  .map(name => name.slice(0, -'.bench.mjs'.length))

const unknown = wanted.filter(name => !known.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`No such benchmark: ${unknown.join(', ')}. There are: ${known.join(', ')}.\n`)
  process.exitCode = 2
} else {
  installIfNeeded()
  buildIfNeeded()
  const results = []
  for (const name of wanted.length > 0 ? wanted : known) {
    const { bench } = await import(pathToFileURL(join(folder, `${name}.bench.mjs`)).href)
    const result = await bench(options)
    results.push(result)
    if (!values.json) print(result)
  }
  const machine = { node: process.version, platform: process.platform, arch: process.arch }
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, results }, null, 2)}\n`)
}

function print({ name, unit, machine, rows, notes = [] }) {
  process.stdout.write(`\n${name} (${unit})\n`)
  if (machine) for (const [fact, value] of Object.entries(machine)) process.stdout.write(`  ${fact}: ${value}\n`)
  for (const note of notes) process.stdout.write(`  ${note}\n`)
  console.table(rows)
}
