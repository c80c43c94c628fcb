/** The report for signing off, as one HTML page that prints well and loads nothing. */
import type { LedgerCopy, LedgerFile, LedgerState, LedgerSummary } from '@contract/ledger'
import { displayName } from '../bytes-name'
import { placeText } from './place-text'
import { notSafe } from './summary'

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** Text from outside never becomes a tag, an attribute or a line's direction. */
const escaped = (text: string): string =>
  displayName(text)
    .replace(/[&<>"']/g, sign => signs[sign] ?? sign)
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')

const stateWords: Record<LedgerState, string> = {
  safe: 'safe to release',
  doubted: 'in doubt',
  waiting: 'not yet',
  trouble: 'trouble',
  replaced: 'replaced',
  released: 'released'
}
const copyWords: Record<LedgerCopy['state'], string> = {
  verified: 'verified',
  missing: 'missing',
  differs: 'differs',
  away: 'could not be asked'
}

const style = `body{font:13px/1.45 system-ui,sans-serif;color:#111;background:#fff;margin:2rem auto;max-width:75rem;padding:0 1rem}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.5rem 0 .4rem}p{margin:.2rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid #ccc}
th{border-bottom:2px solid #555}.n{text-align:right;white-space:nowrap}td.p,td.h{overflow-wrap:anywhere}.h{font:11px/1.4 ui-monospace,monospace;box-sizing:border-box;width:calc(32ch + 1rem);min-width:calc(32ch + 1rem)}.t{white-space:nowrap}
.verdict{font-weight:600}.sign{display:grid;grid-template-columns:1fr 1fr 1fr;gap:2rem;margin-top:3rem}.sign div{border-top:1px solid #111;padding-top:.25rem}
@page{size:A4 landscape;margin:12mm;@bottom-right{content:counter(page) " / " counter(pages);font:9px system-ui,sans-serif}}
@media print{body{margin:0;padding:0;max-width:none;font-size:10px}.h{font-size:9px}thead{display:table-header-group}tr,.sign{break-inside:avoid}}`

export interface ReportHead {
  readonly title: string
  /** ISO 8601 UTC. */
  readonly at: string
  readonly version: string
  readonly summary: LedgerSummary
}

const number = (value: number): string => value.toLocaleString('en')
const row = (cells: readonly string[]): string => `<tr>${cells.join('')}</tr>\n`
const td = (text: string, kind = ''): string => `<td${kind && ` class="${kind}"`}>${text}</td>`

function verdict({ safe, copies, states }: LedgerSummary): string {
  if (safe) return `Every file that is still at its source is verified in at least ${copies} other places.`
  if (notSafe(states) === 0) return 'No file of these is still at its source.'
  return `Not safe to release: ${number(notSafe(states))} files are not surely verified in ${copies} other places.`
}

/** Up to the first row. */
export function reportHead({ title, at, version, summary }: ReportHead): string {
  const name = escaped(title) || 'Verified copies'
  const counts = Object.entries(stateWords).map(([state, words]) => {
    // The keys of `stateWords` are the states; Object.entries tells only of text.
    const { files, bytes } = summary.states[state as LedgerState]
    return row([td(words), td(number(files), 'n'), td(number(bytes), 'n')])
  })
  const places = summary.places.map(({ place, files, bytes }) =>
    row([td(escaped(place)), td(number(files), 'n'), td(number(bytes), 'n')])
  )
  const head = (first: string): string =>
    `<table><thead><tr><th>${first}</th><th class="n">Files</th><th class="n">Bytes</th></tr></thead><tbody>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${name}</title><style>${style}</style></head><body>
<h1>${name}</h1>
<p>${number(summary.all.files)} files, ${number(summary.all.bytes)} bytes. Written ${shortTime(at)} (UTC) by Farscope ${escaped(version)}.</p>
<p class="verdict">${verdict(summary)}</p>
<h2>By state</h2>
${head('State')}
${counts.join('')}</tbody></table>
<h2>By place</h2>
${head('Verified at')}
${places.join('')}</tbody></table>
<h2>Files</h2>
<table><thead><tr><th>Source</th><th class="n">Bytes</th><th>Modified (UTC)</th><th>SHA-256</th><th>Copies, verified (UTC)</th><th>State</th></tr></thead><tbody>
`
}

export function reportRows(files: readonly LedgerFile[]): string {
  return files
    .map(file =>
      row([
        td(escaped(placeText(file.source)) + (file.version > 1 ? ` (version ${file.version})` : ''), 'p'),
        td(number(file.size), 'n'),
        td(shortTime(file.mtime)),
        td(file.sha256 ?? 'not known', 'h'),
        td(file.copies.map(copyText).join('<br>'), 'p'),
        td(stateWords[file.state] + (file.releasedAt ? ` ${shortTime(file.releasedAt)}` : why(file)))
      ])
    )
    .join('')
}

const why = ({ state, reason }: LedgerFile): string =>
  reason !== '' && state !== 'replaced' ? `: ${escaped(reason)}` : ''
const copyText = ({ place, state, verifiedAt }: LedgerCopy): string =>
  `${escaped(placeText(place))} <span class="t">${shortTime(verifiedAt)}</span>${state === 'verified' ? '' : ` (${copyWords[state]})`}`
const shortTime = (instant: string): string => escaped(instant.replace('T', ' ').replace(/(\.\d+)?Z$/, ''))

/** From the last row on: the place to sign. */
export const reportEnd = `</tbody></table>
<section class="sign" aria-label="Signed off"><div>Name</div><div>Date</div><div>Signature</div></section>
</body></html>
`
