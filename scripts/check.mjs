import { installIfNeeded } from './project.mjs'
import { checkLint, checkTypes, runVitest } from './stages.mjs'
import { exitStatus, failureLines, sum, verdict } from './tally.mjs'

// `npm run check`: types, lint, fence and the unit tests, in one verdict.

installIfNeeded()
// All side by side: the unit tests mostly wait for servers and processes of their own, so cores have time to spare.
const total = sum(...(await Promise.all([checkTypes(), checkLint(), runVitest('unit', { quiet: true })])))
for (const line of failureLines(total)) process.stdout.write(`${line}\n`)
process.stdout.write(`${verdict(total)}\n`)
process.exitCode = exitStatus(total, Boolean(process.env.CI))
