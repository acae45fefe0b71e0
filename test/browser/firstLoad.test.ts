import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { assert, describe, it } from "vitest"

const index: { readonly firstLoad: { readonly bytes: number; readonly largestPage: string } } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../dist/webui/files.json"), "utf8")
)

describe("first load of the page", () => {
  it("is under 300 kB compressed, whatever page it begins with", () => {
    process.stdout.write(`First load: ${(index.firstLoad.bytes / 1_000).toFixed(1)} kB gzip\n`)
    assert.isBelow(index.firstLoad.bytes, 300_000)
    assert.isAbove(index.firstLoad.bytes, 100_000, "all of it was counted")
  })
})
