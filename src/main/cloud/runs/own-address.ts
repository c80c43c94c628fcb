/** By which address this computer is seen from outside: only that one may sign in to its machines. */
import { isIPv4 } from 'node:net'
import { Failure } from '@domain/failure'
import type { Platform } from '../../platform'

/** An address of AWS's own that answers with the asker's address, for this very purpose (EC2 user guide, security groups). */
const askAt = 'https://checkip.amazonaws.com'
const askMs = 10_000
/** Who has several addresses outside, or none that can be asked for, says them. */
const variable = 'FARSCOPE_PUBLIC_ADDRESS'
/** No wider range is let in: of 65,536 addresses. */
const widestPrefix = 16

const hint = `Set ${variable} to the address that this computer has on the internet, or to its range such as 198.51.100.0/28.`

/** As a range: `198.51.100.7/32`. `not-found` where nobody knows it; nothing is ever opened to everybody instead. */
export function createOwnRange(
  environment: Platform['environment'],
  ask: (signal: AbortSignal) => Promise<string> = askAws
): (loopback: boolean, signal: AbortSignal | undefined) => Promise<string> {
  return async (loopback, signal) => {
    const set = environment[variable]
    if (set) return rangeOf(set, `${variable} is`)
    if (loopback) return '127.0.0.1/32'
    const limit = AbortSignal.timeout(askMs)
    const text = await ask(signal ? AbortSignal.any([signal, limit]) : limit).catch((thrown: unknown) => {
      if (signal?.aborted) throw Failure.from(signal.reason)
      throw new Failure('not-found', `The public address of this computer is not known: ${askAt} does not answer.`, {
        ...{ cause: thrown, hint }
      })
    })
    return rangeOf(text.trim(), `${askAt} says`)
  }
}

async function askAws(signal: AbortSignal): Promise<string> {
  const answer = await fetch(askAt, { signal, redirect: 'error' })
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  return (await answer.text()).slice(0, 100)
}

function rangeOf(text: string, who: string): string {
  const [address = '', prefix = '32', more] = text.split('/')
  const bits = /^\d{1,2}$/.test(prefix) ? Number(prefix) : 0
  if (isIPv4(address) && more === undefined && bits >= widestPrefix && bits <= 32) return `${address}/${bits}`
  throw new Failure('not-found', `The public address of this computer is not known: ${who} "${text.slice(0, 60)}".`, {
    hint
  })
}
