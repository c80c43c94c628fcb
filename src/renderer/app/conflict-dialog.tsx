import type { ConflictRule, PromptAnswer, PromptRequest } from '@contract/prompts'
import { displayName } from '@domain/bytes-name'
import { useState } from 'react'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { formatBytes, formatDate } from '../ui/format'
import { Facts } from '../ui/page-bar'

type ConflictPrompt = Extract<PromptRequest, { kind: 'conflict' }>

/** Something of that name is there already. Nothing that cannot be undone is the default. */
export function ConflictDialog({ prompt, answer }: { prompt: ConflictPrompt; answer: (given: PromptAnswer) => void }) {
  const [forAll, setForAll] = useState(false)
  const choose = (rule: ConflictRule): void => answer({ kind: 'conflict', rule, forAll })
  const describe = (side: ConflictPrompt['source']): string =>
    `${formatBytes(side.size)}, ${formatDate(Date.parse(side.mtime), Date.now())}`
  return (
    <Dialog
      open
      onClose={() => choose('skip')}
      title={`${displayName(prompt.existing.path)} is already there`}
      leftActions={
        <Button kind='destructive' onClick={() => choose('overwrite')}>
          Replace it
        </Button>
      }
      actions={
        <>
          <Button onClick={() => choose('newer')}>Keep the newer</Button>
          <Button onClick={() => choose('rename')}>Keep both</Button>
          <Button kind='primary' onClick={() => choose('skip')}>
            Skip
          </Button>
        </>
      }
    >
      <Facts
        facts={[
          { name: 'There', value: describe(prompt.existing) },
          { name: 'To copy', value: `${describe(prompt.source)}, ${displayName(prompt.source.path)}` }
        ]}
      />
      <Checkbox checked={forAll} onChange={setForAll} label='Do the same for all of this transfer' />
    </Dialog>
  )
}
