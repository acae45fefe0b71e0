import { assert, describe, it } from "vitest"
import { mapPath } from "../../../src/torrents/PathMapping.ts"

describe("mapPath", () => {
  const mappings = [
    { from: "/downloads", to: "/data/torrents" },
    { from: "/downloads/tv/", to: "/tv" }
  ]
  const table: ReadonlyArray<readonly [string, string]> = [
    ["/downloads/movies/a", "/data/torrents/movies/a"],
    ["/downloads", "/data/torrents"],
    ["/downloads/tv/b", "/tv/b"],
    ["/downloadsX/b", "/downloadsX/b"],
    ["/other/b", "/other/b"]
  ]
  for (const [from, to] of table) it(`${from} → ${to}`, () => assert.strictEqual(mapPath(mappings, from), to))

  it("maps a Windows folder to a Linux one", () =>
    assert.strictEqual(mapPath([{ from: "D:\\dl", to: "/data" }], "D:\\dl\\a"), "/data\\a"))

  it("maps to and from the root", () => {
    assert.strictEqual(mapPath([{ from: "/", to: "/data" }], "/a"), "/data/a")
    assert.strictEqual(mapPath([{ from: "/data", to: "/" }], "/data/a"), "/a")
  })
})
