import { assert, describe, it } from "vitest"
import { below, isWithin, lineage, pathKey, tidy } from "../../../../src/torrents/cleanUp/paths.ts"

describe("paths", () => {
  const spellings: ReadonlyArray<readonly [string, string]> = [
    ["/data/films/", "/data/films"],
    ["/data//films/./x", "/data/films/x"],
    ["/data/films/../x", "/data/x"],
    ["/../..", "/"],
    ["C:\\data\\films\\", "C:/data/films"],
    ["/data/a\\b", "/data/a\\b"]
  ]
  for (const [written, expected] of spellings)
    it(`${written} is ${expected}`, () => assert.strictEqual(tidy(written), expected))

  it("case and Unicode form make no other path", () => {
    assert.strictEqual(pathKey("/Data/Amélie/"), pathKey("/data/AME\u0301LIE"))
  })

  it("a folder whose name only begins the same is not above", () => {
    assert.isTrue(isWithin("/data/films/x", "/data/films"))
    assert.isTrue(isWithin("/data", "/"))
    assert.isFalse(isWithin("/data/films2/x", "/data/films"))
  })

  it("the lineage goes up to the first folder", () => {
    assert.deepStrictEqual(lineage("/a/b/c"), ["/a/b/c", "/a/b", "/a"])
  })

  it("the rest of a path keeps its own letters", () => {
    assert.strictEqual(below("/Data/Films/Amélie/X.mkv", "/data/FILMS/"), "Amélie/X.mkv")
    assert.strictEqual(below("/data/x", "/"), "data/x")
    assert.isUndefined(below("/data/films", "/data/films"))
    assert.isUndefined(below("/data/films2", "/data/films"))
    assert.isUndefined(below("/data/films/../other/x", "/data/films"))
  })
})
