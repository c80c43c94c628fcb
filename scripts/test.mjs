import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfNeeded, installIfNeeded, nodeComplaint, root } from './project.mjs'
import { checkLint, checkTypes, failedStage, runVitest } from './stages.mjs'
import { exitStatus, failureLines, nothing, sum, verdict } from './tally.mjs'

// `npm test`: everything, from a fresh clone. Its last line is `N passed, N failed, N skipped`; before it stands what failed.

/** Servers, shells, a browser. Where they cannot be installed, the tests that need them say so when they are skipped. */
function installPackages() {
  if (process.platform !== 'linux') {
    process.stdout.write('The real servers run on Linux only: tests against them are skipped here.\n')
    return
  }
  process.stdout.write('Looking for the packages that the tests need (test/facility/install.sh).\n')
  const { status } = spawnSync('bash', [join(root, 'test', 'facility', 'install.sh')], {
    stdio: ['ignore', 'inherit', 'inherit']
  })
  if (status !== 0)
    process.stdout.write('Not all could be installed: tests that need the rest are skipped, with the reason.\n')
}

function build() {
  try {
    buildIfNeeded()
    process.stdout.write('ok     build\n')
    return { ...nothing, passed: 1 }
  } catch (error) {
    process.stdout.write(`FAILED build: ${error.message}\n`)
    return failedStage('build')
  }
}

/** Two projects at once; of the second only failures are shown, at its end. */
const beside = (loud, quiet) => Promise.all([runVitest(loud), runVitest(quiet, { quiet: true })])

function mentionElectron() {
  if (existsSync(join(root, 'node_modules', 'electron', 'path.txt'))) return
  process.stdout.write("Electron's binary is not here: its window was not run; its door is tested with a typed fake.\n")
}

async function everything() {
  installIfNeeded()
  installPackages()
  const parts = await Promise.all([checkTypes(), checkLint()])
  parts.push(await runVitest('unit'), build())
  // The demo facilities are processes of their own: they need nothing of the servers, which mostly wait.
  parts.push(...(await beside('facility', 'demo')), ...(await beside('e2e', 'apart')))
  mentionElectron()
  return sum(...parts)
}

const complaint = nodeComplaint()
let total = failedStage('the run itself')
if (complaint !== undefined) process.stdout.write(`${complaint}\n`)
else {
  try {
    total = await everything()
  } catch (error) {
    process.stdout.write(`${error.message}\n`)
  }
}
process.exitCode = exitStatus(total, Boolean(process.env.CI))
if (process.env.CI && total.skipped > 0) process.stdout.write('In CI a skipped test is a failure.\n')
for (const line of failureLines(total)) process.stdout.write(`${line}\n`)
process.stdout.write(`${verdict(total)}\n`)
