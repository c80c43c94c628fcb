/** `farscope job tail`. */
import type { CommandRun } from '../command'
import { safeText } from '../text'

export const tailJob: CommandRun = async context => {
  const { args, signal, out } = context
  const follow = args.has('follow')
  const events = await (await context.client()).jobs.tail(
    {
      site: args.positional(0),
      id: args.positional(1),
      stream: args.has('stderr') ? 'stderr' : 'stdout',
      lines: args.whole('lines', 0, 100_000) ?? 10,
      follow
    },
    { signal }
  )
  let path = ''
  let collected = ''
  for await (const event of events) {
    if (out.closed) return 0
    if (event.type === 'opened') path = event.path
    if (out.json && follow) await out.line(event)
    else if (event.type === 'text' && out.json) collected += event.text
    else if (event.type === 'text') await out.write(event.text)
    else if (event.type === 'waiting' && !out.json) await out.writeError(`${safeText(event.message)}\n`)
    else if (event.type === 'reset' && !out.json) await out.writeError('The file begins anew.\n')
  }
  if (out.json && !follow) await out.result({ path: path.toWellFormed(), text: collected }, () => '')
  return 0
}
