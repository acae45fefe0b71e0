import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { barriers, looks, photograph } from "./harness/looks.ts"
import * as Scene from "./harness/Scene.ts"

/** Height of the first row of the list, pixels. */
const rowHeight = (page: Page): Promise<number> =>
  page
    .locator("tr.q-torrent")
    .first()
    .evaluate((row) => row.getBoundingClientRect().height)

const scheme = (page: Page, wanted: "dark" | "light"): Promise<unknown> =>
  page.waitForFunction((value) => document.documentElement.dataset["mantineColorScheme"] === value, wanted)

describe.skipIf(missing !== undefined)("Theme, ViewDensity and LiveArr in a browser", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(() => scene?.close())

  const save = (changes: Readonly<Record<string, unknown>>) =>
    scene.run(
      Effect.gen(function* () {
        const { json } = yield* scene.daemon.call("GET", "/api/config")
        const { revision } = json as { readonly revision: string }
        const { status } = yield* scene.daemon.call("POST", "/api/config/save", { changes, revision })
        assert.strictEqual(status, 200)
      })
    )

  it("Theme colours the page from the first drawing on, follows a save, and yields to what a browser chose", async () => {
    await save({ "WebUI.Theme": "Light" })
    const { complaints, page } = await scene.visit("/about")
    await page.getByRole("heading", { level: 1, name: "About" }).waitFor()
    await scheme(page, "light")
    const html = await (await page.request.get("/")).text()
    assert.match(html, /<html[^>]*data-mantine-color-scheme="light"/)
    await save({ "WebUI.Theme": "Dark" })
    await scheme(page, "dark")
    assert.isNull(await page.evaluate(() => window.localStorage.getItem("mantine-color-scheme-value")))
    await page.getByRole("button", { name: "Colours: Dark" }).click()
    await page.getByRole("menuitem", { name: "Dark" }).click()
    await save({ "WebUI.Theme": "Light" })
    const second = await scene.visit("/about")
    await scheme(second.page, "light")
    await second.page.context().close()
    await scheme(page, "dark")
    await page.reload()
    await page.getByRole("heading", { level: 1, name: "About" }).waitFor()
    await scheme(page, "dark")
    await page.getByRole("button", { name: "Colours: Dark" }).click()
    await page.getByRole("menuitem", { name: "As the config has it" }).click()
    await scheme(page, "light")
    await save({ "WebUI.Theme": "Dark" })
    await scheme(page, "dark")
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("ViewDensity sets the rows of tables, follows a save, and yields to what a browser chose", async () => {
    await save({ "WebUI.ViewDensity": "Compact" })
    const { complaints, page } = await scene.visit("/torrents")
    await page.locator("tr.q-torrent").first().waitFor()
    assert.strictEqual(await rowHeight(page), 44)
    await photograph(page, "torrents-compact")
    assert.deepStrictEqual(await barriers(page), [])
    await save({ "WebUI.ViewDensity": "Comfortable" })
    await page.waitForFunction(() => document.documentElement.dataset["density"] === "comfortable")
    assert.strictEqual(await rowHeight(page), 60)
    await page.getByRole("button", { name: "Tables: Comfortable rows" }).click()
    await page.getByRole("menuitem", { name: "Compact rows" }).click()
    assert.strictEqual(await rowHeight(page), 44)
    await page.reload()
    await page.locator("tr.q-torrent").first().waitFor()
    assert.strictEqual(await rowHeight(page), 44)
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("LiveArr = false keeps torrents as they are until somebody refreshes them or switches them to live", async () => {
    await save({ "WebUI.LiveArr": false })
    const { complaints, page } = await scene.visit("/torrents?q=late", looks.phone)
    const updates = page.getByRole("region", { name: "Updates" })
    await updates.getByText("This view stays as it is until you refresh it.").waitFor()
    await page.getByText("No torrent is like that").waitFor()
    await photograph(page, "torrents-not-live-phone")
    assert.deepStrictEqual(await barriers(page), [])
    let readings = 0
    page.on("request", (request) => {
      if (new URL(request.url()).pathname === "/api/torrents") readings += 1
    })
    const { qbittorrent } = scene.servers
    await scene.run(qbittorrent.add({ name: "Late.One", downloadSeconds: 900 }))
    await scene.until(
      "the daemon knows it",
      Effect.map(
        scene.daemon.call("GET", "/api/torrents?q=late"),
        ({ json }) => (json as { total: number }).total === 1
      )
    )
    // The shell is live, and has heard of what came later than the torrent.
    await save({ "WebUI.Theme": "Light" })
    await scheme(page, "light")
    assert.strictEqual(readings, 0)
    await page.getByText("No torrent is like that").waitFor()
    await updates.getByRole("button", { name: "Refresh" }).click()
    await page.getByRole("link", { name: "Late.One" }).waitFor()
    await updates.getByRole("switch", { name: "Live" }).press("Space")
    await updates.getByText("This view refreshes by itself.").waitFor()
    await scene.run(qbittorrent.add({ name: "Late.Two", downloadSeconds: 900 }))
    await page.getByRole("link", { name: "Late.Two" }).waitFor()
    await save({ "WebUI.LiveArr": true })
    await updates.waitFor({ state: "hidden" })
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })
})
