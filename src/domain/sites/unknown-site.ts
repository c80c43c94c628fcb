import { Failure } from '../failure'

/** One wording wherever a name of a site is not known. */
export function unknownSite(name: string): Failure {
  return new Failure('unknown-site', `There is no site called ${name.toWellFormed()}.`, {
    hint: 'See "farscope site list", or add it with "farscope site add".'
  })
}
