import { decodeName } from '@domain/bytes-name'
import { bagInfo, createPayloadRoot, fetchLine, manifestLine } from '@domain/ledger/bag'
import { ledgerCsv, ledgerCsvHead } from '@domain/ledger/ledger-csv'
import { reportHead, reportRows } from '@domain/ledger/ledger-html'
import { shownFile } from '@domain/ledger/recorded-file'
import { createLedgerTally } from '@domain/ledger/summary'
import { describe, expect, it } from 'vitest'
import { recordedFile } from './ledger-file'

const shown = (...parameters: Parameters<typeof recordedFile>) => shownFile(recordedFile(...parameters), 2)
const sum = 'ab'.repeat(32)

describe('the tag files of a bag', () => {
  it('name the payload below what all sources have in common', () => {
    const files = ['/d/run/a.tiff', '/d/run/sub/b.tiff'].map(path => shown(path))
    const root = createPayloadRoot()
    for (const { source } of files) root.add(source)
    expect(files.map(file => manifestLine(file, root))).toEqual([`${sum}  data/a.tiff\n`, `${sum}  data/sub/b.tiff\n`])
  })

  it('keep sources of two places apart', () => {
    const files = [shown('/d/a'), shown('/d/a', { source: { kind: 'local', path: '/d/a' } })]
    const root = createPayloadRoot()
    for (const { source } of files) root.add(source)
    expect(files.map(({ source }) => root.pathOf(source))).toEqual(['data/site-scope/a', 'data/local/a'])
  })

  it('encode line ends and per cent signs of a name and nothing else (RFC 8493, 2.1.3)', () => {
    const file = shown('/d/1 %\r\nä.tiff')
    const root = createPayloadRoot()
    root.add(file.source)
    expect(manifestLine(file, root)).toBe(`${sum}  data/1 %25%0D%0Aä.tiff\n`)
    expect(fetchLine(file, root)).toBe('sftp://cluster/d/1%20%25%0D%0A%C3%A4.tiff 10 data/1 %25%0D%0Aä.tiff\n')
  })

  it('refuse a name that is not UTF-8, and say nothing where the checksum is not known', () => {
    const odd = shown(`/d/${decodeName(Uint8Array.from([0xff]))}`)
    const root = createPayloadRoot()
    root.add(odd.source)
    expect(() => manifestLine(odd, root)).toThrow('not UTF-8')
    expect(manifestLine(shown('/d/a', { digests: {} }), root)).toBeNull()
  })

  it('tell the bytes and files of the payload', () => {
    const info = bagInfo({ title: 'Grid 3\nof Ann', day: '2026-11-22', files: 2, bytes: 30, version: '1.2.3' })
    expect(info).toBe(
      'Bag-Software-Agent: Farscope 1.2.3\nBagging-Date: 2026-11-22\nExternal-Description: Grid 3 of Ann\nPayload-Oxum: 30.2\n'
    )
  })
})

describe('the table of the ledger', () => {
  it('has a line a copy, quoted as RFC 4180 has it', () => {
    const lines = (ledgerCsvHead + ledgerCsv([shown('/d/a, "b"')])).split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^source,sourceBase64,version,size,modified,sha256,state,/)
    expect(lines[1]).toContain('"scope:/d/a, ""b""",,1,10,')
  })

  it('has files without copies too', () => {
    expect(ledgerCsv([shown('/d/a', { copies: [] })])).toMatch(/^scope:\/d\/a,.*,waiting,0,.*,,,,,\r\n$/)
  })
})

describe('the report for signing off', () => {
  const summaryOf = (path: string) => {
    const tally = createLedgerTally(2)
    tally.add(recordedFile(path))
    return tally.summary()
  }

  it('takes no name for markup', () => {
    const evil = `/d/<img src=x onerror="1">&'\u202e`
    const head = reportHead({ title: evil, at: '2026-11-22T03:00:00Z', version: '1', summary: summaryOf(evil) })
    for (const text of [head, reportRows([shown(evil)])]) {
      expect(text).not.toContain('<img')
      expect(text).not.toContain('\u202e')
      expect(text).toContain('&lt;img src=x onerror=&quot;1&quot;&gt;&amp;&#39;')
    }
  })

  it('says whether all is safe, and has the checksum and copies of each file', () => {
    const head = reportHead({ title: '', at: '2026-11-22T03:00:00Z', version: '1', summary: summaryOf('/d/a') })
    expect(head).toContain('Every file that is still at its source is verified in at least 2 other places.')
    const rows = reportRows([shown('/d/a')])
    expect(rows).toContain(sum)
    const time = '<span class="t">2026-11-22 03:00:00</span>'
    expect(rows).toContain(`/here/d/a ${time}<br>cluster:/d/a ${time}`)
  })
})
