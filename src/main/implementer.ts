/**
 * The one base on which every slice implements its part of the contract. It knows who calls, and it is the only place
 * where errors become wire errors, for calls and for the items of streams alike.
 */
import { contract } from '@contract/contract'
import { Failure } from '@domain/failure'
import { implement, ORPCError, ValidationError } from '@orpc/server'

/** Who calls: one window or one command. Prompts and "who watches" are told apart by it. */
export interface CallerContext {
  readonly clientId: string
}

/** Bad input is the caller's mistake and names the field; bad output is ours. */
function asFailure(thrown: unknown): Failure {
  if (!(thrown instanceof ORPCError)) return Failure.from(thrown)
  const invalid = thrown.cause instanceof ValidationError ? thrown.cause : undefined
  if (!invalid) return Failure.from(thrown.data ?? thrown)
  const text = invalid.issues
    .map(
      issue =>
        `${(issue.path ?? []).map(part => (typeof part === 'object' ? part.key : part)).join('.') || 'input'}: ${issue.message}`
    )
    .join('; ')
  if (thrown.code === 'BAD_REQUEST') return new Failure('usage', `Not a valid request: ${text}`, { cause: thrown })
  return new Failure('internal', `Not a valid answer: ${text}`, {
    cause: thrown,
    hint: 'This is a defect of Farscope; please report it.'
  })
}

function wireError(thrown: unknown): ORPCError<'FAILURE', ReturnType<Failure['toData']>> {
  const failure = asFailure(thrown)
  return new ORPCError('FAILURE', { defined: true, status: 500, message: failure.message, data: failure.toData() })
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

async function* withWireErrors(source: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* source
  } catch (thrown) {
    throw wireError(thrown)
  }
}

export const os = implement(contract)
  .$context<CallerContext>()
  .use(async ({ next }) => {
    try {
      const result = await next()
      // The type of a stream's items is the contract's; wrapping changes only what its errors look like.
      return isAsyncIterable(result.output)
        ? { ...result, output: withWireErrors(result.output) as typeof result.output }
        : result
    } catch (thrown) {
      throw wireError(thrown)
    }
  })
