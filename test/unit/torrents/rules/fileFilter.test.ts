import { assert, describe, it } from "vitest"
import type { Action } from "../../../../src/torrents/Action.ts"
import type { RuleInput, Verdict } from "../../../../src/torrents/Rule.ts"
import { allFilesExcluded, fileFilter } from "../../../../src/torrents/rules/fileFilter.ts"
import type { TorrentFile } from "../../../../src/torrents/Torrent.ts"
import { facts, files, input, rules, torrent, videoFilter } from "../samples.ts"

const given = (list: ReadonlyArray<TorrentFile> | undefined, change: Partial<RuleInput> = {}): RuleInput =>
  input({ rules: rules({ fileFilter: videoFilter }), facts: facts({ files: list }), ...change })

const both = (at: RuleInput): Verdict | undefined => allFilesExcluded.judge(at) ?? fileFilter.judge(at)
const tagsOf = (verdict: Verdict | undefined) => (verdict?.actions ?? []).map((action) => action._tag)

describe("file filter rules", () => {
  const table: ReadonlyArray<readonly [string, ReadonlyArray<TorrentFile>, ReadonlyArray<Action>]> = [
    [
      "check 19: ok.mkv, x.nfo, Sample/s.mkv: the last two are deselected",
      files("M/ok.mkv", "M/x.nfo", "M/Sample/s.mkv"),
      [{ _tag: "DeselectFiles", indexes: [1, 2] }]
    ],
    ["check 19: a torrent whose root folder is named Extras is kept", files("Extras/ok.mkv"), []],
    [
      "only the selected ones of the unwanted are deselected",
      files("ok.mkv", "!a.nfo", "b.nfo"),
      [{ _tag: "DeselectFiles", indexes: [2] }]
    ],
    ["the last selected file stays selected, whatever it is", files("!ok.mkv", "b.nfo"), []],
    ["archives alone are kept as they are", files("M/a.rar", "M/a.r00"), []],
    [
      "of archives with an exe only the exe is deselected",
      files("M/a.rar", "M/a.exe"),
      [{ _tag: "DeselectFiles", indexes: [1] }]
    ]
  ]
  for (const [title, list, actions] of table) {
    it(title, () => {
      const verdict = both(given(list))
      assert.deepStrictEqual(verdict?.actions, actions)
      assert.isDefined(verdict?.memory?.filterSignature)
    })
  }

  const edges: ReadonlyArray<readonly [string, ReadonlyArray<TorrentFile>]> = [
    ["check 19: x.exe and x.nfo", files("x.exe", "x.nfo")],
    ["check 19: x.exe, and x.nfo that is deselected already", files("x.exe", "!x.nfo")],
    ["check 19: all of them deselected already", files("!x.exe", "!x.nfo")]
  ]
  for (const [title, list] of edges) {
    it(`${title}: removed, blocklisted, searched for again`, () => {
      assert.deepStrictEqual(allFilesExcluded.judge(given(list))?.actions, [
        { _tag: "Remove", deleteFiles: true, blocklist: true, research: true, section: "Radarr-Movies" }
      ])
    })
  }

  it("an empty list is no verdict, and an unread one is asked for", () => {
    assert.isUndefined(both(given([])))
    assert.strictEqual(both(given(undefined))?.needs, "files")
  })

  it("nothing is removed while the Arr does not answer", () => {
    assert.isEmpty(
      tagsOf(
        allFilesExcluded.judge(given(files("x.exe"), { facts: facts({ files: files("x.exe"), queue: undefined }) }))
      )
    )
  })

  /** qBittorrent's side: carries out what is asked and tells the size of what is selected. */
  const client = (start: ReadonlyArray<TorrentFile>) => {
    let list = start
    let memory: RuleInput["memory"] = {}
    let fingerprint = "first"
    let read = 0
    const pass = (): ReadonlyArray<string> => {
      const at = (known: ReadonlyArray<TorrentFile> | undefined) =>
        given(known, {
          torrent: torrent({
            size: list.filter(({ priority }) => priority > 0).reduce((sum, { size }) => sum + size, 0),
            totalSize: list.reduce((sum, { size }) => sum + size, 0)
          }),
          rules: rules({ fileFilter: { ...videoFilter, fingerprint } }),
          facts: facts({ files: known }),
          memory
        })
      const first = both(at(undefined))
      if (first?.needs !== "files") return []
      read++
      const verdict = both(at(list))
      memory = verdict?.memory ?? memory
      for (const action of verdict?.actions ?? []) {
        if (action._tag === "DeselectFiles") {
          list = list.map((file) => (action.indexes.includes(file.index) ? { ...file, priority: 0 } : file))
        }
      }
      return tagsOf(verdict)
    }
    return {
      pass,
      reads: () => read,
      reselect: (index: number) => {
        list = list.map((file) => (file.index === index ? { ...file, priority: 1 } : file))
      },
      change: (to: string) => {
        fingerprint = to
      }
    }
  }

  it("settles: its own deselection costs one more look at the list and none after", () => {
    const world = client(files("ok.mkv", "x.nfo"))
    assert.deepStrictEqual(world.pass(), ["DeselectFiles"])
    assert.deepStrictEqual(world.pass(), [])
    for (let n = 0; n < 5; n++) assert.deepStrictEqual(world.pass(), [])
    assert.strictEqual(world.reads(), 2)
  })

  it("a file that somebody selects again is judged anew, and so is everything when the lists change", () => {
    const world = client(files("ok.mkv", "x.nfo"))
    for (let n = 0; n < 3; n++) world.pass()
    world.reselect(1)
    assert.deepStrictEqual(world.pass(), ["DeselectFiles"])
    for (let n = 0; n < 3; n++) assert.deepStrictEqual(world.pass(), [])
    const before = world.reads()
    world.change("second")
    for (let n = 0; n < 3; n++) assert.deepStrictEqual(world.pass(), [])
    assert.strictEqual(world.reads(), before + 1)
  })
})
