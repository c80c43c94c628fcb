/** One who can be asked for a line of text. */
export interface Question {
  text: string
  /** Not shown while it is typed. */
  secret: boolean
  /** A yes or no or a fingerprint: never answered from a list of passwords. */
  decision: boolean
}

export interface Questioner {
  /** Null: no answer can be had here. */
  ask(question: Question, signal: AbortSignal): Promise<string | null>
}

export const nobody: Questioner = { ask: async () => null }
