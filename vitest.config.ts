import { defineConfig } from "vitest/config"

const reporters = ["default", "./test/harness/CountReporter.ts"]

// Effect and the sources are loaded once for each worker, not for each file, which was half of the work of the unit tests. It asks
// of sources and tests that no module keeps anything between two tests; `--sequence.shuffle.files` looks for one that does.
const isolate = false

export default defineConfig({
  test: {
    reporters,
    // Most of a test that uses something real is waiting: two cores have enough to do with five workers, and idle with two.
    maxWorkers: 5,
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          isolate,
          testTimeout: 120_000
        }
      },
      {
        test: {
          name: "integration",
          globalSetup: ["test/harness/daemon/bundle.ts"],
          include: ["test/integration/**/*.test.ts"],
          isolate,
          testTimeout: 240_000,
          hookTimeout: 120_000
        }
      },
      {
        test: {
          name: "browser",
          globalSetup: ["test/harness/daemon/bundle.ts", "test/browser/harness/buildPage.ts"],
          include: ["test/browser/**/*.test.ts"],
          isolate,
          testTimeout: 120_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
})
