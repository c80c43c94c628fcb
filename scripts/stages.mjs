import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capture, root, tool } from './project.mjs'
import { nothing, sum } from './tally.mjs'

// The stages that `npm run check` and `npm test` are made of. Each returns a tally.

/** Runs a tool that has one verdict; what it says is shown only if it fails. */
async function quietly(title, args) {
  const started = Date.now()
  const { status, output } = await capture(args)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)\n`)
  if (status !== 0) process.stdout.write(`${output.trimEnd()}\n`)
  return status === 0 ? { ...nothing, passed: 1 } : failedStage(title)
}

/** The tally of a stage that is one test and failed. */
export const failedStage = title => ({ ...nothing, failed: 1, failures: [title] })

/** The type checker: one test. */
export const checkTypes = () => quietly('types', [tool('tsc'), '--noEmit'])

/** Lint, format and the fence between the rooms: one test. */
export const checkLint = () => quietly('lint and fence', [tool('biome'), 'check', '--error-on-warnings', '.'])

/**
 * A vitest project and those whose names begin with its own. Loud: each test is shown as it ends. Quiet: only failures are.
 *
 * @returns its tally; skipped tests have been printed with their reasons
 */
export async function runVitest(project, { quiet = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'farscope-tally-'))
  const file = join(folder, 'tally.json')
  const reporter = join(root, 'scripts', 'tally-reporter.mjs')
  const args = [
    tool('vitest'),
    'run',
    '--project',
    `${project}*`,
    '--passWithNoTests',
    '--reporter',
    'default',
    '--reporter',
    reporter
  ]
  const env = { ...process.env, TALLY_FILE: file }
  try {
    const ended = quiet ? await capture(args, env) : await show(args, env)
    return countOf(project, ended.status, quiet ? ended.output : undefined, file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a tool that speaks for itself. */
function show(args, env) {
  return new Promise(done => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', () => done({ status: 1 }))
    child.once('close', status => done({ status: status ?? 1 }))
  })
}

/** Reads the tally; a run that ended badly without a failed test in it (a crash, a failed set-up) is one failure. */
function countOf(project, status, output, file) {
  const { tally, skips } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { tally: nothing, skips: [] }
  const counted =
    status !== 0 && tally.failed === 0 ? sum(tally, failedStage(`${project} tests: the run itself`)) : tally
  for (const { file: where, test, reason } of skips) process.stdout.write(`skipped ${where}: ${test}: ${reason}\n`)
  if (output !== undefined) {
    process.stdout.write(`${counted.failed === 0 ? 'ok    ' : 'FAILED'} ${project} tests (${counted.passed} passed)\n`)
    if (counted.failed > 0) process.stdout.write(`${output.trimEnd()}\n`)
  }
  return counted
}
