import type { PromptAnswer, PromptRequest } from '@contract/prompts'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Facts } from '../ui/page-bar'

type HostKeyPrompt = Extract<PromptRequest, { kind: 'host-key' }>

const hopWords = ({ hop, hops }: HostKeyPrompt): string => (hops > 1 ? `, hop ${hop} of ${hops}` : '')

/** The first time a host's key is seen. A changed key never comes here: it is an error without an override. */
export function HostKeyDialog({ prompt, answer }: { prompt: HostKeyPrompt; answer: (given: PromptAnswer) => void }) {
  return (
    <Dialog
      open
      onClose={() => answer({ kind: 'declined' })}
      title={`Is this the right ${prompt.host}?`}
      description='Farscope has not met this host. Compare its fingerprint with the one your facility publishes.'
      leftActions={<Button onClick={() => answer({ kind: 'host-key', accept: false })}>Do not connect</Button>}
      actions={
        <Button kind='primary' onClick={() => answer({ kind: 'host-key', accept: true })}>
          Trust this key
        </Button>
      }
    >
      <Facts
        facts={[
          { name: 'Site', value: prompt.site },
          { name: 'Host', value: `${prompt.host}, port ${prompt.port}${hopWords(prompt)}` },
          { name: 'Key', value: prompt.keyType },
          { name: 'Fingerprint', value: <code>{prompt.fingerprint}</code> }
        ]}
      />
    </Dialog>
  )
}
