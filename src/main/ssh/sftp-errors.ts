/** SFTP status codes as Failures. OpenSSH says only "Failure" for most errno values, so callers look closer. */

import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { statusCode } from '@domain/sftp-packet'

/** What was being done, for the message: `read`, `/data/x`. */
export interface Doing {
  readonly verb: string
  readonly path: string
}

/** The Failure for a status other than OK (draft-ietf-secsh-filexfer-02 7). */
export function statusFailure(code: number, text: string, doing: Doing): Failure {
  const what = `Cannot ${doing.verb} ${displayName(doing.path)}`
  const detail = text === '' ? {} : { detail: text }
  if (code === statusCode.noSuchFile)
    return new Failure('not-found', `${what}: there is no such file or folder.`, { hint: 'Check the path.', ...detail })
  if (code === statusCode.permissionDenied)
    return new Failure('permission', `${what}: permission denied.`, {
      hint: 'Ask the owner, or the facility, for the right to do this.',
      ...detail
    })
  if (code === statusCode.unsupported)
    return new Failure('unsupported', `${what}: the server does not support this.`, detail)
  if (/no space|disk full|ENOSPC/i.test(text))
    return new Failure('disk-full', `${what}: the remote disk is full.`, {
      hint: 'Free space there, then retry.',
      ...detail
    })
  if (/quota|EDQUOT/i.test(text))
    return new Failure('quota', `${what}: the quota is used up.`, { hint: 'Free space there, then retry.', ...detail })
  if (/exist/i.test(text)) return new Failure('exists', `${what}: it exists already.`, detail)
  if (code === statusCode.badMessage)
    return new Failure('rule', `${what}: the server does not accept this name or value.`, {
      hint: 'A name can have at most 255 bytes.',
      ...detail
    })
  return new Failure('remote-error', `${what}: ${text || `status ${code}`}.`, detail)
}
