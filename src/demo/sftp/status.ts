/** SFTP status codes and what an operating system's error becomes, the way OpenSSH's sftp-server maps them. */

export const statusCodes = {
  ok: 0,
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  unsupported: 8
} as const

export type StatusCode = (typeof statusCodes)[keyof typeof statusCodes]

const texts: Record<StatusCode, string> = {
  0: 'Success',
  1: 'End of file',
  2: 'No such file',
  3: 'Permission denied',
  4: 'Failure',
  5: 'Bad message',
  8: 'Operation unsupported'
}

/** A refusal decided here, not by the operating system. */
export class StatusError extends Error {
  constructor(readonly status: StatusCode) {
    super(texts[status])
  }
}

export function statusText(status: StatusCode): string {
  return texts[status]
}

const byErrno: Record<string, StatusCode> = {
  ENOENT: 2,
  ENOTDIR: 2,
  EBADF: 2,
  ELOOP: 2,
  EPERM: 3,
  EACCES: 3,
  EFAULT: 3,
  ENAMETOOLONG: 5,
  EINVAL: 5,
  ENOSYS: 8
}

/** The status for any thrown thing. */
export function statusOf(thrown: unknown): StatusCode {
  if (thrown instanceof StatusError) return thrown.status
  const errno = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  return byErrno[errno] ?? statusCodes.failure
}
