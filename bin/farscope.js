#!/usr/bin/env node
// Runtime warnings of Node and of libraries would mix with what the command says on standard error.
process.removeAllListeners('warning')

try {
  await import('../out/main/cli.js')
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('cli.js')) throw error
  process.stderr.write('Farscope is not built yet. Run: npm ci && npm run build\n')
  process.exitCode = 1
}
