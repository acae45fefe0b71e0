import { assert, describe, it } from "vitest"
import { extensions, folderPatterns, namePatterns } from "../../../src/config/keys/fileFilterDefaults.ts"
import * as FileFilter from "../../../src/torrents/FileFilter.ts"
import { file, files, videoFilter } from "./samples.ts"

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

  it("judges a file by the name behind qBittorrent's mark of an unfinished one", () => {
    assert.isTrue(FileFilter.excludes(videoFilter, "a.exe.!qB"))
    assert.isTrue(FileFilter.excludes(videoFilter, "M/sample.mkv.!qB"))
  })

  it("does not judge folders that hold everything", () => {
    const list = files("Comedy/Extras/e1.mkv", "Comedy/Extras/e2.mkv")
    assert.isEmpty(FileFilter.evaluate(videoFilter, list).deselect)
  })

  const shipped = FileFilter.compile({
    folders: folderPatterns.sonarr,
    names: [...namePatterns.sonarr, "\\bhdcam\\b"],
    extensions: extensions.sonarr,
    caseSensitive: false
  })

  it("a shipped pattern that matches the name of the release spares its files, one of the person does not", () => {
    assert.isFalse(FileFilter.evaluate(shipped, files("Trailer Park S1E1.mkv"), "Trailer Park S1E1.mkv").allExcluded)
    assert.isTrue(FileFilter.evaluate(shipped, files("Film.HDCAM.mkv"), "Film.HDCAM.mkv").allExcluded)
    assert.deepStrictEqual(FileFilter.evaluate(shipped, files("F/f.mkv", "F/trailer.mkv"), "F").deselect, [1])
  })

  const sized = (...list: ReadonlyArray<readonly [string, number]>) =>
    list.map(([name, size], index) => ({ ...file(name, 1, index), size }))

  it("archives stay selected when they are bigger than all that is wanted", () => {
    const release = sized(["F/f.rar", 500], ["F/f.r00", 500], ["F/f.srt", 10], ["F/f.nfo", 1], ["F/Sample/f.rar", 9])
    assert.deepStrictEqual(FileFilter.evaluate(shipped, release).deselect, [3, 4])
    assert.deepStrictEqual(FileFilter.evaluate(shipped, sized(["F/f.mkv", 500], ["F/art.zip", 10])).deselect, [1])
  })

  it("a disc is one thing: its index files stay with its streams", () => {
    const bluray = sized(["F/BDMV/STREAM/1.m2ts", 900], ["F/BDMV/index.bdmv", 1], ["F/readme.txt", 1])
    const result = FileFilter.evaluate(shipped, bluray)
    assert.deepStrictEqual(result.deselect, [2])
    assert.isFalse(result.allExcluded)
    assert.isTrue(FileFilter.evaluate(shipped, sized(["F/VIDEO_TS/A.VOB", 9])).hasPacked)
    assert.isTrue(FileFilter.evaluate(shipped, sized(["F/FILM.ISO", 9])).hasPacked)
    assert.isFalse(FileFilter.evaluate(shipped, sized(["F/film.iso.lnk", 9])).hasPacked)
  })
})
