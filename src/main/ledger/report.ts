/** Reports of the ledger, piece by piece: many files are never held as one text. */
import { createHash } from 'node:crypto'
import type { LedgerFile, ReportPiece } from '@contract/ledger'
import { bagDeclaration, bagInfo, bagProblem, createPayloadRoot, fetchLine, manifestLine } from '@domain/ledger/bag'
import { ledgerCsv, ledgerCsvHead } from '@domain/ledger/ledger-csv'
import { reportEnd, reportHead, reportRows } from '@domain/ledger/ledger-html'
import type { LedgerTally } from '@domain/ledger/summary'

export interface ReportParts {
  readonly title: string
  /** ISO 8601 UTC. */
  readonly at: string
  /** Of the program. */
  readonly version: string
  /** All files, a page at a time; asked for as often as a report goes through them. */
  pages(): AsyncIterable<readonly LedgerFile[]>
  /** What they add up to. */
  summary(): Promise<ReturnType<LedgerTally['summary']>>
}

export async function* htmlReport(parts: ReportParts): AsyncGenerator<ReportPiece, void, void> {
  const file = 'report.html'
  yield { file, text: reportHead({ ...parts, summary: await parts.summary() }) }
  for await (const files of parts.pages()) yield { file, text: reportRows(files) }
  yield { file, text: reportEnd }
}

export async function* csvReport({ pages }: ReportParts): AsyncGenerator<ReportPiece, void, void> {
  const file = 'ledger.csv'
  yield { file, text: ledgerCsvHead }
  for await (const files of pages()) yield { file, text: ledgerCsv(files) }
}

/** A bag holds the last version of each file. `rule` where a SHA-256 is not known, `unsupported` for odd names. */
export async function* bagReport(parts: ReportParts): AsyncGenerator<ReportPiece, void, void> {
  const root = createPayloadRoot()
  let files = 0
  let bytes = 0
  let without: LedgerFile | undefined
  let withoutCount = 0
  for await (const page of lastVersions(parts))
    for (const file of page) {
      root.add(file.source)
      files++
      bytes += file.size
      if (file.sha256 === null) withoutCount++
      without ??= file.sha256 === null ? file : undefined
    }
  if (without) throw bagProblem(without, withoutCount)
  const tags = [
    { file: 'bagit.txt', text: bagDeclaration },
    { file: 'bag-info.txt', text: bagInfo({ ...parts, day: parts.at.slice(0, 10), files, bytes }) }
  ]
  const sums = new Map<string, ReturnType<typeof createHash>>()
  const piece = (file: string, text: string): ReportPiece => {
    const hash = sums.get(file) ?? createHash('sha256')
    sums.set(file, hash.update(text))
    return { file, text }
  }
  for (const { file, text } of tags) yield piece(file, text)
  for await (const page of lastVersions(parts))
    yield piece('manifest-sha256.txt', page.map(file => manifestLine(file, root) ?? '').join(''))
  for await (const page of lastVersions(parts)) {
    const text = page.map(file => fetchLine(file, root)).join('')
    if (text !== '') yield piece('fetch.txt', text)
  }
  const lines = [...sums].map(([file, hash]) => `${hash.digest('hex')}  ${file}\n`)
  yield { file: 'tagmanifest-sha256.txt', text: lines.join('') }
}

async function* lastVersions({ pages }: ReportParts): AsyncGenerator<LedgerFile[], void, void> {
  for await (const page of pages()) yield page.filter(({ state }) => state !== 'replaced')
}
