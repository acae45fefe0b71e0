import { defineConfig } from "vitest/config"

const reporters = ["default", "./test/harness/CountReporter.ts"]

export default defineConfig({
  test: {
    reporters,
    // Most of a test that uses something real is waiting; one worker per core would leave a core idle on two.
    maxWorkers: 3,
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 60_000 } },
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
