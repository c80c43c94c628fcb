import { installIfNeeded } from './project.mjs'
import { checkLint, checkTypes, runVitest } from './stages.mjs'
import { exitStatus, failureLines, sum, verdict } from './tally.mjs'

// `npm run check`: types, lint, fence and the unit tests, in one verdict.

installIfNeeded()
// Types and lint side by side; the unit tests after them, they use every core by themselves.
const [types, lint] = await Promise.all([checkTypes(), checkLint()])
const total = sum(types, lint, await runVitest('unit', { quiet: true }))
for (const line of failureLines(total)) process.stdout.write(`${line}\n`)
process.stdout.write(`${verdict(total)}\n`)
process.exitCode = exitStatus(total, Boolean(process.env.CI))
