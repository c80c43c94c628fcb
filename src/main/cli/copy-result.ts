/** How the result of a copy is told: the document, the lines for people, the failure. */
import type { FailedFile, TransferResult } from '@contract/transfers'
import { displayName, exactNameBase64 } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { CopyResult } from './schema-documents'
import { safeText, sizeText } from './text'

/** Failed files that are listed for people; --json lists all. */
const listedFailures = 50

export function shownFailures(failed: readonly FailedFile[]): CopyResult['failed'] {
  return failed.map(({ path, code, message }) => {
    const pathBase64 = exactNameBase64(path)
    const exact = pathBase64 === undefined ? {} : { pathBase64 }
    return { path: displayName(path), ...exact, code, message: displayName(message) }
  })
}

export function copyResult({ deleted: _deleted, ...result }: TransferResult): CopyResult {
  return { ...result, failed: shownFailures(result.failed) }
}

/**
 * Nothing failed: undefined. Some arrived, went or were there already: `partial`. Else what the first one failed with. A
 * wrong copy is named before one that did not arrive.
 */
export function copyFailure({ files, skipped, deleted = 0, failed }: TransferResult): Failure | undefined {
  const first = failed.find(({ code }) => code === 'mismatch') ?? failed[0]
  if (!first) return undefined
  const message = first.message.includes(first.path) ? first.message : `${first.path}: ${first.message}`
  const detail = failed.length > 1 ? { detail: failureLines(failed) } : {}
  const hint = hintFor(failed)
  const done = files + skipped + deleted
  if (done === 0) return new Failure(first.code, message, { hint, ...detail })
  return new Failure('partial', `${failed.length} of ${done + failed.length} failed. First: ${message}`, {
    hint,
    ...detail
  })
}

function hintFor(failed: readonly FailedFile[]): string {
  const codes = new Set(failed.map(({ code }) => code))
  if (codes.has('mismatch')) return 'The copy differs from its source: copy it again with --conflict overwrite.'
  if (codes.has('exists')) return 'Choose with --conflict what happens to existing files.'
  return ''
}

/** One line for each of the first, for the error that tells of all. */
export function failureLines(
  failed: readonly { readonly path: string; readonly code: string; readonly message: string }[]
): string {
  const lines = failed
    .slice(0, listedFailures)
    .map(({ path, code, message }) => `${safeText(path)}: ${code}: ${safeText(message)}`)
  if (failed.length > listedFailures) lines.push(`and ${failed.length - listedFailures} more; --json lists all`)
  return lines.join('\n')
}

/** Empty when nothing was done: what failed is on standard error. `verify`: what is only taken for the same is said to be. */
export function copyText(result: TransferResult, verify = false): string {
  const { files, bytes, seconds, skipped, verified, sizeOnly, resumedBytes, deleted = 0, failed } = result
  if (files + skipped + deleted === 0) return failed.length > 0 ? '' : 'Nothing had to be copied.\n'
  const rate = seconds > 0 && bytes > 0 ? ` (${sizeText(bytes / seconds)}/s)` : ''
  const parts = [
    `${files} ${files === 1 ? 'file' : 'files'}, ${sizeText(bytes)} in ${seconds.toFixed(1)} s${rate}`,
    verified > 0 && `${verified} verified`,
    sizeOnly > 0 && `${sizeOnly} checked by size only, as one end has no checksum tool`,
    skipped > 0 && `${skipped} already there${verify ? ' and not verified: sync --checksum compares them' : ''}`,
    resumedBytes > 0 && `${sizeText(resumedBytes)} had arrived before`,
    deleted > 0 && `${deleted} deleted`,
    failed.length > 0 && `${failed.length} failed`
  ]
  return `${parts.filter(part => part !== false).join('; ')}\n`
}
