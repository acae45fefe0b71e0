import * as Effect from "effect/Effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { type Population, populate } from "./harness/populate.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("torrents in a browser", () => {
  let scene: Scene.Scene
  let population: Population
  beforeAll(async () => {
    scene = await Scene.open()
    population = await populate(scene)
  })
  afterAll(() => scene?.close())

  it("explains a removal: the rule, its reason, what it saw, and what was done", async () => {
    const { complaints, page } = await scene.visit("/activity")
    await page.getByLabel("Deed").selectOption("removed")
    await page.getByRole("link", { name: "Pioneer.One.S01.720p.HDTV" }).click()
    await page.getByRole("heading", { name: "What became of it" }).waitFor()
    await page.getByText("stalled: stalled at 30 % for 2.0 h, StalledDelay is 15 min").first().waitFor()
    await page.getByText("remove (with files, blocklist, search again)").first().waitFor()
    await page.getByText("What it saw").first().click()
    await page.getByText("stalledDL").first().waitFor()
    assert.include(page.url(), population.removed)
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("says of a download on its way what happens next, and follows it without a reload", async () => {
    const { page } = await scene.visit(`/torrents/qBit/${population.downloading}`)
    await page.getByText("no rule concerns a torrent that is downloading").first().waitFor()
    const { qbittorrent } = scene.servers
    await scene.run(qbittorrent.startDownload(population.downloading, { seconds: 1 }))
    await page.getByText("the Arr confirmed the import").waitFor({ timeout: 40_000 })
    await page.context().close()
  })

  it("scrolls through thousands, with as many rows in the page as fit", async () => {
    const { qbittorrent } = scene.servers
    const longAgo = Math.floor(Date.now() / 1_000) - 86_400
    await scene.run(
      Effect.forEach(
        Array.from({ length: 3_000 }, (_, nth) => nth),
        (nth) =>
          qbittorrent.add({
            name: `Bulk.${String(nth).padStart(5, "0")}`,
            state: "stoppedUP",
            progress: 1,
            addedOn: longAgo,
            lastActivity: longAgo
          }),
        { discard: true }
      )
    )
    const { page } = await scene.visit("/torrents?q=Bulk")
    await page.getByText("3,000 torrents").waitFor({ timeout: 40_000 })
    await page.getByRole("link", { name: "Bulk.00000" }).waitFor()
    assert.isBelow(await page.locator("tr.q-torrent").count(), 100)
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
    await page.getByRole("link", { name: "Bulk.02999" }).waitFor()
    assert.isBelow(await page.locator("tr.q-torrent").count(), 100)
    await page.evaluate(() => window.scrollTo(0, 90_000))
    await page.getByRole("link", { name: "Bulk.01500" }).waitFor()
    await page.context().close()
  })
})
