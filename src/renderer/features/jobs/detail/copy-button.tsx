import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../../ui/button'

/** Copies a text. Says what happened, because the clipboard may be refused. */
export function CopyButton({ text, children }: { text: string; children: string }): ReactNode {
  const [said, setSaid] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text was not copied
  useEffect(() => setSaid(null), [text])
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Not allowed')
    )
  }
  return (
    <Button size='small' icon='copy' onClick={copy}>
      {said ?? children}
    </Button>
  )
}
