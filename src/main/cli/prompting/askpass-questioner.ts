/** SSH_ASKPASS as ssh(1) uses it: a program that gets the question as its argument and prints the answer. */
import { spawn } from 'node:child_process'
import type { Questioner } from './questioner'

/** An answer longer than this is no password. */
const longestAnswer = 64 * 1024

export function createAskpassQuestioner(program: string): Questioner {
  return {
    ask: ({ text }, signal) =>
      new Promise(resolve => {
        const child = spawn(program, [text.trimEnd()], { stdio: ['ignore', 'pipe', 'ignore'], signal })
        let answer = ''
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          if (answer.length < longestAnswer) answer += chunk
        })
        child.on('error', () => resolve(null))
        child.on('close', code => resolve(code === 0 ? (answer.split(/\r?\n/, 1)[0] ?? '') : null))
      })
  }
}

/**
 * Whether SSH_ASKPASS is asked (ssh(1), ENVIRONMENT): `never` no, `force` always, `prefer` also on a terminal. Without
 * a terminal it is asked whether or not DISPLAY is set, as a script that sets it has nobody else to ask.
 */
export function usesAskpass(environment: Readonly<Record<string, string | undefined>>, interactive: boolean): boolean {
  if (!environment.SSH_ASKPASS) return false
  const required = environment.SSH_ASKPASS_REQUIRE?.toLowerCase()
  if (required === 'never') return false
  return !interactive || required === 'force' || required === 'prefer'
}
