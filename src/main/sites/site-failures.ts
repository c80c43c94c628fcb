/** What can be wrong with the name of a site or host. */
import { Failure } from '@domain/failure'

export const unknownHost = (site: string, host: string): Failure =>
  new Failure('not-found', `The site ${site} has no host called ${host}.`, {
    hint: `See "farscope site show ${site}".`
  })

export const takenSite = (name: string): Failure =>
  new Failure('exists', `There is a site called ${name} already.`, {
    hint: `Choose another name, or remove that site first (in the command: farscope site remove ${name}).`
  })
