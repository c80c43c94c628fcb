import { describe, inject, it } from 'vitest'

/** What a suite cannot do without: the SSH servers alone, SLURM as well, or the S3 store. */
export type FacilityNeed = 'ssh' | 'slurm' | 's3'

/**
 * A suite against the real servers. Where they cannot be had it is skipped with the reason in its title; in CI, where
 * they can, that is a failure.
 */
export function describeFacility(title: string, need: FacilityNeed, body: () => void): void {
  const state = inject('facility')
  if (state[need]) {
    describe(title, body)
  } else if (process.env.CI) {
    describe(title, () => {
      it('has its servers', () => {
        throw new Error(`the test facility has no ${need}: ${state.reason}`)
      })
    })
  } else {
    describe(title, () => {
      it('talks to the real servers', context => context.skip(`no ${need}: ${state.reason}`))
    })
  }
}
