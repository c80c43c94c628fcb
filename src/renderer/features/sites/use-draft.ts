import { useState } from 'react'

/** What is wrong with a draft: the field it stands at, in words. */
export interface WrongField<Draft> {
  readonly field: keyof Draft
  readonly message: string
}

/** A form while it is filled in, and the field that was refused until something is changed. */
export function useDraft<Draft extends object>(initial: () => Draft) {
  const [draft, setDraft] = useState<Draft>(initial)
  const [wrong, setWrong] = useState<WrongField<Draft> | null>(null)
  return {
    draft,
    set: (change: Partial<Draft>): void => {
      setDraft(before => ({ ...before, ...change }))
      setWrong(null)
    },
    refuse: setWrong,
    errorOf: (field: keyof Draft): string | undefined => (wrong?.field === field ? wrong.message : undefined)
  }
}
