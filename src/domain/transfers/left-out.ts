/** What no copy takes along: it has no contents that could be lost. */
import type { FailureData } from '@contract/errors'
import { displayName } from '../bytes-name'
import { Failure } from '../failure'

const noFile = ' is not a regular file.'
const noLink = ': a bucket holds no links.'

/** A device, a socket, a pipe. `source`: its path. */
export const notRegular = (source: string): Failure =>
  new Failure('unsupported', `${displayName(source)}${noFile}`, { hint: 'Devices, sockets and pipes are not copied.' })

/** `name`: as it is shown, such as `s3:bucket/key`. */
export const noLinksInBucket = (name: string): Failure =>
  new Failure('unsupported', `${name}${noLink}`, { hint: 'Copy what the link points to (follow links).' })

/** Other failures of the code `unsupported` are of files that the far end cannot hold: their contents are missing there. */
export const isLeftOut = ({ code, message }: Pick<FailureData, 'code' | 'message'>): boolean =>
  code === 'unsupported' && (message.endsWith(noFile) || message.endsWith(noLink))
