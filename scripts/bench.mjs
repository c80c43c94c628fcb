import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildIfNeeded, installIfNeeded, root } from './project.mjs'

// `npm run bench [-- NAME…] [--json]`: runs test/bench/NAME.bench.mjs, or all. Each exports `bench()`, which returns
// `{name, unit, rows}`; rows are objects with the same keys. Figures inform, they never fail anything.

const args = process.argv.slice(2)
const json = args.includes('--json')
const wanted = args.filter(arg => !arg.startsWith('--'))
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
    const result = await bench()
    results.push(result)
    if (!json) {
      process.stdout.write(`\n${result.name} (${result.unit})\n`)
      console.table(result.rows)
    }
  }
  const machine = { node: process.version, platform: process.platform, arch: process.arch }
  if (json) process.stdout.write(`${JSON.stringify({ machine, results }, null, 2)}\n`)
}
