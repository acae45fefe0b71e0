import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import type { NewItem } from "../../src/demo/arr/library/LibraryItem.ts"
import { missing } from "./harness/chromium.ts"
import { barriers, choose, type Look, looks, photograph } from "./harness/looks.ts"
import * as Scene from "./harness/Scene.ts"

const day = 86_400_000
const movie = (movieId: number) => ({ kind: "movie" as const, movieId })

/** Titles with something to say for themselves; 9 is the one that is missing, 11 has no picture. */
const films: ReadonlyArray<NewItem> = [
  { media: movie(1), title: "The General", year: 1926, file: { score: 10 } },
  { media: movie(2), title: "Metropolis", year: 1927, file: { cutoffNotMet: true } },
  { media: movie(3), title: "Nosferatu", year: 1922, monitored: false },
  { media: movie(4), title: "Tomorrow's Film", year: 2090, digitalRelease: Date.now() + 300 * day, available: false },
  { media: movie(9), title: "Sunrise", year: 1927 },
  { media: movie(11), title: "The Last Laugh", year: 1924, file: {}, container: { hasPoster: false } }
]

const episode = (seasonNumber: number, number: number, patch: Partial<NewItem> = {}): NewItem => ({
  media: { kind: "episode", seriesId: 7, seasonNumber, episodeId: 700 + seasonNumber * 20 + number },
  title: `Part ${number}`,
  episodeNumber: number,
  container: { title: "Pioneer One" },
  airsAt: Date.UTC(2010 + seasonNumber, 5, number),
  ...patch
})

const series: ReadonlyArray<NewItem> = [
  ...[1, 2, 3, 4].map((number) => episode(1, number, { file: {} })),
  ...[1, 2, 4].map((number) => episode(2, number, { file: {} })),
  episode(2, 3),
  episode(2, 5, { airsAt: Date.now() + 30 * day }),
  episode(0, 1)
]

/** All there is, and much more than fits on a screen. */
const many: ReadonlyArray<NewItem> = Array.from({ length: 6_000 }, (_, nth) => ({
  media: movie(1_000 + nth),
  title: `Bulk ${String(nth).padStart(5, "0")}`,
  file: {}
}))

const artists: ReadonlyArray<NewItem> = [1, 2, 3].map((albumId) => ({
  media: { kind: "album", artistId: 5, albumId },
  title: ["Blue", "Court and Spark", "Hejira"][albumId - 1] ?? "",
  container: { title: "Joni Mitchell" },
  airsAt: Date.UTC(1971 + albumId * 2, 5, 22),
  ...(albumId === 2 ? {} : { file: {} })
}))

const drawn = (page: Page): Promise<ReadonlyArray<number>> =>
  page.evaluate(() => [...document.querySelectorAll<HTMLImageElement>("main img")].map((one) => one.naturalWidth))

/** Beside `/library`, which `pages.test.ts` looks at. */
const sights = [
  ["library-section", "/library/Radarr-Movies", "Metropolis"],
  ["library-nothing", "/library/Radarr-Movies?q=nothing", "No movie is like that"],
  ["library-movie", "/library/Radarr-Movies/9", "It is missing."],
  ["library-series", "/library/Sonarr-TV/7", "S02E03"],
  ["library-artist", "/library/Lidarr-Music/5", "Hejira"],
  ["library-unknown", "/library/Radarr-Movies/4711", "has nothing with the id"]
] as const

