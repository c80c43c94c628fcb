/** Files of this computer dragged out of the window, to the system's file manager or another program. */
import { existsSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'
import { ipcMain, nativeImage, type WebFrameMain } from 'electron'
import { z } from 'zod'
import type { Log } from '../platform'
import { programFolder } from '../program'

/** What the preload sends: absolute paths as a pane writes them. */
const pathsSchema = z.array(z.string().min(1).max(32_768).refine(isAbsolute)).min(1).max(10_000)

/** Side of the picture under the pointer. Pixels. */
const iconPixels = 48

/** `isOurs` tells our page's own frame from every other; only it may start a drag. */
export function serveDragOut(isOurs: (frame: WebFrameMain | null) => boolean, log: Log): void {
  ipcMain.on('farscope:drag-out', (event, message: unknown) => {
    const paths = pathsSchema.safeParse(message)
    if (!isOurs(event.senderFrame) || !paths.success) return log.warn('A drag that is not ours was refused.')
    // A name that is no text finds nothing here: Electron has no way to hand it on.
    const files = paths.data.map(path => normalize(path)).filter(path => path.isWellFormed() && existsSync(path))
    const [file] = files
    if (file === undefined) return
    const icon = nativeImage.createFromPath(join(programFolder(), 'resources', 'icon.png'))
    event.sender.startDrag({ file, files, icon: icon.resize({ width: iconPixels, height: iconPixels }) })
  })
}
