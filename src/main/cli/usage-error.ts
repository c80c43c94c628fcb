/** A mistake in the command line. Apart from Failure so that the parser stays free of zod, which takes long to load. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}
