import type { ConflictRule, PromptAnswer, PromptRequest } from '@contract/prompts'
import { baseName, parentPath } from '@domain/files/path'
import { useState } from 'react'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { formatBytes, formatDate, zoneName } from '../ui/format'
import { Facts } from '../ui/page-bar'
import { visibleName } from '../ui/visible-name'

type ConflictPrompt = Extract<PromptRequest, { kind: 'conflict' }>

/** The half of the source that is there already may be the beginning of it: only then can it be gone on with. */
function canGoOn({ source, existing }: ConflictPrompt): boolean {
  return existing.size > 0 && existing.size < source.size
}

/** Whether "keep the newer" would replace what is there. */
function newerReplaces({ source, existing }: ConflictPrompt): boolean {
  return Date.parse(source.mtime) > Date.parse(existing.mtime)
}

/** `2.9 KiB, 21 Nov 09:55 UTC, newer`. */
function sideWords({ size, mtime }: ConflictPrompt['source'], newer: boolean): string {
  const at = Date.parse(mtime)
  return `${formatBytes(size)}, ${formatDate(at, Date.now())} ${zoneName(at)}${newer ? ', newer' : ''}`
}

/**
 * Something of that name is there already. The focus is on the act that changes nothing, and closing does the same;
 * the one that destroys stands alone at the left.
 */
export function ConflictDialog({ prompt, answer }: { prompt: ConflictPrompt; answer: (given: PromptAnswer) => void }) {
  const [forAll, setForAll] = useState(false)
  const choose = (rule: ConflictRule): void => answer({ kind: 'conflict', rule, forAll })
  const { source, existing } = prompt
  const replaces = newerReplaces(prompt)
  const newer = replaces ? 'the one to copy is newer' : 'the one there is newer, or as old'
  return (
    <Dialog
      open
      // Closing is no answer "for all": it leaves this one file as it is.
      onClose={() => answer({ kind: 'conflict', rule: 'skip', forAll: false })}
      title={`${visibleName(baseName(existing.path))} is already there`}
      description={`In ${visibleName(parentPath(existing.path))}. It stays as it is until you choose.`}
      leftActions={
        <Button kind='destructive' onClick={() => choose('overwrite')}>
          Replace it
        </Button>
      }
      actions={
        <>
          {canGoOn(prompt) && (
            <Button title='Copies only what is missing at its end' onClick={() => choose('resume')}>
              Go on with it
            </Button>
          )}
          <Button title={`Here ${newer}`} onClick={() => choose('newer')}>
            Keep the newer
          </Button>
          <Button title='The copy gets a number in its name' onClick={() => choose('rename')}>
            Keep both
          </Button>
          <Button kind='primary' autoFocus onClick={() => choose('skip')}>
            Skip
          </Button>
        </>
      }
    >
      <Facts
        facts={[
          { name: 'There now', value: sideWords(existing, Date.parse(existing.mtime) > Date.parse(source.mtime)) },
          { name: 'To copy', value: sideWords(source, replaces) },
          { name: 'From', value: visibleName(source.path) }
        ]}
      />
      <Checkbox
        checked={forAll}
        onChange={setForAll}
        label='Do the same for all names of this transfer that are taken'
      />
    </Dialog>
  )
}
