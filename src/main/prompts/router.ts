import { os } from '../implementer'
import type { PromptBroker } from './prompt-broker'

export function createPromptsRouter(broker: PromptBroker) {
  return os.prompts.router({
    watch: os.prompts.watch.handler(({ context, signal }) => broker.watch(context.clientId, signal)),
    answer: os.prompts.answer.handler(({ context, input }) => broker.answer(context.clientId, input.id, input.answer))
  })
}
