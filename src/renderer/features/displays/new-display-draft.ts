/** What is typed where a display is made, and the wish that it comes to. */
import { type DisplayKind, type DisplayWishInput, displaySizeSchema } from '@contract/display'

export interface DisplayDraft {
  readonly kind: DisplayKind
  /** Our name of a host; empty: the site's own choice. */
  readonly host: string
  readonly name: string
  readonly type: 'virtual' | 'console'
  /** Empty: the usual one of the kind. */
  readonly size: string
  readonly gl: boolean
  readonly command: string
  readonly inJob: boolean
  readonly partition: string
  readonly account: string
  readonly hours: number | undefined
  readonly cpus: number | undefined
  readonly gpus: number | undefined
  readonly memory: string
  /** Names with spaces between. */
  readonly modules: string
  readonly by: 'command' | 'pcluster'
}

export const emptyDraft = (kind: DisplayKind): DisplayDraft => ({
  ...{ kind, host: '', name: '', type: 'virtual', size: '', gl: false, command: '', inJob: false, partition: '' },
  ...{ account: '', hours: 8, cpus: 4, gpus: 0, memory: '', modules: '', by: 'command' }
})

type Fields = Readonly<Record<'type' | 'size' | 'gl' | 'command' | 'job' | 'by', boolean>>

/** What the kind takes as it is chosen; the rest is neither shown nor sent. */
export function fieldsOf({ kind, type, by }: Pick<DisplayDraft, 'kind' | 'type' | 'by'>): Fields {
  const dcv = kind === 'dcv'
  const ownDcv = dcv && type === 'virtual' && by === 'command'
  return {
    type: dcv && by === 'command',
    size: kind !== 'command',
    gl: ownDcv,
    command: !dcv || ownDcv,
    job: kind === 'vnc' || ownDcv,
    by: dcv && type === 'virtual'
  }
}

const whole = (value: number | undefined, least: number, most: number): boolean =>
  value !== undefined && Number.isInteger(value) && value >= least && value <= most

/** What is wrong with it, by field. */
export function draftTroubles(draft: DisplayDraft): Partial<Record<keyof DisplayDraft, string>> {
  const fields = fieldsOf(draft)
  const job = fields.job && draft.inJob
  const troubles: Partial<Record<keyof DisplayDraft, string>> = {}
  if (fields.size && draft.size !== '' && !displaySizeSchema.safeParse(draft.size.trim()).success)
    troubles.size = 'Width x height in pixels, such as 1920x1080'
  if (!job) return troubles
  if (draft.hours === undefined || draft.hours <= 0 || draft.hours > 1600) troubles.hours = 'Hours, more than 0'
  if (!whole(draft.cpus, 1, 4096)) troubles.cpus = 'A whole number from 1'
  if (!whole(draft.gpus, 0, 64)) troubles.gpus = 'A whole number from 0'
  if (draft.memory !== '' && !/^\d+[KMGT]?$/.test(draft.memory.trim())) troubles.memory = 'Such as 16G'
  return troubles
}

const text = <K extends string>(key: K, value: string): Partial<Record<K, string>> => {
  // One key of the type's own name: the compiler does not follow a computed one.
  const given = { [key]: value.trim() } as Record<K, string>
  return value.trim() === '' ? {} : given
}

export function wishOf(site: string, draft: DisplayDraft): DisplayWishInput {
  const fields = fieldsOf(draft)
  return {
    ...{ kind: draft.kind, site, name: draft.name.trim() },
    ...text('host', draft.host),
    ...(draft.kind === 'dcv' && { type: draft.type }),
    ...(fields.size && text('size', draft.size)),
    ...(fields.gl && draft.gl && { gl: true }),
    ...(fields.command && text('command', draft.command)),
    ...(fields.by && draft.by !== 'command' && { by: draft.by }),
    ...(fields.job && draft.inJob && { job: jobOf(draft) })
  }
}

function jobOf(draft: DisplayDraft): NonNullable<DisplayWishInput['job']> {
  return {
    ...text('partition', draft.partition),
    ...text('account', draft.account),
    ...text('memory', draft.memory),
    minutes: Math.max(1, Math.round((draft.hours ?? 8) * 60)),
    cpus: draft.cpus ?? 4,
    gpus: draft.gpus ?? 0,
    modules: draft.modules.split(/[\s,]+/).filter(Boolean)
  }
}
