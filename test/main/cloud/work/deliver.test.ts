/** How the machine lists what is to go into the bucket: with its own bash, and a `find` that meets what a test wants. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runScripts } from '../../../../src/main/cloud/work/run-scripts'

let state = ''
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'deliver-'))
  for (const name of ['results', 'work/out/deep', 'work/more']) mkdirSync(join(state, name), { recursive: true })
  for (const name of ['out/map', 'out/deep/a b\nc', 'more/log']) writeFileSync(join(state, 'work', name), name)
  writeFileSync(join(state, 'results/outputs'), 'out\0more\0gone\0')
})
afterEach(() => rmSync(state, { recursive: true, force: true, maxRetries: 5 }))

const mayBeNobody = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0
const denied = "find: './out/deep': Permission denied"
const full = "find: 'standard output': No space left on device"

/** The script's own functions, without what it does for ever. `find` says so much, and has this status then. */
function list(said: readonly string[] = [], status = 0) {
  const { deliver } = runScripts()
  const [functions = ''] = deliver.split('\ntold=0\n')
  const script = `state=$1; set -- rabcdefghij1
find() { command find "$@"; printf '%s\\n' ${said.map(line => `"${line}"`).join(' ')} >&2; return ${status}; }
${functions}
work=$state/work
list_outputs; echo "$? \${unlisted:-none} \${why:-}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', state], { encoding: 'utf8' })
  const names = (file: string): string[] =>
    readFileSync(join(state, 'results', file), 'utf8')
      .split('\0')
      .slice(0, -1)
  return { said: stdout.trim(), stderr, found: names('found'), files: names('files') }
}

describe.runIf(process.platform === 'linux')('the list of what goes into the bucket', () => {
  it('has files, folders and links of what there is', () => {
    const { said, found, files, stderr } = list()
    expect([said, stderr]).toEqual(['0 0', ''])
    expect(found.toSorted()).toEqual(
      ['./more', './more/log', './out', './out/deep', './out/deep/a b\nc', './out/map'].toSorted()
    )
    expect(files.toSorted()).toEqual(['./more/log', './out/deep/a b\nc', './out/map'].toSorted())
  })

  it('tells how many folders may not be looked into, for each of the outputs', () => {
    expect(list([denied, denied], 1).said).toBe('0 4')
  })

  it.each([
    ['a full disk', [full]],
    ['a full disk beside a folder that may not be read', [denied, full]],
    ['a reason that nobody told', []]
  ])('is none after %s: a part would pass for all of it', (_what, said) => {
    expect(list(said, 1).said).toMatch(/^1 .*not-listed$/)
  })

  it('tells of a folder that really may not be read', { skip: !mayBeNobody }, () => {
    const { stdout } = spawnSync(
      'bash',
      ['-c', 'mkdir x && chmod 0 x && chown 65534 x && LC_ALL=C setpriv --reuid=65534 --clear-groups find ./x 2>&1'],
      { encoding: 'utf8', cwd: state }
    )
    expect(stdout.split('\n').at(-2)).toMatch(/: Permission denied$/)
  })
})
