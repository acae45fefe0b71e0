import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { type Holder, ownedBy } from "../../../../src/torrents/cleanUp/owned.ts"
import { type Found, folders, orphans, plan, type Scene } from "../../../../src/torrents/cleanUp/plan.ts"

const hour = 3_600_000
const now = 100 * hour
const root = "/data/radarr"

const found = (path: string, change: Partial<Found> = {}): Found => ({
  path: path.startsWith("/") ? path : `${root}/${path}`,
  kind: "file",
  size: 10,
  changedAt: now - 2 * hour,
  claimed: false,
  ...change
})

const holder = (change: Partial<Holder> = {}): Holder => ({
  name: "",
  contentPath: "",
  savePath: "/data/radarr",
  files: undefined,
  mappings: [],
  ...change
})

const scene = (
  files: ReadonlyArray<Found>,
  holders: ReadonlyArray<Holder> = [],
  change: Partial<Scene> = {}
): Scene => ({
  root,
  found: files,
  owned: ownedBy(holders),
  foreign: [],
  trash: "/data/.qbitrr-trash",
  now,
  minAge: hour,
  ...change
})

const allows = (name: string) => name.toLowerCase().endsWith(".mkv")
const moved = (at: Scene, refusals: ReadonlyMap<string, string> = new Map()) =>
  plan(at, allows, refusals).map(({ relative }) => relative)

describe("clean-up plan", () => {
  it("takes old files of no torrent whose extension is not wanted", () => {
    assert.deepStrictEqual(moved(scene([found("Film/x.exe"), found("Film/film.mkv"), found("y.nfo")])), [
      "Film/x.exe",
      "y.nfo"
    ])
  })

  it("takes a wanted file only when ffprobe refused it", () => {
    const at = scene([found("Film/a.mkv"), found("Film/b.mkv")])
    const [move, ...more] = plan(at, allows, new Map([[`${root}/Film/a.mkv`, "moov atom not found"]]))
    assert.strictEqual(move?.relative, "Film/a.mkv")
    assert.include(move?.reason, "moov atom not found")
    assert.isEmpty(more)
  })

  it("an empty extension list takes nothing by name", () => {
    assert.isEmpty(plan(scene([found("x.exe")]), () => true, new Map()))
  })

  const spared: ReadonlyArray<readonly [string, Found]> = [
    ["younger than an hour", found("x.exe", { changedAt: now - hour + 1 })],
    ["from the future", found("x.exe", { changedAt: now + hour })],
    ["a link or a device", found("x.exe", { kind: "other" })],
    ["a folder", found("x.exe", { kind: "folder" })],
    ["desktop.ini", found("Film/Desktop.ini")],
    [".DS_Store", found("Film/.DS_Store")],
    ["an unfinished file", found("Film/x.exe.!qB")],
    ["a parts file", found("Film/x.parts")],
    ["hidden", found(".hidden/x.exe")],
    ["of the system", found("@eaDir/x.exe")],
    ["on disk the file of a torrent", found("x.exe", { claimed: true })],
    ["outside the completed folder", found("/data/other/x.exe")],
    ["beside it with a name that begins the same", found("/data/radarr2/x.exe")],
    ["above it by dots", found("/data/radarr/../other/x.exe")]
  ]
  for (const [what, file] of spared) it(`spares what is ${what}`, () => assert.isEmpty(orphans(scene([file]))))

  it("spares the trash, folders of other categories, and the root of a disk", () => {
    assert.isEmpty(orphans(scene([found("bin/x.exe")], [], { trash: `${root}/BIN` })))
    assert.isEmpty(orphans(scene([found("4k/x.exe")], [], { foreign: [`${root}/4K/`] })))
    assert.isEmpty(orphans(scene([found("/x.exe")], [], { root: "/" })))
  })

  const owners: ReadonlyArray<readonly [string, Holder, string]> = [
    ["the folder of a torrent", holder({ contentPath: `${root}/Film` }), "Film/Sub/x.exe"],
    ["the file of a torrent", holder({ contentPath: `${root}/x.exe` }), "x.exe"],
    ["in other letters", holder({ contentPath: `${root}/FILM` }), "film/x.exe"],
    ["in another Unicode form", holder({ contentPath: `${root}/Ame\u0301lie` }), "Amélie/x.exe"],
    ["with dots and slashes", holder({ contentPath: "/data/./tmp/../radarr//Film/" }), "Film/x.exe"],
    ["beside the one file of a torrent in its folder", holder({ contentPath: `${root}/Film/film.mkv` }), "Film/x.exe"],
    [
      "the future place of one still in the incomplete folder",
      holder({ contentPath: "/data/incomplete/Film" }),
      "Film/x.exe"
    ],
    ["a torrent without content yet", holder({ name: "Film" }), "Film/x.exe"],
    ["the save folder of a torrent without a folder", holder({ contentPath: root }), "Film/x.exe"],
    [
      "a file of a torrent without a folder",
      holder({ contentPath: root, files: ["Film/x.exe", "y.mkv"] }),
      "film/X.exe"
    ],
    [
      "seen through a path mapping",
      holder({ contentPath: "/q/radarr/Film", savePath: "/q/radarr", mappings: [{ from: "/q", to: "/data" }] }),
      "Film/x.exe"
    ],
    [
      "of the same name, though the mapping is wrong",
      holder({ contentPath: "/elsewhere/Film", savePath: "/elsewhere" }),
      "4k/Film/x.exe"
    ],
    ["a torrent that holds the whole folder", holder({ contentPath: "/data", savePath: "/" }), "Film/x.exe"]
  ]
  for (const [what, owner, path] of owners) {
    it(`spares ${what}`, () => {
      assert.isEmpty(orphans(scene([found(path)], [owner])))
      assert.lengthOf(orphans(scene([found(path)])), 1)
    })
  }

  it("a torrent without a folder owns only its files once they are known", () => {
    const owner = holder({ contentPath: root, files: ["a.mkv", "b.mkv"] })
    assert.deepStrictEqual(moved(scene([found("a.mkv"), found("x.exe")], [owner])), ["x.exe"])
  })

  it("empty folders go deepest first; never the root, young, hidden, owned, foreign ones or those above them", () => {
    const folder = (path: string, change: Partial<Found> = {}) => found(path, { kind: "folder", ...change })
    const at = scene(
      [
        folder("a"),
        folder("a/b"),
        folder("young", { changedAt: now - 1 }),
        folder(".hidden"),
        folder("Film"),
        folder("above"),
        folder("4k"),
        folder("4k/x"),
        folder("sub"),
        { ...folder("x"), path: root }
      ],
      [holder({ contentPath: `${root}/Film` }), holder({ contentPath: "/data/radarr/above/One" })],
      { foreign: [`${root}/4k`, `${root}/sub/tv`] }
    )
    assert.deepStrictEqual(
      folders(at).map(({ path }) => path),
      [`${root}/a/b`, `${root}/a`]
    )
  })
})

