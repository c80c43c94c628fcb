/** The exit statuses of the command and which error code gives which. The table in docs/cli-json.md is made from it. */
import type { ErrorCode } from '@contract/errors'

export const exitStatuses: Readonly<Record<number, string>> = {
  0: 'all done',
  1: 'nothing done, or a plain failure',
  2: 'usage, unknown site, missing confirmation',
  3: 'host key unknown, changed or not the given one',
  4: 'authentication refused, or an answer needed that nobody can give',
  5: 'network: DNS, refused, unreachable, timed out, silent',
  6: 'some done and some failed',
  130: 'interrupted (SIGINT)',
  143: 'ended (SIGTERM)'
}

const special: Partial<Record<ErrorCode, number>> = {
  usage: 2,
  'unknown-site': 2,
  'confirmation-required': 2,
  'host-key-unknown': 3,
  'host-key-changed': 3,
  'host-key-mismatch': 3,
  'auth-failed': 4,
  'answer-needed': 4,
  dns: 5,
  refused: 5,
  unreachable: 5,
  timeout: 5,
  partial: 6
}

export function exitStatusOf(code: ErrorCode): number {
  return special[code] ?? 1
}
