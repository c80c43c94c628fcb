/** Hands the window a MessagePort to the engine, takes drags of files out of it, and nothing else. */
import { ipcRenderer } from 'electron'

ipcRenderer.on('farscope:port', event => window.postMessage('farscope:port', window.origin, [...event.ports]))
window.addEventListener('DOMContentLoaded', () => ipcRenderer.send('farscope:ready'))
window.addEventListener('message', ({ source, data }) => {
  // The page talks to itself here; the main process checks who it is and what the paths are.
  if (source === window && data?.type === 'farscope:drag-out') ipcRenderer.send('farscope:drag-out', data.paths)
})
