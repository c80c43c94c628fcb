/** What many files of the ledger add up to. */
import type { LedgerState, LedgerSummary } from '@contract/ledger'
import { judgeFile } from './file-state'
import { separatePlace, separatePlaceText } from './place-text'
import type { ComparePlaces } from './places'
import type { RecordedFile } from './recorded-file'

export interface LedgerTally {
  add(file: RecordedFile): void
  summary(): LedgerSummary
}

interface Count {
  files: number
  bytes: number
}

const none = (): Count => ({ files: 0, bytes: 0 })

function count(into: Count, bytes: number): void {
  into.files++
  into.bytes += bytes
}

/** Files that are still at their source and cannot be released as they are. */
export const notSafe = ({ doubted, waiting, trouble }: LedgerSummary['states']): number =>
  doubted.files + waiting.files + trouble.files

/** `asked`: in how many different places a file must be verified to be safe. */
export function createLedgerTally(asked: number, compare?: ComparePlaces): LedgerTally {
  const all = none()
  const states: Record<LedgerState, Count> = {
    safe: none(),
    doubted: none(),
    waiting: none(),
    trouble: none(),
    replaced: none(),
    released: none()
  }
  const places = new Map<string, Count & { place: string }>()
  let withoutSha256 = 0

  function countPlaces(file: RecordedFile): void {
    const own = separatePlace(file.source)
    const counted = new Set<string>()
    for (const { place, state } of file.copies) {
      const key = separatePlace(place)
      if (state !== 'verified' || counted.has(key) || key === own) continue
      counted.add(key)
      const known = places.get(key) ?? { place: separatePlaceText(place), ...none() }
      count(known, file.size)
      places.set(key, known)
    }
  }

  return {
    add(file) {
      count(all, file.size)
      count(states[judgeFile(file, asked, compare).state], file.size)
      if (file.digests.sha256 === undefined) withoutSha256++
      countPlaces(file)
    },
    summary: () => ({
      copies: asked,
      safe: states.safe.files > 0 && notSafe(states) === 0,
      all: { ...all },
      states: {
        safe: { ...states.safe },
        doubted: { ...states.doubted },
        waiting: { ...states.waiting },
        trouble: { ...states.trouble },
        replaced: { ...states.replaced },
        released: { ...states.released }
      },
      places: [...places.values()].map(({ place, files, bytes }) => ({ place, files, bytes })),
      withoutSha256
    })
  }
}
