import { type KeptShellView, keptShellSchema } from '@contract/terminals'

/**
 * The kept shells of a host, newest first, from lines `KEEPER NAME SHOWN [SECONDS]`; SECONDS since 1970. Whatever else
 * a host prints is no kept shell.
 */
export function parseKeptList(text: string): KeptShellView[] {
  const shells: (KeptShellView & { seconds: number })[] = []
  for (const line of text.split('\n')) {
    const [by, name, shown = '', created = ''] = line.trim().split(' ')
    const shell = keptShellSchema.safeParse({ by, name })
    if (!shell.success || !/^\d+$/.test(shown)) continue
    const seconds = /^\d{1,11}$/.test(created) ? Number(created) : 0
    const createdAt = seconds === 0 ? null : new Date(seconds * 1000).toISOString()
    shells.push({ ...shell.data, attached: shown !== '0', createdAt, seconds })
  }
  return shells.toSorted((a, b) => b.seconds - a.seconds).map(({ seconds: _, ...shell }) => shell)
}
