import type { PromptAnswer, PromptRequest } from '@contract/prompts'
import { useState } from 'react'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { PasswordField, TextField } from '../ui/text-field'
import styles from './app.module.css'

type CredentialsPrompt = Extract<PromptRequest, { kind: 'credentials' }>

const titles = {
  password: 'Password',
  passphrase: 'Passphrase of the key',
  'keyboard-interactive': 'The server asks'
} as const

/** One labelled field for each thing the server or the key wants; secret ones are masked. */
export function CredentialsDialog({
  prompt,
  answer
}: {
  prompt: CredentialsPrompt
  answer: (given: PromptAnswer) => void
}) {
  const [answers, setAnswers] = useState<readonly string[]>(() => prompt.fields.map(() => ''))
  const [remember, setRemember] = useState(false)
  const submit = (): void => answer({ kind: 'credentials', answers: [...answers], remember })
  const where = `${prompt.user}@${prompt.host}${prompt.hops > 1 ? `, hop ${prompt.hop} of ${prompt.hops}` : ''}`
  return (
    <Dialog
      open
      size='small'
      onClose={() => answer({ kind: 'declined' })}
      title={titles[prompt.method]}
      description={[where, prompt.title, prompt.instructions].filter(Boolean).join(' · ')}
      onSubmit={submit}
      leftActions={<Button onClick={() => answer({ kind: 'declined' })}>Cancel</Button>}
      actions={
        <Button kind='primary' type='submit'>
          Sign in
        </Button>
      }
    >
      <div className={styles.fields}>
        {prompt.fields.map((field, index) => {
          const Input = field.secret ? PasswordField : TextField
          return (
            <Input
              // biome-ignore lint/suspicious/noArrayIndexKey: the order of the server's fields is their identity
              key={index}
              label={field.label.trim().replace(/:$/, '') || 'Answer'}
              autoFocus={index === 0}
              value={answers[index] ?? ''}
              onChange={value => setAnswers(before => before.map((old, at) => (at === index ? value : old)))}
            />
          )
        })}
        {prompt.canRemember && (
          <Checkbox checked={remember} onChange={setRemember} label='Keep it in the keystore of this computer' />
        )}
      </div>
    </Dialog>
  )
}
