/** The mark beside the clock while the window is away and something moves. */
import { join } from 'node:path'
import type { OverallProgress } from '@domain/transfers/overall-progress'
import { Menu, nativeImage, Tray } from 'electron'
import { programFolder } from '../program'

/** Side of the icon, in points. */
const iconSize = 18

/** What can be done without the window. */
export interface TrayActs {
  open(): void
  pauseAll(): void
  resumeAll(): void
  quit(): void
}

/** The mark; `close` takes it away. */
export interface TrayMark {
  show(all: OverallProgress): void
  close(): void
}

function spanWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} d`
}

/** `2 transfers, 40 %, about 12 min left`, or why nothing moves. */
export function progressWords(all: OverallProgress): string {
  const { moving, held, waiting, paused, scanning, secondsLeft, share } = all
  const counts: readonly (readonly [number, string])[] = [
    [held, 'held'],
    [waiting, 'waiting'],
    [paused, 'paused']
  ]
  if (moving === 0) {
    const words = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
    return words.length > 0 ? `Transfers: ${words.join(', ')}` : 'Nothing moving'
  }
  const left = scanning ? 'still counting' : secondsLeft === null ? '' : `about ${spanWords(secondsLeft)} left`
  const parts = [`${moving} ${moving === 1 ? 'transfer' : 'transfers'}`, `${Math.floor(share * 100)} %`, left]
  return parts.filter(Boolean).join(', ')
}

/** Shown at once, with the words of `all`. */
export function createTray(acts: TrayActs, all: OverallProgress): TrayMark {
  const icon = nativeImage.createFromPath(join(programFolder(), 'resources', 'icon.png'))
  const tray = new Tray(icon.resize({ width: iconSize, height: iconSize }))
  let shown = ''
  const show = (now: OverallProgress): void => {
    const words = progressWords(now)
    if (words === shown) return
    shown = words
    tray.setToolTip(`Farscope: ${words}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: words, enabled: false },
        { type: 'separator' },
        { label: 'Open Farscope', click: acts.open },
        now.moving + now.held + now.waiting > 0
          ? { label: 'Pause all', click: acts.pauseAll }
          : { label: 'Resume all', click: acts.resumeAll, enabled: now.paused > 0 },
        { type: 'separator' },
        { label: 'Quit…', click: acts.quit }
      ])
    )
  }
  tray.on('click', acts.open)
  show(all)
  return { show, close: () => tray.destroy() }
}