describe.skipIf(missing !== undefined)("the library in a browser", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
    const { lidarr, radarr, sonarr } = scene.servers
    await scene.run(Effect.all([radarr.setLibrary(films), sonarr.setLibrary(series), lidarr.setLibrary(artists)]))
    // An empty library was read when the daemon began.
    await scene.run(Effect.forEach(["Radarr-Movies", "Sonarr-TV", "Lidarr-Music"], reread, { discard: true }))
    await scene.until(
      "the libraries are read",
      Effect.map(scene.daemon.call("GET", "/api/library"), ({ json }) =>
        (json as { sections: ReadonlyArray<{ counts: { things: number } }> }).sections.every(
          ({ counts }) => counts.things > 0
        )
      )
    )
  })
  afterAll(() => scene?.close())

  /** A new life of the search worker reads the list of its Arr anew. */
  const reread = (section: string) => scene.daemon.call("POST", `/api/processes/Search-${section}/restart`)

  it("leads from all libraries to what is missing in one, with posters, and initials where there is none", async () => {
    const { complaints, page } = await scene.visit("/")
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor()
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await page.getByRole("heading", { level: 1, name: "Library" }).waitFor()
    await page.getByRole("link", { name: "Everything in Radarr-Movies" }).click()
    await page.getByRole("link", { name: "Metropolis" }).waitFor()
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll<HTMLImageElement>("main img")].filter((one) => one.naturalWidth > 0).length >= 5
    )
    await page.waitForFunction(() => document.querySelectorAll("main img").length === 5)
    assert.deepStrictEqual(await drawn(page), [250, 250, 250, 250, 250])
    await page
      .getByRole("row", { name: /The Last Laugh/ })
      .getByText("LL", { exact: true })
      .waitFor()
    await page
      .getByRole("row", { name: /Metropolis/ })
      .getByText("what it lacks is not searched for")
      .waitFor()
    await page
      .getByRole("row", { name: /Tomorrow's Film/ })
      .getByText("not available yet")
      .first()
      .waitFor()
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("keeps filters and sort in the address: after a reload and on the way back they are as they were", async () => {
    const { page } = await scene.visit("/library/Radarr-Movies")
    await page.getByRole("link", { name: "Metropolis" }).waitFor()
    await page.keyboard.press("/")
    await page.keyboard.type("s")
    await page.getByLabel("Missing", { exact: true }).selectOption("true")
    await page.getByLabel("Sort").selectOption("oldest")
    await page.getByText("2 movies").waitFor()
    const titles = () => page.locator(".q-shelf-title").allTextContents()
    assert.deepStrictEqual(await titles(), ["Sunrise (1927)", "Tomorrow's Film (2090)"])
    await page.waitForURL((url) => url.searchParams.get("q") === "s")
    const asked = new URL(page.url())
    assert.strictEqual(asked.pathname, "/library/Radarr-Movies")
    assert.deepStrictEqual(Object.fromEntries(asked.searchParams), { q: "s", missing: "true", sort: "oldest" })
    await page.reload()
    await page.getByText("2 movies").waitFor()
    assert.deepStrictEqual(await titles(), ["Sunrise (1927)", "Tomorrow's Film (2090)"])
    assert.strictEqual(await page.getByLabel("Title").inputValue(), "s")
    await page.getByRole("link", { name: "Sunrise" }).click()
    await page.getByRole("heading", { level: 1, name: "Sunrise" }).waitFor()
    await page.goBack()
    await page.getByText("2 movies").waitFor()
    assert.deepStrictEqual(await titles(), ["Sunrise (1927)", "Tomorrow's Film (2090)"])
    await page.getByLabel("Reason").selectOption("unmonitored")
    await page.getByText("No movie is like that").waitFor()
    await page.getByRole("button", { name: "Show everything" }).click()
    await page.getByText("6 movies").waitFor()
    assert.match(page.url(), /\/library\/Radarr-Movies$/)
    await page.context().close()
  })

  it("says of what is missing why it is not there, searches for it at once, and follows what comes of it", async () => {
    const { complaints, page } = await scene.visit("/library/Radarr-Movies/9")
    await page.getByText(/^It is missing\./).waitFor()
    const before = (await scene.run(scene.servers.radarr.searches)).get("movie:9") ?? 0
    await page.getByRole("button", { name: "Search now: Sunrise" }).click()
    await page.getByText(/Sunrise \(1927\) is searched for next\. Radarr-Movies\./).waitFor()
    await scene.until(
      "Radarr was told to search",
      Effect.map(scene.servers.radarr.searches, (all) => (all.get("movie:9") ?? 0) > before)
    )
    await page.getByText(/Searched .*: found nothing\./).waitFor({ timeout: 40_000 })
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("shows seasons with their episodes, each with a search of its own", async () => {
    const { page } = await scene.visit("/library/Sonarr-TV/7")
    await page.getByRole("heading", { level: 2 }).first().waitFor()
    assert.deepStrictEqual(await page.getByRole("heading", { level: 2 }).allTextContents(), [
      "Season 2",
      "Season 1",
      "Specials"
    ])
    const third = page.getByRole("listitem").filter({ hasText: "S02E03" })
    await third.getByText("missing", { exact: true }).waitFor()
    await page.getByRole("listitem").filter({ hasText: "S02E05" }).getByText("It is not released yet").waitFor()
    assert.strictEqual(await page.getByText("S01E01").count(), 0, "a complete season is closed")
    await page.getByRole("heading", { name: "Season 1" }).click()
    await page.getByText("S01E01").waitFor()
    await third.getByRole("button", { name: "Search now: S02E03 Part 3" }).click()
    await page.getByText(/is searched for next\. Sonarr-TV\./).waitFor()
    await page.getByRole("button", { name: "Search the season: Pioneer One, season 1" }).click()
    await scene.until(
      "Sonarr was told to search for both",
      Effect.map(scene.servers.sonarr.searches, (all) => all.has("episode:743") && all.has("season:7:1"))
    )
    await page.context().close()
  })

  it("changes by itself when something is imported", async () => {
    const { page } = await scene.visit("/library/Lidarr-Music/5")
    await page.getByText("2 of 3 there").waitFor()
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }))
    await scene.run(scene.servers.lidarr.setMedia({ kind: "album", artistId: 5, albumId: 2 }, { file: {} }))
    await page.getByText("3 of 3 there").waitFor({ timeout: 40_000 })
    assert.isTrue(await page.evaluate(() => "neverReloaded" in window))
    await page.context().close()
  })

  it("says what to do where nothing can be shown", async () => {
    const { page } = await scene.visit("/library/Nobody")
    await page.getByText("There is no Arr section Nobody").waitFor()
    await page.goto("/library/Radarr-Movies/4711")
    await page.getByText("Radarr-Movies has nothing with the id 4711").waitFor()
    await page.getByRole("link", { name: "To its library" }).click()
    await page.getByRole("link", { name: "Metropolis" }).waitFor()
    await page.context().close()
  })

  for (const [look, size] of [
    ["dark", 1280],
    ["light", 1280],
    ["phone", 360]
  ] as ReadonlyArray<[Look, number]>) {
    it(`has no serious barrier and fits: ${look}`, async () => {
      const options = looks[look]
      const { complaints, page } = await scene.visit("about:blank", {
        ...options,
        viewport: { width: size, height: options.viewport?.height ?? 800 }
      })
      await choose(page, look === "light" ? "light" : "dark")
      for (const [name, path, shows] of sights) {
        await page.goto(path)
        await page.locator("main").getByText(shows).first().waitFor()
        await page.waitForFunction(() =>
          [...document.querySelectorAll<HTMLImageElement>("main img")].every((one) => one.complete)
        )
        await photograph(page, `${name}-${look}`)
        assert.deepStrictEqual(await barriers(page), [], name)
        assert.isAtMost(await page.evaluate(() => document.documentElement.scrollWidth), size, name)
        if (look !== "phone") continue
        const small = await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>("main button, main select, main summary")]
            .map((one) => ({ what: one.textContent, box: one.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && (box.height < 42 || box.width < 42))
            .map(({ box, what }) => `${what}: ${Math.round(box.width)} × ${Math.round(box.height)}`)
        )
        assert.deepStrictEqual(small, [], name)
        const beyond = await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>("main .q-card button, main .q-card a")]
            .filter((one) => {
              const card = one.closest(".q-card")?.getBoundingClientRect().right ?? 0
              return one.getBoundingClientRect().right > card
            })
            .map(({ textContent }) => textContent)
        )
        assert.deepStrictEqual(beyond, [], `${name}: sticks out of its card`)
      }
      assert.deepStrictEqual(complaints, [])
      await page.context().close()
    })
  }

  it("shows how far thousands of movies are read, and scrolls through them with as many rows as fit", async () => {
    const { page } = await scene.visit("/library")
    await page.getByRole("link", { name: "Everything in Radarr-Movies" }).waitFor()
    await scene.run(scene.servers.radarr.setLibrary([...films, ...many]))
    const seen = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const look = () => {
            const bar = document.querySelector(
              '[role="progressbar"][aria-label="Reading the library of Radarr-Movies"]'
            )
            const words = bar?.getAttribute("aria-valuetext") ?? ""
            if (/ of .* read$/.test(words)) resolve(words)
            else requestAnimationFrame(look)
          }
          look()
        })
    )
    await scene.run(reread("Radarr-Movies"))
    assert.match(await seen, /^[\d,]+ of [\d,]+ read$/)
    await page.getByRole("link", { name: "Everything in Radarr-Movies" }).click()
    await page.getByText("6,006 movies").waitFor({ timeout: 60_000 })
    assert.isBelow(await page.locator("tr.q-shelf").count(), 60)
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
    await page.getByRole("link", { name: "Tomorrow's Film" }).waitFor()
    await page.evaluate(() => window.scrollTo(0, 324_000))
    const middle = page.getByRole("link", { name: "Bulk 03000" })
    await middle.waitFor()
    assert.isBelow(await page.locator("tr.q-shelf").count(), 60)
    await middle.click()
    await page.getByRole("heading", { level: 1, name: "Bulk 03000" }).waitFor()
    await page.goBack()
    await middle.waitFor()
    await page.getByRole("button", { name: "Tables: Comfortable rows" }).click()
    await page.getByRole("menuitem", { name: "Compact rows" }).click()
    await page.evaluate(() => window.scrollTo(0, 252_000))
    await middle.waitFor()
    const row = page.locator("tr.q-shelf").first()
    assert.strictEqual(await row.evaluate((element) => element.getBoundingClientRect().height), 84)
    await photograph(page, "library-compact")
    await page.context().close()
  })

  it("says what is missing where nothing is searched for, and where there is no Arr", async () => {
    const save = (edit: (toml: string) => object) =>
      scene.run(
        Effect.gen(function* () {
          const { json } = yield* scene.daemon.call("GET", "/api/config/raw")
          const { revision, toml } = json as { readonly revision: string; readonly toml: string }
          const answer = yield* scene.daemon.call("POST", "/api/config/save", { revision, ...edit(toml) })
          assert.strictEqual(answer.status, 200, JSON.stringify(answer.json))
        })
      )
    const { page } = await scene.visit("/library/Lidarr-Music")
    await page.getByRole("link", { name: "Joni Mitchell" }).waitFor()
    await save(() => ({ changes: { "Lidarr-Music.EntrySearch.SearchMissing": false } }))
    await page.getByText("Nothing is searched for here, so it is not read.").waitFor({ timeout: 40_000 })
    assert.strictEqual(
      await page.locator("main").getByRole("link", { name: "config" }).getAttribute("href"),
      "/config/Lidarr-Music"
    )
    await photograph(page, "library-unread-dark")
    assert.deepStrictEqual(await barriers(page), [])
    await page.goto("/library")
    await page.getByRole("link", { name: "Everything in Lidarr-Music" }).waitFor()
    const isArr = (block: string) => /^\[(?:Radarr|Sonarr|Lidarr)-/.test(block)
    await save((toml) => ({
      toml: toml
        .split(/^(?=\[)/m)
        .filter((block) => !isArr(block))
        .join("")
    }))
    await page.getByText("No Arr is configured").waitFor({ timeout: 40_000 })
    await photograph(page, "library-none-dark")
    assert.deepStrictEqual(await barriers(page), [])
    await page.getByRole("link", { name: "To the config" }).click()
    await page.getByRole("heading", { level: 1, name: "Config" }).waitFor()
    await page.context().close()
  })
})
