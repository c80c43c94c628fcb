/** The one error class of the program: a closed code, what failed, what to do, and the cause it came from. */
import { type ErrorCode, type FailureData, failureSchema } from '@contract/errors'

type FailureOptions = Partial<Omit<FailureData, 'code' | 'message'>> & { cause?: unknown }

export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: ErrorCode
  /** What the user can do about it; empty when there is nothing to say. */
  readonly hint: string
  readonly detail: string | undefined
  /** Why a booking was refused: the rule's name, and what is in the way. */
  readonly refusal: Pick<FailureData, 'rule' | 'with'>

  constructor(code: ErrorCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint ?? ''
    this.detail = options.detail
    this.refusal = { ...(options.rule && { rule: options.rule }), ...(options.with && { with: options.with }) }
  }

  /** The plain form that crosses a door. */
  toData(): FailureData {
    const data: FailureData = { code: this.code, message: this.message, hint: this.hint, ...this.refusal }
    return this.detail === undefined ? data : { ...data, detail: this.detail }
  }

  static fromData(data: FailureData): Failure {
    const { code, message, detail, ...rest } = data
    return new Failure(code, message, { ...rest, ...(detail && { detail }) })
  }

  /** Any thrown thing as a Failure: a Failure stays itself, an abort is `cancelled`, the rest is `internal`. */
  static from(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown
    if (thrown instanceof Error && thrown.name === 'AbortError')
      return new Failure('cancelled', 'The work was cancelled.', { cause: thrown })
    // What a door's client throws carries our plain form in `data` (main/implementer).
    const carried = thrown instanceof Error && 'data' in thrown ? thrown.data : thrown
    const parsed = failureSchema.safeParse(carried)
    if (parsed.success) return Failure.fromData(parsed.data)
    // oRPC's own word for a call that the other side does not have: an engine of another version.
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'NOT_FOUND')
      return new Failure('unsupported', 'The engine that runs does not know this call.', {
        cause: thrown,
        hint: 'It is of another version of Farscope: end it and start this one.'
      })
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return new Failure('internal', message, { cause: thrown, hint: 'This is a defect of Farscope; please report it.' })
  }
}

/** Marks a branch that the types say cannot be reached. */
export function assertNever(value: never): never {
  throw new Failure('internal', `Unexpected value ${JSON.stringify(value)}.`)
}
