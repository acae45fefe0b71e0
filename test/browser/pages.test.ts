import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { barriers, choose, type Look, looks, photograph, rulesOfColour } from "./harness/looks.ts"
import { type Population, populate } from "./harness/populate.ts"
import * as Scene from "./harness/Scene.ts"

interface Sight {
  readonly name: string
  readonly path: string | ((population: Population) => string)
  /** What stands on it once it is there. */
  readonly shows: string
}

const pages: ReadonlyArray<Sight> = [
  { name: "overview", path: "/", shows: "Imports and removals" },
  { name: "processes", path: "/processes", shows: "Radarr-Movies" },
  { name: "torrents", path: "/torrents", shows: "Metropolis.1927.2160p.Remux" },
  { name: "torrents-filtered", path: "/torrents?q=nothing-like-this", shows: "No torrent is like that" },
  { name: "torrent", path: ({ imported }) => `/torrents/qBit/${imported}`, shows: "the Arr confirmed the import" },
  { name: "torrent-removed", path: ({ removed }) => `/torrents/qBit/${removed}`, shows: "What became of it" },
  { name: "torrent-unknown", path: "/torrents/qBit/0123456789", shows: "No torrent 0123456789 in qBit" },
  { name: "activity", path: "/activity", shows: "Pioneer.One.S01.720p.HDTV" },
  { name: "searches", path: "/searches", shows: "History" },
  { name: "library", path: "/library", shows: "What is missing" },
  { name: "logs", path: "/logs", shows: "is imported" },
  { name: "config", path: "/config", shows: "LoopSleepTimer" },
  { name: "config-arr", path: "/config/Radarr-Movies", shows: "Test the connection" },
  { name: "config-raw", path: "/config/raw", shows: "The file itself." },
  { name: "config-history", path: "/config/history", shows: "There is no earlier version yet" },
  { name: "access", path: "/access", shows: "Tokens for scripts" },
  { name: "about", path: "/about", shows: "OpenAPI document" },
  { name: "not-found", path: "/no/such/page", shows: "There is no page at /no/such/page" }
]

const all: ReadonlyArray<Look> = ["dark", "light", "phone"]

describe.skipIf(missing !== undefined)("every page", () => {
  let scene: Scene.Scene
  let population: Population
  beforeAll(async () => {
    scene = await Scene.open()
    population = await populate(scene)
  })
  afterAll(() => scene?.close())

  for (const look of all) {
    describe(look, () => {
      let open: Scene.OpenPage
      beforeAll(async () => {
        open = await scene.visit("about:blank", looks[look])
        await choose(open.page, look === "light" ? "light" : "dark")
      })
      afterAll(() => open?.page.context().close())

      for (const { name, path, shows } of pages) {
        it(`${name} has no serious barrier, fits, and breaks no rule of its policy`, async () => {
          const { complaints, page } = open
          await page.goto(typeof path === "string" ? path : path(population))
          await page.locator("main").getByText(shows).first().waitFor()
          await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
          assert.strictEqual(await page.getByRole("heading", { level: 1 }).count(), 1)
          await photograph(page, `${name}-${look}`)
          // In the light the page is that of the dark in other colours; on a phone it is another one.
          assert.deepStrictEqual(await barriers(page, look === "light" ? rulesOfColour : undefined), [])
          const width = await page.evaluate(() => document.documentElement.scrollWidth)
          assert.isAtMost(width, looks[look].viewport?.width ?? 0, "nothing is wider than the window")
          assert.deepStrictEqual(complaints, [])
        })
      }
    })
  }
})
