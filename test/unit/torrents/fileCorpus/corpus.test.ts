import { assert, describe, it } from "vitest"
import type { ArrKind } from "../../../../src/clients/arr/ArrKind.ts"
import { extensions, folderPatterns, namePatterns } from "../../../../src/config/keys/fileFilterDefaults.ts"
import * as FileFilter from "../../../../src/torrents/FileFilter.ts"
import { allFilesExcluded, fileFilter } from "../../../../src/torrents/rules/fileFilter.ts"
import type { TorrentFile } from "../../../../src/torrents/Torrent.ts"
import { facts, input, rules, torrent } from "../samples.ts"
import bad from "./bad.json" with { type: "json" }
import good from "./good.json" with { type: "json" }

interface Listed {
  readonly kind: string
  readonly name: string
  readonly files: ReadonlyArray<{ readonly name: string; readonly size: number }>
  readonly note: string
}

const kinds: ReadonlyArray<ArrKind> = ["radarr", "sonarr", "lidarr", "readarr"]

const filterOf = (name: string) => {
  const kind = kinds.find((known) => known === name)
  if (kind === undefined) throw new Error(`unknown kind ${name}`)
  return FileFilter.compile({
    folders: folderPatterns[kind],
    names: namePatterns[kind],
    extensions: extensions[kind],
    caseSensitive: false
  })
}

const filesOf = ({ files }: Listed): ReadonlyArray<TorrentFile> =>
  files.map((file, index) => ({ ...file, index, progress: 0, priority: 1 }))

const judged = (listed: Listed) => {
  const given = input({
    torrent: torrent({ name: listed.name }),
    rules: rules({ fileFilter: filterOf(listed.kind) }),
    facts: facts({ files: filesOf(listed) })
  })
  const removal = allFilesExcluded.judge(given)
  const selection = removal ?? fileFilter.judge(given)
  const deselected = new Set(
    (selection?.actions ?? []).flatMap((action) => (action._tag === "DeselectFiles" ? action.indexes : []))
  )
  return {
    removed: removal?.actions.some((action) => action._tag === "Remove") === true,
    left: filesOf(listed).filter((file) => !deselected.has(file.index))
  }
}

const bytes = (files: ReadonlyArray<{ readonly size: number }>) => files.reduce((sum, { size }) => sum + size, 0)

const goodOnes: ReadonlyArray<Listed> = good
const badOnes: ReadonlyArray<Listed> = bad

describe("file corpus", () => {
  it("holds 200 good and 40 bad lists, some for each kind of Arr, none twice", () => {
    assert.isAtLeast(good.length, 200)
    assert.isAtLeast(bad.length, 40)
    for (const kind of kinds) {
      assert.isAtLeast(goodOnes.filter((listed) => listed.kind === kind).length, 30, kind)
      assert.isAtLeast(badOnes.filter((listed) => listed.kind === kind).length, 4, kind)
    }
    const lists = [...goodOnes, ...badOnes].map(({ files, kind }) => JSON.stringify([kind, files]))
    assert.strictEqual(new Set(lists).size, lists.length)
  })

  describe("no default list removes a good torrent, nor takes away what it is for", () => {
    for (const listed of goodOnes) {
      it(`${listed.kind}: ${listed.name} (${listed.note})`, () => {
        const { left, removed } = judged(listed)
        assert.isFalse(removed)
        assert.isAbove(bytes(left), bytes(listed.files) / 2, left.map(({ name }) => name).join(", "))
      })
    }
  })

  describe("every bad one is caught", () => {
    for (const listed of badOnes) {
      it(`${listed.kind}: ${listed.name} (${listed.note})`, () => assert.isTrue(judged(listed).removed))
    }
  })

  it("a bad file beside a good one is deselected, and only it", () => {
    const listed = goodOnes.find(({ name }) => name === "Exe.Beside.2020.1080p")
    assert.isDefined(listed)
    if (listed === undefined) return
    assert.deepStrictEqual(
      judged(listed).left.map(({ name }) => name),
      ["Exe.Beside.2020.1080p/Exe.Beside.2020.1080p.mkv"]
    )
  })

  it("nothing of a disc or a rar set is deselected", () => {
    for (const start of ["Iron.Anchor.2016.COMPLETE", "Forgotten.Play.1978.PAL.DVDR", "Red.Desert.2006.1080p.part"]) {
      const listed = goodOnes.find(({ name }) => name.startsWith(start))
      assert.isDefined(listed, start)
      if (listed !== undefined) assert.lengthOf(judged(listed).left, listed.files.length, start)
    }
  })
})
