import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Library from "../../../src/demo/arr/library/Library.ts"
import type { NewItem } from "../../../src/demo/arr/library/LibraryItem.ts"
import { open } from "./arrSupport.ts"
import { at } from "./support.ts"

const episodes = Array.from({ length: 20_000 }, (_, index): NewItem => {
  const media = {
    kind: "episode",
    seriesId: 1 + Math.floor(index / 40),
    seasonNumber: 1,
    episodeId: index + 1
  } as const
  return { media, episodeNumber: (index % 40) + 1, ...(index % 2 === 0 ? { file: { score: 5 } } : {}) }
})

/** Counts looks at the title of everything outside one series. */
const watched = (library: Library.Library, exceptSeries: number) => {
  const seen = { looks: 0 }
  for (const { container, items } of Library.shelves(library)) {
    if (container.id === exceptSeries) continue
    for (const item of items) {
      const { title } = item
      Object.defineProperty(item, "title", {
        enumerable: true,
        get: () => {
          seen.looks += 1
          return title
        }
      })
    }
  }
  return seen
}

describe("20,000 episodes in 500 series", () => {
  it.scoped("are served without a look at other series, and listed without one at what did not change", () =>
    Effect.gen(function* () {
      const fake = yield* open("sonarr")
      yield* fake.arr.setLibrary(episodes)
      assert.lengthOf((yield* fake.get("series")) as ReadonlyArray<unknown>, 500)
      const { library } = yield* fake.arr.state
      const seen = watched(library, 7)
      const found = (yield* fake.get("episode?seriesId=7&includeEpisodeFile=true")) as ReadonlyArray<unknown>
      assert.lengthOf(found, 40)
      assert.lengthOf((yield* fake.get("episodefile?seriesId=7")) as ReadonlyArray<unknown>, 20)
      yield* fake.get("episode/250")
      yield* fake.get("episode?episodeIds=250&episodeIds=251")
      const series = (yield* fake.get("series/7")) as object
      assert.strictEqual((yield* fake.send("PUT", "series/7", { ...series, monitored: false })).status, 202)
      yield* fake.arr.setMedia({ kind: "episode", seriesId: 7, seasonNumber: 1, episodeId: 250 }, { monitored: false })
      yield* fake.command("EpisodeSearch", { episodeIds: [250] })
      const all = yield* fake.get("series")
      assert.isFalse(at(all, 6, "monitored"))
      assert.strictEqual(seen.looks, 0)
      // The counter does count.
      yield* fake.get("episode?seriesId=8")
      assert.isAbove(seen.looks, 0)
    })
  )

  it.scoped("5,000 movies and 10,000 albums are loaded and listed whole", () =>
    Effect.gen(function* () {
      const radarr = yield* open("radarr")
      yield* radarr.arr.setLibrary(
        Array.from({ length: 5000 }, (_, index) => ({ media: { kind: "movie", movieId: index + 1 } as const }))
      )
      assert.lengthOf((yield* radarr.get("movie")) as ReadonlyArray<unknown>, 5000)
      const lidarr = yield* open("lidarr")
      yield* lidarr.arr.setLibrary(
        Array.from({ length: 10_000 }, (_, index) => {
          const media = { kind: "album", artistId: 1 + (index % 800), albumId: index + 1 } as const
          return { media, tracks: 12 }
        })
      )
      assert.lengthOf((yield* lidarr.get("artist")) as ReadonlyArray<unknown>, 800)
      assert.lengthOf((yield* lidarr.get("album?artistId=3")) as ReadonlyArray<unknown>, 13)
    })
  )
})

const place = FastCheck.record({
  seriesId: FastCheck.integer({ min: 1, max: 4 }),
  episodeId: FastCheck.integer({ min: 1, max: 12 }),
  hasFile: FastCheck.boolean()
})
const step = FastCheck.oneof(
  FastCheck.record({ does: FastCheck.constant("put" as const), place }),
  FastCheck.record({ does: FastCheck.constant("remove" as const), place }),
  FastCheck.record({ does: FastCheck.constant("clear" as const), place })
)

describe("the index of a library", () => {
  it.prop(
    "holds exactly what a plain map would, by thing, by container and by file",
    [FastCheck.array(step)],
    ([steps]) => {
      const plain = new Map<number, { readonly seriesId: number; readonly hasFile: boolean }>()
      let library = Library.empty
      for (const { does, place: at } of steps) {
        const { episodeId, hasFile, seriesId } = at
        const media = { kind: "episode", seriesId, seasonNumber: 1, episodeId } as const
        if (does === "put") {
          library = Library.put(library, media, { hasFile })
          plain.set(episodeId, { seriesId, hasFile })
        } else if (does === "remove") {
          library = Library.remove(library, media)
          plain.delete(episodeId)
        } else {
          library = Library.removeContainer(library, seriesId)
          for (const [id, known] of plain) if (known.seriesId === seriesId) plain.delete(id)
        }
      }
      for (let id = 1; id <= 12; id++) {
        const known = plain.get(id)
        const found = Library.item(library, id)?.media
        assert.strictEqual(found?.kind === "episode" ? found.seriesId : undefined, known?.seriesId)
        assert.strictEqual(Library.itemOfFile(library, 100_000 + id) !== undefined, known?.hasFile === true)
      }
      const inside = Library.shelves(library).flatMap(({ container, items }) => items.map(() => container.id))
      assert.deepStrictEqual(
        inside,
        [...plain.values()].map(({ seriesId }) => seriesId).toSorted((a, b) => a - b)
      )
    }
  )
})
