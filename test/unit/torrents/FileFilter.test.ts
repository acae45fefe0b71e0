import { assert, describe, it } from "vitest"
import * as FileFilter from "../../../src/torrents/FileFilter.ts"
import { files, videoFilter } from "./samples.ts"

describe("FileFilter", () => {
  const table: ReadonlyArray<readonly [string, boolean]> = [
    ["ok.mkv", false],
    ["OK.MKV", false],
    ["Movie/ok.mkv", false],
    ["Movie/Sample/s.mkv", true],
    ["Movie/sub/Samples/s.mkv", true],
    ["Extras/ok.mkv", false],
    ["Movie/Extras/ok.mkv", true],
    ["movie-sample.mkv", true],
    ["a.mkvx", true],
    ["a.nfo", true],
    ["noextension", true],
    ["a.mkv.!qB", false],
    [".hidden.srt", false]
  ]
  for (const [path, excluded] of table) {
    it(`${path} is ${excluded ? "not wanted" : "wanted"}`, () =>
      assert.strictEqual(FileFilter.excludes(videoFilter, path), excluded))
  }

  it("an empty allow-list admits every extension", () => {
    const filter = FileFilter.compile({ folders: [], names: [], extensions: [], caseSensitive: false })
    assert.isFalse(FileFilter.excludes(filter, "a.exe"))
  })

  it("extensions may be written with or without dot and backslash", () => {
    for (const entry of ["mkv", ".mkv", "\\.mkv"]) {
      const filter = FileFilter.compile({ folders: [], names: [], extensions: [entry], caseSensitive: true })
      assert.isFalse(FileFilter.excludes(filter, "a.MKV"), entry)
      assert.isTrue(FileFilter.excludes(filter, "a.mp4"), entry)
    }
  })

  it("patterns respect CaseSensitiveMatches", () => {
    const filter = FileFilter.compile({ folders: [], names: ["SAMPLE"], extensions: [], caseSensitive: true })
    assert.isFalse(FileFilter.excludes(filter, "sample.mkv"))
    assert.isTrue(FileFilter.excludes(filter, "SAMPLE.mkv"))
  })

  it("a file that is deselected already is not deselected again", () => {
    assert.deepStrictEqual(FileFilter.evaluate(videoFilter, files("ok.mkv", "!x.nfo", "y.txt")).deselect, [2])
  })

  it("an empty list excludes nothing", () => {
    assert.isFalse(FileFilter.evaluate(videoFilter, []).allExcluded)
  })
})
