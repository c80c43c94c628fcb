import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { runScripts } from '../../../../src/main/cloud/work/run-scripts'

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0
const { state, ...scripts } = runScripts()

/** As they run: some follow the state. */
const whole = (name: keyof typeof scripts): { shell: string; text: string } =>
  name === 'boot' || name === 'guard' || name === 'supervise'
    ? { shell: 'bash', text: scripts[name] }
    : { shell: name === 'deliver' ? 'bash' : 'sh', text: `${state}\n${scripts[name]}` }

const names = ['boot', 'guard', 'supervise', 'start', 'stop', 'follow', 'deliver'] as const

it.runIf(has('bash')).each(names)('%s is a script that its shell can read', name => {
  const { shell, text } = whole(name)
  const { status, stderr } = spawnSync(shell, ['-n'], { input: text })
  expect({ status, said: stderr.toString() }).toEqual({ status: 0, said: '' })
})

/** Variables come from what stands before the script. */
const excluded = '--exclude=SC2154,SC2034'
it.runIf(has('shellcheck')).each(names)('shellcheck has nothing to say about %s', name => {
  const { shell, text } = whole(name)
  const { stdout } = spawnSync('shellcheck', [`--shell=${shell}`, excluded, '-'], { input: text })
  expect(stdout.toString()).toBe('')
})
