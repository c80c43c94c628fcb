/** Entry of the Electron process. */
import { app } from 'electron'
import { run } from './main'

run().catch((thrown: unknown) => {
  process.stderr.write(`farscope: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
  app.exit(1)
})
