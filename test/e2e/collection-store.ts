/** Watched folders, rules of pre-processing, copies and a ledger, as busy months of other engines would have left them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '@contract/files'
import type { LedgerCopy, VerifiedCopy } from '@contract/ledger'
import { askedPaceSchema } from '@contract/processing'
import { askedRulesSchema } from '@contract/watch'
import type { RuleRecord } from '../../src/main/collection/processing/rule-record'
import type { WatchRecord } from '../../src/main/collection/watch-record'
import { silentLog } from '../../src/main/platform'
import { openStore, type Store } from '../../src/main/store/store'
import { newRecord } from '../../src/main/transfers/transfer-record'
import { requestOf } from '../../src/main/transfers/transfer-request'

/** Sites of these tests: nothing is there under its address. */
const site = 'northlight'
export const counts = { watches: 240, rules: 200, failing: 6, blind: 3 } as const
const createdAt = '2026-11-01T08:00:00.000Z'
const at = Date.parse('2026-11-20T10:00:00Z')
const number = (value: number): string => String(value).padStart(3, '0')

const here = (path: string): Place => ({ kind: 'local', path })
const there = (path: string): Place => ({ kind: 'site', site, path })

/** As long as names may be. */
export const longName = 'Krios1_20261121_apoferritin_grid2_session-0042_super-resolution'

const watch = (name: string, source: Place, destinations: Place[], more: Partial<WatchRecord> = {}): WatchRecord => ({
  ...{ version: 1, name, source, destinations, rules: askedRulesSchema.parse({}), limit: null, session: null },
  ...{ createdAt, paused: false, endingSince: null, ended: false, ...more }
})

/** One that rests, with files in every state at its first destination. */
function restingWatch(store: Store, place: number): void {
  const name = place === 0 ? longName : `scope-${number(place)}`
  const folder = `/data/em/2026/autumn/Krios 1/${name}/Images-Disc1`
  const many = place % 10 === 0 ? 8 : 1 + (place % 2)
  const to = Array.from({ length: many }, (_, at) =>
    at === 0 ? there(`/gpfs/projects/em/${name}`) : here(`/mnt/archive-${at}/${name}`)
  )
  const state = place % 3 === 0 ? { endingSince: at, ended: true } : { paused: true }
  store.watches.save(`watch-${number(place)}`, watch(name, there(folder), to, state))
  for (let file = 0; file < place % 4; file++) {
    const path = `GridSquare_${file}/FoilHole_${place}_${file}_fractions.eer`
    const finishedAt = at + file * 1000
    const info = { path, version: 1, size: 300_000_000, mtime: createdAt, finishedAt, seenAt: finishedAt }
    const id = store.watches.addFile(`watch-${number(place)}`, info)
    for (const [destination] of to.entries()) {
      store.watches.addCopy(`watch-${number(place)}`, id, destination, path, at)
      if (file === 0) store.watches.changeCopy(id, destination, { state: 'verified', at })
    }
  }
}

/** Watches at work on this computer whose destinations cannot be written, and whose folders are not there. */
function brokenWatches(store: Store, home: string): void {
  writeFileSync(join(home, 'no-folder'), 'a file where a folder should be')
  for (let place = 0; place < counts.failing; place++) {
    const folder = join(home, 'broken', number(place))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'movie.eer'), 'movie')
    const rules = askedRulesSchema.parse({ stableSeconds: 1 })
    const record = watch(`broken-${number(place)}`, here(folder), [here(join(home, 'no-folder', 'copies'))], { rules })
    store.watches.save(`broken-${place}`, record)
  }
  for (let place = 0; place < counts.blind; place++)
    store.watches.save(
      `blind-${place}`,
      watch(`blind-${number(place)}`, here(join(home, 'gone', number(place))), [there('/x')])
    )
}

const rule = (place: number): RuleRecord => ({
  ...{ version: 1, name: place === 0 ? longName : `motion-${number(place)}`, watch: `scope-${number(place)}`, site },
  ...{ from: there('/gpfs/em'), seenAs: '/gpfs/em', workDir: '/gpfs/em/preprocess', include: ['*.eer'] },
  request: { template: 'motioncor3', values: {}, resources: {}, modules: [], launcher: 'srun' },
  ...{ pace: askedPaceSchema.parse({}), createdAt, paused: place % 5 !== 1 }
})

function ruleFiles(store: Store, place: number): void {
  const id = `rule-${number(place)}`
  for (let file = 0; file < (place % 6) * 2; file++)
    store.processing.note(
      id,
      { path: `FoilHole_${file}.eer`, stamp: '1', finishedAt: at },
      file % 5 === 3 ? 'Its name holds a space.' : null,
      at
    )
}

function failedCopies(store: Store): void {
  const titles = ['GridSquare_29301122', 'Images-Disc1', `${longName}_gain_reference_with_a_long_name.mrc`]
  store.transfers.save(
    titles.map((title, position) => {
      const start = { id: `copy-${position}`, parents: false, followLinks: false, resume: false, verify: true }
      const places = { sources: [here(`/data/${title}`)], destination: there('/gpfs/em') }
      const request = requestOf({ ...start, ...places, priority: 'normal' })
      const whole = {
        code: 'unreachable',
        message: 'northlight cannot be reached.',
        hint: 'Is the network there?'
      } as const
      const fresh = newRecord(createdAt, { priority: 'normal', limit: null, partKey: `part${position}` })
      return { id: start.id, position, request, record: { ...fresh, state: 'failed', endedAt: createdAt, whole } }
    })
  )
}

/** Files of the ledger that are in doubt, and some that are not safe. */
export function fillLedger(dataFolder: string, files: number): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const store = openStore(dataFolder, silentLog)
  const hex = (file: number): string => file.toString(16).padStart(64, '0')
  const copiesOf = (file: number): LedgerCopy['place'][] =>
    file % 3 === 0
      ? [{ kind: 's3', path: `/archive/${file}.eer` }]
      : [{ kind: 's3', path: `/archive/${file}.eer` }, there(`/em/${file}.eer`)]
  const records = Array.from({ length: files }, (_, file): VerifiedCopy[] =>
    copiesOf(file).map(copy => ({
      ...{ origin: { kind: 'watch', id: 'watch-9', name: longName }, session: null, version: 1, copy },
      source: { kind: 'site', site: 'scope', path: `/data/${longName}/GridSquare_7/FoilHole_${file}_fractions.eer` },
      ...{ size: 300_000_000, mtime: createdAt, checksum: { algorithm: 'sha256', hex: hex(file) } },
      ...{ sha256: hex(file), verifiedAt: createdAt }
    }))
  )
  store.ledgerFiles.record(records.flat())
  store.close()
}

/** Before the engine starts. */
export function fillCollection(home: string, dataFolder: string): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const store = openStore(dataFolder, silentLog)
  store.watches.together(() => {
    for (let place = 0; place < counts.watches; place++) restingWatch(store, place)
    brokenWatches(store, home)
    for (let place = 0; place < counts.rules; place++) {
      store.processing.save(`rule-${number(place)}`, rule(place))
      ruleFiles(store, place)
    }
  })
  failedCopies(store)
  store.close()
}
