/** How good micrographs are: limits, medians, and what the latest ones say. */
import type { MicrographQuality, Quality, QualityLimits } from '@contract/cockpit'

/** What has a limit; all of them are worse the higher they are. */
export const limited = ['ctfResolutionAngstrom', 'driftAngstrom', 'astigmatismAngstrom'] as const
export type Limited = (typeof limited)[number]

/** Micrographs that a warning is about, and how many of them have to be beyond a limit. */
const latest = { looked: 20, least: 8, beyond: 0.4 } as const

export const isBeyond = (micrograph: MicrographQuality, limits: QualityLimits, what: Limited): boolean => {
  const value = micrograph[what]
  return value !== null && value > limits[what]
}

/** Null without any. */
export function median(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null).sort((a, b) => a - b)
  const [low, high] = [known[Math.floor((known.length - 1) / 2)], known[Math.floor(known.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

export function mediansOf(all: readonly MicrographQuality[]): Quality['medians'] {
  return {
    driftAngstrom: median(all.map(one => one.driftAngstrom)),
    ctfResolutionAngstrom: median(all.map(one => one.ctfResolutionAngstrom)),
    defocusAngstrom: median(all.map(one => one.defocusAngstrom)),
    astigmatismAngstrom: median(all.map(one => one.astigmatismAngstrom))
  }
}

export function countBeyond(all: readonly MicrographQuality[], limits: QualityLimits): Quality['beyond'] {
  const count = (what: Limited): number => all.filter(one => isBeyond(one, limits, what)).length
  return {
    driftAngstrom: count('driftAngstrom'),
    ctfResolutionAngstrom: count('ctfResolutionAngstrom'),
    astigmatismAngstrom: count('astigmatismAngstrom')
  }
}

const sentences: Readonly<Record<Limited, (limit: number) => string>> = {
  ctfResolutionAngstrom: limit => `a CTF fit worse than ${limit} Å: look at the ice, the focus and the stage`,
  driftAngstrom: limit => `more than ${limit} Å of drift: let the stage settle longer, or wait after a refill`,
  astigmatismAngstrom: limit => `more than ${limit} Å of astigmatism: align the stigmators`
}

/** Of the latest twenty: where two of five or more are beyond a limit. `all` by time. */
export function qualityWarnings(all: readonly MicrographQuality[], limits: QualityLimits): string[] {
  return limited.flatMap(what => {
    const known = all.filter(one => one[what] !== null).slice(-latest.looked)
    const bad = known.filter(one => isBeyond(one, limits, what)).length
    if (known.length < latest.least || bad < known.length * latest.beyond) return []
    return [`${bad} of the last ${known.length} micrographs have ${sentences[what](limits[what])}.`]
  })
}

/** At most about `most`: all beyond a limit, if they are not too many themselves, and every so many of the others. */
export function thinned<One extends MicrographQuality>(
  all: readonly One[],
  limits: QualityLimits,
  most: number
): readonly One[] {
  if (all.length <= most) return all
  const bad = new Set(all.filter(one => limited.some(what => isBeyond(one, limits, what))).slice(-most / 2))
  const room = most - bad.size
  const every = Math.ceil(all.length / room)
  return all.filter((one, at) => bad.has(one) || (all.length - 1 - at) % every === 0)
}
