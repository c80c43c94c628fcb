/** What the room says where something could not be read, and of a picture that is not the newest. */
import type { CockpitLook, MicrographQuality, Quality } from '@contract/cockpit'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { keptLimits } from '../../../../src/renderer/features/cockpit/limits-popover'
import { QualityPlots } from '../../../../src/renderer/features/cockpit/middle-band'
import { newestFolder } from '../../../../src/renderer/features/cockpit/newest-button'
import { picturedOf } from '../../../../src/renderer/features/cockpit/use-picture'

const limits = { driftAngstrom: 30, ctfResolutionAngstrom: 5, astigmatismAngstrom: 500 }
const micrograph = (name: string, ctf: number | null): MicrographQuality => ({
  ...{ name, at: null, driftAngstrom: 3, ctfResolutionAngstrom: ctf, defocusAngstrom: 1e4, astigmatismAngstrom: 50 }
})

describe('figures beside a picture', () => {
  const picture = { name: 'a', path: '/a', width: 1, height: 1, pixelAngstrom: null, png: '' }
  const answer = { key: 'one', picture, micrograph: micrograph('a', null) }

  it('are those of the picture, until the newest one is there', () => {
    expect(picturedOf(answer, 'one', micrograph('b', 9))).toEqual({ picture, micrograph: micrograph('a', null) })
  })

  it('are the latest that are known of it', () => {
    expect(picturedOf(answer, 'one', micrograph('a', 3.2)).micrograph?.ctfResolutionAngstrom).toBe(3.2)
  })

  it('are none, as is the picture, of another session', () => {
    expect(picturedOf(answer, 'other', micrograph('b', 9))).toEqual({ picture: null, micrograph: null })
  })
})

describe('quality that could be read before', () => {
  it('stays, with why it cannot be read now', () => {
    const quality: Quality = {
      ...{ folders: [], micrographs: 1, shown: [micrograph('a', 4)], limits, newest: null, warnings: [] },
      medians: { driftAngstrom: 3, ctfResolutionAngstrom: 4, defocusAngstrom: 1e4, astigmatismAngstrom: 50 },
      beyond: { driftAngstrom: 0, ctfResolutionAngstrom: 0, astigmatismAngstrom: 0 }
    }
    const drawn = (error: Parameters<typeof QualityPlots>[0]['error']): string =>
      renderToString(<QualityPlots {...{ quality, error, limits }} zone='UTC' height={300} forecast={() => null} />)
    const error = { code: 'permission', message: 'The folder may not be read.', hint: '' } as const
    expect(drawn(error)).toContain('The folder may not be read.')
    expect(drawn(null)).not.toContain('The folder may not be read.')
  })
})

describe('limits that are typed', () => {
  it('are kept once they are others, and an empty field leaves its own', () => {
    expect(keptLimits(limits, limits)).toBeNull()
    expect(keptLimits(limits, { ...limits, driftAngstrom: undefined, astigmatismAngstrom: 0 })).toBeNull()
    expect(keptLimits(limits, { ...limits, ctfResolutionAngstrom: 4.5 })).toEqual({
      ...limits,
      ctfResolutionAngstrom: 4.5
    })
  })
})

describe('the folder of the newest pictures', () => {
  const session = { folder: { site: 'north', path: '/data/s1' }, movies: { site: 'scope', path: '/movies/s1' } }
  it("is the shown micrograph's, else the last movie's, else none", () => {
    const collected = { last: { path: '/movies/s1/Data/a.mrc', bytes: 1 } }
    // Only what is looked at.
    const look = { collected } as CockpitLook
    expect(newestFolder(session, look, '/data/s1/MotionCorr/job002/a.mrc')).toEqual({
      ...{ kind: 'site', site: 'north', path: '/data/s1/MotionCorr/job002' }
    })
    expect(newestFolder(session, look, null)).toEqual({ kind: 'site', site: 'scope', path: '/movies/s1/Data' })
    expect(newestFolder(session, null, null)).toBeNull()
  })
})
