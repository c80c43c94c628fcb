/**
 * How much a user may still write, by what quota(1) and lfs-quota(1) print. Both give a row for each file system: name,
 * used, soft limit and hard limit in KiB, then a grace time that may be missing. `*` marks what is over its limit,
 * brackets what Lustre does not know exactly. A long name stands on a line of its own.
 */

export interface Quota {
  /** Device or export, as df(1) names it; a mount point from Lustre. */
  readonly filesystem: string
  readonly usedBytes: number
  /** The hard limit, else the soft one. */
  readonly limitBytes: number
}

const kibibyte = 1024
const number = String.raw`\[?(\d+)\]?\*?`
const row = new RegExp(String.raw`^\s*(\S+)\s+${number}\s+${number}\s+${number}(?:\s|$)`)
const numbersOnly = new RegExp(String.raw`^\s*${number}\s+${number}\s+${number}(?:\s|$)`)

/** Rows without any limit are left out; what is no row is passed over. */
export function parseQuota(text: string): Quota[] {
  const quotas: Quota[] = []
  let name = ''
  for (const line of text.split('\n')) {
    const alone = /^\s*(\S+)\s*$/.exec(line)?.[1]
    const joined = name !== '' && numbersOnly.test(line) ? `${name} ${line}` : line
    name = alone ?? ''
    const [, filesystem, used, soft, hard] = row.exec(joined) ?? []
    const limit = Number(hard) || Number(soft)
    if (filesystem === undefined || !limit) continue
    quotas.push({ filesystem, usedBytes: Number(used) * kibibyte, limitBytes: limit * kibibyte })
  }
  return quotas
}

/**
 * Bytes that may still be written by the tightest limit; null where none is known. The text is what `quotaScript` of
 * the room check prints: `device NAME`, then sections that begin with a line `quota` or `lustre`.
 */
export function freeByQuota(text: string): number | null {
  const [first = '', ...rest] = text.split(/^(?=quota$|lustre$)/m)
  const device = /^device (.*)$/m.exec(first)?.[1]?.trim()
  const free = rest.flatMap(section => {
    const quotas = parseQuota(section.slice(section.indexOf('\n') + 1))
    const ours = section.startsWith('lustre') ? quotas : quotas.filter(({ filesystem }) => filesystem === device)
    return ours.map(({ usedBytes, limitBytes }) => Math.max(0, limitBytes - usedBytes))
  })
  return free.length === 0 ? null : Math.min(...free)
}
