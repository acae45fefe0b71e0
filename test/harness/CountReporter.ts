import type { Reporter, SerializedError, TestModule } from "vitest/node"

/** Prints the one closing line that CI reads: `N passed, N failed, N skipped`. Unhandled errors and broken files count as failed. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<SerializedError>): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 }
    for (const module of modules) {
      if (module.state() === "failed" && module.errors().length > 0) count.failed++
      for (const test of module.children.allTests()) {
        const state = test.result().state
        if (state === "passed" || state === "failed") count[state]++
        else count.skipped++
      }
    }
    process.on("exit", () => {
      process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`)
    })
  }
}
