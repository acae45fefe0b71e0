import { assert, describe, it } from "vitest"
import { type CategoryFolder, completedFolders } from "../../../../src/torrents/cleanUp/completedFolders.ts"

const own = (savePath: string, change: Partial<CategoryFolder> = {}): CategoryFolder => ({
  category: "radarr",
  savePath,
  mappings: [],
  own: true,
  ...change
})
const other = (category: string, savePath: string): CategoryFolder => own(savePath, { category, own: false })

describe("completedFolders", () => {
  it("maps the save path of the category, the same of two instances once", () => {
    const mappings = [{ from: "/downloads", to: "/data" }]
    const { roots } = completedFolders([own("/downloads/radarr", { mappings }), own("/data/Radarr/")])
    assert.lengthOf(roots, 1)
    assert.strictEqual(roots[0]?.toLowerCase(), "/data/radarr")
  })

  it("a subcategory inside is part of it, one elsewhere a folder of its own", () => {
    const { roots } = completedFolders([own("/d/radarr"), own("/d/radarr/4k"), own("/e/4k")])
    assert.deepStrictEqual(roots, ["/d/radarr", "/e/4k"])
  })

  it("without an absolute save path there is nothing to clean", () => {
    assert.isEmpty(completedFolders([own(""), own("radarr"), own("/")]).roots)
  })

  it("a folder that another category uses too is left alone", () => {
    const { roots, shared } = completedFolders([own("/d/all"), other("tv", "/D/all/")])
    assert.isEmpty(roots)
    assert.deepStrictEqual(shared, ["/d/all"])
  })

  it("folders of other categories inside ours are foreign, also those that follow from their names", () => {
    const { foreign, roots } = completedFolders([own("/d"), other("tv", "/d/shows"), other("music", "")])
    assert.deepStrictEqual(roots, ["/d"])
    assert.includeMembers([...foreign], ["/d/shows", "/d/music"])
  })
})
