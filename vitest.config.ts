import { defineConfig } from "vitest/config"

const reporters = ["default", "./test/harness/CountReporter.ts"]

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
          // One load of Effect and of the sources for each worker, not for each file, which is half of the work. It asks of the
          // sources and of the tests that no module keeps anything; `--sequence.shuffle.files` looks for one that does.
          isolate: false,
          testTimeout: 120_000
        }
      },
      {
        test: {
          name: "integration",
          globalSetup: ["test/harness/daemon/bundle.ts"],
          include: ["test/integration/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 120_000
        }
      },
      {
        test: {
          name: "browser",
          globalSetup: ["test/harness/daemon/bundle.ts", "test/browser/harness/buildPage.ts"],
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
})
