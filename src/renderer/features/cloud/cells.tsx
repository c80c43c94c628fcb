/** Cells that the tables of the cloud have in common. */
import { dollars } from '@domain/cloud/usd-text'
import type { ReactNode } from 'react'
import { unknown } from '../../ui/format'
import { visibleName } from '../../ui/visible-name'

export const dash = <span className='faint'>—</span>

/** A text from outside, whole in its title; a dash where there is none. */
export const textCell = (value: string | null | undefined): ReactNode =>
  value ? <span title={visibleName(value)}>{visibleName(value)}</span> : dash

/** An estimate; unknown is said, never 0. */
export const money = (usd: number | null): ReactNode =>
  usd === null ? <span className='faint'>{unknown}</span> : dollars(usd)
