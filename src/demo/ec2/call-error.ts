/** A refusal in AWS's words ("Error codes for the Amazon EC2 API"). */
export class CallError extends Error {
  readonly code: string
  /** Of the HTTP answer. */
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** A value that the call cannot take. */
export const invalidValue = (message: string): CallError => new CallError('InvalidParameterValue', message)

export const missing = (name: string): CallError =>
  new CallError('MissingParameter', `The request must contain the parameter ${name}`)
