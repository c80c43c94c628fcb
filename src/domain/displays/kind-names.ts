import type { DisplayKind } from '@contract/display'

/** What people call a kind of display, within a sentence. */
export const displayKindNames: Readonly<Record<DisplayKind, string>> = {
  dcv: 'Amazon DCV',
  fastx: 'FastX',
  vnc: 'VNC',
  command: "a facility's command"
}
