/** Closing and quitting: asked first when something would be lost, and the engine ends before the process. */
import { app, type BrowserWindow, dialog } from 'electron'
import { cloudRun } from '../app/app'
import type { ForeignEngine, OwnedEngine } from '../attach'
import type { Log } from '../platform'
import type { Followed } from './follow-transfers'
import { ourWindows } from './window'

/** What the question needs to know and can do. */
export interface ClosingParts {
  readonly opened: OwnedEngine | ForeignEngine
  readonly log: Log
  readonly followed: () => Followed
  /** Opens the window, or brings it back. */
  readonly showWindow: () => void
  /** Puts the window away and the mark beside the clock. */
  readonly goOnInTray: () => void
}

type Answer = 'quit' | 'tray' | 'stay'

/** Their machines are ended by themselves, or by what is started next. */
const machinesGoOn =
  ' Machines of the cloud run on and cost until their time is over; their results are fetched at the next start.'

/** What a person is asked, with the answers in the order of the buttons; the last one changes nothing. */
export function closingQuestion(
  work: readonly string[],
  mayUseTray: boolean
): { message: string; detail: string; buttons: string[]; answers: readonly Answer[] } {
  const detail = `Still at work: ${work.join(', ')}.`
  const machines = work.some(one => one.includes(cloudRun)) ? machinesGoOn : ''
  if (!mayUseTray)
    return {
      message: 'Quit Farscope?',
      detail: `${detail} Transfers go on at the next start from where they are; shells end.${machines}`,
      buttons: ['Quit', 'Go on'],
      answers: ['quit', 'stay']
    }
  return {
    message: 'Keep going without the window?',
    detail: `${detail} In the tray all of it goes on; open Farscope again to see it. After quitting, transfers go on at the next start from where they are; shells end.${machines}`,
    buttons: ['Keep going in the tray', 'Quit', 'Leave it open'],
    answers: ['tray', 'quit', 'stay']
  }
}

/** Guards the quitting of the program; the answer guards the closing of a window. */
export function guardClosing(parts: ClosingParts): (window: BrowserWindow) => void {
  const { opened, log, followed, showWindow, goOnInTray } = parts
  let state: 'open' | 'asking' | 'closing' | 'closed' = 'open'
  const end = async (): Promise<void> => {
    state = 'closing'
    await opened.close().catch((thrown: unknown) => log.error('The engine did not end cleanly', thrown))
    state = 'closed'
    app.quit()
  }
  // Another process's engine goes on whatever this one does.
  const workNow = (): string[] => (opened.owned ? opened.engine.busy() : [])

  /** Not the box that blocks: the engine copies on in this very process while it is thought about. */
  async function ask(work: readonly string[], mayUseTray: boolean): Promise<void> {
    state = 'asking'
    const { answers, ...question } = closingQuestion(work, mayUseTray)
    const stay = answers.length - 1
    const { response } = await dialog
      .showMessageBox({ type: 'warning', ...question, defaultId: mayUseTray ? 0 : stay, cancelId: stay })
      .catch(() => ({ response: stay }))
    const answer = answers[response] ?? 'stay'
    if (answer === 'quit') return end()
    state = 'open'
    if (answer === 'tray') goOnInTray()
    // On most systems the last window is gone already when the question of quitting comes.
    else if (ourWindows().length === 0) showWindow()
  }

  async function quit(): Promise<void> {
    state = 'asking'
    const { confirmQuit } = await opened.client.app.settings().catch(() => ({ confirmQuit: false }))
    const work = confirmQuit ? workNow() : []
    return work.length === 0 ? end() : ask(work, false)
  }

  app.on('before-quit', event => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'open') void quit()
  })
  return window =>
    window.on('close', event => {
      const { settings, all } = followed()
      const work = state === 'open' && settings?.confirmQuit !== false ? workNow() : []
      if (state === 'asking') event.preventDefault()
      if (work.length === 0) return
      event.preventDefault()
      // On a Mac a program goes on without windows; put away instead of closed, the window's own uploads do too.
      if (process.platform === 'darwin') window.hide()
      else void ask(work, all.moving + all.held + all.waiting > 0)
    })
}