/** Written anew, so that it shares no mistake with the plan: is this file at or below one of these? */
const canonical = (path: string): string => {
  const parts: Array<string> = []
  for (const part of path.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== "" && part !== ".") parts.push(part.normalize("NFC").toLowerCase())
  }
  return parts.join("/")
}
const under = (path: string, folder: string) => `${canonical(path)}/`.startsWith(`${canonical(folder)}/`)
const mapped = (path: string, { mappings }: Holder) =>
  mappings.length > 0 ? path.replace(/^\/q(?=\/|$)/, "/data") : path

const trulyOwned = (path: string, holders: ReadonlyArray<Holder>): boolean =>
  holders.some((one) => {
    if (one.contentPath === "") return false
    const content = mapped(one.contentPath, one)
    if (canonical(one.contentPath) !== canonical(one.savePath)) return under(path, content)
    return one.files === undefined
      ? under(path, content)
      : one.files.some((file) => canonical(path) === canonical(`${content}/${file}`))
  })

describe("clean-up plan, for any tree and torrents", () => {
  const part = fc.constantFrom("a", "A", "b", "é", "e\u0301", "Film", "film", "x.exe", "X.EXE", "y.nfo", "..", ".")
  const plain = fc.constantFrom("a", "A", "b", "é", "e\u0301", "Film", "film", "x.exe", "X.EXE", "y.nfo")
  const relative = (of: fc.Arbitrary<string>) =>
    fc.array(of, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"))
  const base = fc.constantFrom("/data/radarr", "/DATA/radarr/", "/data//radarr/.", "/data", "/q/radarr", "/q", "/else")
  const anyHolder: fc.Arbitrary<Holder> = fc
    .record({
      name: plain,
      savePath: base,
      rest: fc.option(relative(part), { nil: undefined }),
      files: fc.option(fc.array(relative(plain), { minLength: 1, maxLength: 3 }), { nil: undefined }),
      isMapped: fc.boolean()
    })
    .map(({ files, isMapped, name, rest, savePath }) => ({
      name,
      savePath,
      files,
      contentPath: rest === undefined ? savePath : `${savePath}/${rest}`,
      mappings: isMapped ? [{ from: "/q", to: "/data" }] : []
    }))
  const anyFound = fc
    .record({ path: relative(plain), age: fc.integer({ min: 0, max: 3 * hour }), claimed: fc.boolean() })
    .map(({ age, claimed, path }) => found(path, { claimed, changedAt: now - age }))

  it("no owned, claimed or young file is ever in a plan, and no folder that holds one is removed", () => {
    let planned = 0
    fc.assert(
      fc.property(fc.array(anyFound, { maxLength: 12 }), fc.array(anyHolder, { maxLength: 3 }), (tree, holders) => {
        const at = scene(tree, holders)
        for (const { file } of plan(at, () => false, new Map())) {
          planned++
          assert.isFalse(trulyOwned(file.path, holders), file.path)
          assert.isFalse(file.claimed)
          assert.isAtLeast(now - file.changedAt, hour)
          assert.isTrue(under(file.path, root))
        }
        const dirs = scene(
          tree.map((one) => ({ ...one, kind: "folder" as const })),
          holders
        )
        for (const { path } of folders(dirs)) {
          assert.isFalse(trulyOwned(path, holders), path)
          for (const one of holders) {
            if (one.contentPath !== "") assert.isFalse(under(mapped(one.contentPath, one), path), path)
          }
        }
      }),
      { numRuns: 2_000 }
    )
    assert.isAbove(planned, 100)
  })
})
