import { Failure } from '@domain/failure'
import type { Arguments } from './arguments'

/** A time of an option as ISO 8601 UTC. A day without a time begins at midnight UTC (ECMAScript, Date.parse). */
export function timeOption(args: Arguments, option: string): string | undefined {
  const text = args.text(option)
  if (text === undefined) return undefined
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(text)
  const day = text.slice(0, 10)
  // Date.parse takes the 31st of February for the 3rd of March.
  const real = iso && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day)
  const time = real ? Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw new Failure('usage', `--${option} cannot be "${text}".`, {
    hint: `Write a day, 2026-11-01, or a time with offset, 2026-11-01T09:00:00Z or 2026-11-01T10:00+01:00.`
  })
}
