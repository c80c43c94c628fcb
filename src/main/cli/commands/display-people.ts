/** `farscope display people|share|thumbnail`: who sees a display, and what it shows. */
import { writeFile } from 'node:fs/promises'
import type { DisplayPerson } from '@contract/display'
import { displayShareSchema } from '@contract/display'
import { Failure } from '@domain/failure'
import { chosenDisplay } from '../chosen-display'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { localFileFailure } from '../local-file-failure'
import type { SharedDocument, ThumbnailDocument } from '../schema-documents'
import { safeText, table } from '../text'

export const displayPeople: CommandRun = async context => {
  const { out, signal } = context
  const { kind, site, host, id } = await chosenDisplay(context)
  const people = await (await context.client()).displays.people({ kind, site, host, id }, { signal })
  await out.result(people, () => peopleText(people))
  return 0
}

function peopleText(people: readonly DisplayPerson[]): string {
  if (people.length === 0) return 'Nobody looks at it.\n'
  return table(people, [
    { title: 'USER', cell: one => one.user },
    { title: 'ROLE', cell: one => one.role ?? '' },
    { title: 'SINCE', cell: one => one.since ?? '' },
    { title: 'FROM', cell: one => one.address ?? '' },
    { title: 'MAY', cell: one => one.right ?? '' },
    { title: 'DRIVES', cell: one => (one.driving === null ? '' : one.driving ? 'yes' : 'no') }
  ])
}

/** `USER:control` or `USER:view`; `usage` for anything else, and where it is not said who. */
function sharedWith({ args }: CommandContext): SharedDocument['people'] {
  const texts = args.list('people')
  if (args.has('none') === texts.length > 0)
    throw new Failure('usage', 'With whom the display is shared is not said.', {
      hint: 'Write --people ann:control,ben:view for all who may besides its owner, or --none.'
    })
  return texts.map(text => {
    const at = text.lastIndexOf(':')
    const parsed = displayShareSchema.safeParse({ user: text.slice(0, Math.max(0, at)), right: text.slice(at + 1) })
    if (parsed.success && parsed.data.right !== 'none') return parsed.data
    throw new Failure('usage', `--people cannot have "${text}".`, {
      hint: 'Write USER:control or USER:view, for instance ann:control,ben:view.'
    })
  })
}

export const shareDisplay: CommandRun = async context => {
  const { out, signal } = context
  const people = sharedWith(context)
  const { kind, site, host, id } = await chosenDisplay(context)
  await (await context.client()).displays.share({ kind, site, host, id, people }, { signal })
  const document: SharedDocument = { shared: id, people }
  const names = people.map(({ user, right }) => `${user} (${right})`).join(', ')
  await out.result(document, () => `${safeText(id)}: ${names || 'its owner alone'}.\n`)
  return 0
}

export const displayThumbnail: CommandRun = async context => {
  const { args, out, signal } = context
  const target = args.text('png')
  if (target === undefined)
    throw new Failure('usage', 'The option --png is missing.', { hint: 'Write where the picture goes: --png FILE.' })
  const width = args.whole('width', 32, 1024) ?? 320
  const { kind, site, host, id } = await chosenDisplay(context)
  const { displays } = await context.client()
  const { base64, takenAt } = await displays.thumbnail({ kind, site, host, id, width }, { signal })
  await writeFile(target, Buffer.from(base64, 'base64')).catch(thrown => {
    throw localFileFailure(target, thrown)
  })
  const document: ThumbnailDocument = { file: target, takenAt }
  await out.result(document, () => `Wrote ${safeText(target)}\n`)
  return 0
}
