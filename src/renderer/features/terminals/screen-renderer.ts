/** How a terminal draws: with the graphics card where there is one, else by the page itself, which is always right. */
import { WebglAddon } from '@xterm/addon-webgl'
import type { Terminal } from '@xterm/xterm'

/** Terminals that draw with the graphics card at once; browsers take away the oldest beyond 16 contexts of a page. */
const mostWithGpu = 12
let withGpu = 0
let gpu: boolean | undefined

/** Renderers that are the processor in disguise: ANGLE's SwiftShader, Mesa's llvmpipe and softpipe, Windows' WARP. */
const software = /swiftshader|llvmpipe|softpipe|basic render|software/i

/** Whether a graphics card draws WebGL 2 by itself. Drawn by the processor it is slower than the page. */
function hasGpu(): boolean {
  if (gpu === undefined) {
    const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true })
    const names = context?.getExtension('WEBGL_debug_renderer_info')
    const name = context && names ? String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)) : ''
    gpu = context !== null && !software.test(name)
    context?.getExtension('WEBGL_lose_context')?.loseContext()
  }
  return gpu
}

/**
 * Lets the graphics card draw a terminal that is on the page. When the card takes its memory back (sleep, a new driver,
 * another program), the page draws on by itself. Returns the way to stop.
 */
export function drawWithGpu(terminal: Terminal): () => void {
  if (withGpu >= mostWithGpu || !hasGpu()) return () => {}
  let addon: WebglAddon | null = null
  const stop = (): void => {
    if (addon === null) return
    const gone = addon
    addon = null
    withGpu -= 1
    gone.dispose()
  }
  try {
    addon = new WebglAddon()
    withGpu += 1
    addon.onContextLoss(stop)
    terminal.loadAddon(addon)
  } catch {
    // The card refused: the page draws.
    stop()
  }
  return stop
}
