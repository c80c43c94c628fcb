import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { RateField, typedRate } from '../../../src/renderer/ui/rate-field'

describe('a limit of speed', () => {
  it('is typed in MiB/s and means whole bytes a second; empty is no limit', () => {
    expect(typedRate(1.5)).toBe(1_572_864)
    expect(typedRate(undefined)).toBeNull()
  })

  it('is refused where nothing would move any more', () => {
    expect(typedRate(0)).toBeUndefined()
    expect(typedRate(-1)).toBeUndefined()
    expect(typedRate(0.0001)).toBeUndefined()
  })

  it('is shown in the unit it is typed in', () => {
    expect(renderToString(<RateField label='Limit' value={5 * 1024 * 1024} onChange={() => {}} />)).toContain(
      'value="5"'
    )
    expect(renderToString(<RateField label='Limit' value={null} onChange={() => {}} />)).toContain('no limit')
  })
})
