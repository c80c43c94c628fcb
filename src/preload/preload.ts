/** Hands the window a MessagePort to the engine, and nothing else. */
import { ipcRenderer } from 'electron'

ipcRenderer.on('farscope:port', event => window.postMessage('farscope:port', window.origin, [...event.ports]))
window.addEventListener('DOMContentLoaded', () => ipcRenderer.send('farscope:ready'))
