import { writeFileSync } from 'node:fs'

/** A vitest reporter that writes the tally, and each skipped test with its reason, to the file named in TALLY_FILE. */
// biome-ignore lint/style/noDefaultExport: vitest takes a reporter only as a default export.
export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tally = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    const skips = []
    for (const module of modules) {
      // A file that could not be loaded, or whose hooks failed, has no failing test to show for it.
      tally.failed += module.errors().length
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length
      for (const test of module.children.allTests()) {
        const { state, note } = test.result()
        if (state === 'passed') tally.passed++
        else if (state === 'failed') tally.failed++
        else {
          tally.skipped++
          skips.push({ file: module.relativeModuleId, test: test.fullName, reason: note ?? 'no reason given' })
        }
      }
    }
    writeFileSync(process.env.TALLY_FILE, JSON.stringify({ tally, skips }))
  }
}
