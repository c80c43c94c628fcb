/** The closed list of error codes and the one shape in which an error crosses a door. */
import { z } from 'zod'

/** Every code a user, a script or the window can meet. Documented in docs/cli-json.md. */
export const errorCodes = [
  'usage',
  'unknown-site',
  'not-found',
  'exists',
  'permission',
  'not-a-directory',
  'is-a-directory',
  'disk-full',
  'quota',
  'host-key-unknown',
  'host-key-changed',
  'host-key-mismatch',
  'auth-failed',
  'answer-needed',
  'confirmation-required',
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'protocol',
  'channel-refused',
  'no-sftp',
  'command-missing',
  'remote-error',
  'slurm-down',
  'conflict',
  'rule',
  'not-allowed',
  'changed-at-source',
  'mismatch',
  'partial',
  'cancelled',
  'capacity',
  'limit-exceeded',
  'expired-credentials',
  'price-unknown',
  'corrupt',
  'unsupported',
  'internal'
] as const

export const errorCodeSchema = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof errorCodeSchema>

/** A booking that stands in the way of another (contract/booking), as far as an error tells of it. */
const inTheWaySchema = z.object({
  uid: z.string(),
  resource: z.string(),
  start: z.string(),
  end: z.string(),
  owner: z.string(),
  title: z.string()
})

/** What failed and why (`message`), what to do about it (`hint`, may be empty). No secret is ever in either. */
export const failureSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  hint: z.string(),
  /** The raw text of the other side (a scheduler's refusal, an SFTP status), where it says more than we do. */
  detail: z.string().optional(),
  /** Of a refused booking: the rule by its name in resources.json, and the bookings in the way. */
  rule: z.string().optional(),
  with: z.array(inTheWaySchema).optional()
})
export type FailureData = z.infer<typeof failureSchema>
