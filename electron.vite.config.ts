import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => resolve(import.meta.dirname, path)
const alias = { '@contract': at('src/contract'), '@domain': at('src/domain') }

export default defineConfig({
  // One build for the three doors: each entry is small, the engine is a shared chunk.
  main: {
    resolve: { alias },
    build: {
      // electron-vite would take the target from Electron's Node; the host and the command run on Node 20.
      target: 'node20.19',
      sourcemap: true,
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          electron: at('src/main/electron/start.ts'),
          cli: at('src/main/cli/main.ts'),
          open: at('src/main/start.ts')
        }
      }
    }
  },
  // A sandboxed preload must be one CommonJS file that requires nothing but electron.
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('src/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: at('src/renderer'),
    resolve: { alias },
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      minify: true,
      rolldownOptions: { input: { index: at('src/renderer/index.html') } }
    }
  }
})
