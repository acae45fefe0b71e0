import * as Effect from "effect/Effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import type { ThroughputView } from "../../src/web/status/overviewViews.ts"
import { missing } from "./harness/chromium.ts"
import { barriers, looks, photograph } from "./harness/looks.ts"
import { populate } from "./harness/populate.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("the overview in a browser", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
    await populate(scene)
    await scene.until(
      "the speeds were noted a few times, before any page was opened",
      Effect.map(scene.daemon.call("GET", "/api/throughput"), ({ json }) => {
        const { samples } = json as ThroughputView
        return samples.filter(({ down }) => (down ?? 0) > 0).length >= 2
      })
    )
  })
  afterAll(() => scene?.close())

  it("shows what was before it was opened, and the same after a reload", async () => {
    const { complaints, page } = await scene.visit("/")
    for (const round of ["opened", "reloaded"]) {
      const charts = page.locator(".q-charts")
      await charts.getByRole("img", { name: /Download and upload speed of the last hour, at most [1-9]/ }).waitFor()
      await charts.getByRole("img", { name: /^Completion to import: typically \d+ s, over 1 import/ }).waitFor()
      await charts.getByText(/^1 import and [1-9] removals? in 24 hours/).waitFor()
      await charts.getByText(/^[1-9]\d* search(es)? in 24 hours, \d+ found something/).waitFor()
      await page
        .locator('[data-dependency="qBit"]')
        .getByText(/^\d+ ms$/)
        .waitFor()
      await page
        .locator('[data-dependency="Radarr-Movies"]')
        .getByText(/^\d+ ms$/)
        .waitFor()
      if (round === "opened") await page.reload()
    }
    await photograph(page, "overview-live-dark")
    assert.deepStrictEqual(await barriers(page), [])
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("goes on with the speeds while it is open, asking for what is new only", async () => {
    const { page } = await scene.visit("/")
    const asked: Array<string> = []
    page.on("request", (request) => {
      if (request.url().includes("/api/throughput")) asked.push(new URL(request.url()).search)
    })
    const answer = await page.waitForResponse((response) => response.url().includes("/api/throughput?since="), {
      timeout: 40_000
    })
    const { samples } = (await answer.json()) as ThroughputView
    assert.isAtLeast(samples.length, 1)
    assert.isAtMost(samples.length, 3)
    assert.isNotEmpty(asked)
    for (const query of asked.slice(1)) assert.match(query, /^\?since=/)
    await page.context().close()
  })

  it("says since when one is away, and how fast it is once it is back", async () => {
    const { page } = await scene.visit("/", looks.phone)
    const line = page.locator('[data-dependency="Radarr-Movies"]')
    await line.getByText("answers", { exact: true }).waitFor()
    await scene.run(scene.servers.radarr.goDown)
    await line.getByText("does not answer").waitFor({ timeout: 90_000 })
    await line.getByText(/away for \d+ s/).waitFor()
    await line.getByText(/nothing listens/).waitFor()
    await photograph(page, "overview-away-phone")
    await scene.run(Effect.orDie(scene.servers.radarr.comeBack))
    await line.getByText("answers", { exact: true }).waitFor({ timeout: 60_000 })
    await line.getByText(/^\d+ ms$/).waitFor()
    await page.context().close()
  })

  it("tells on /about what runs, where its files are, and leads to the API", async () => {
    const { complaints, page } = await scene.visit("/about")
    const versions = page.getByRole("region", { name: "Versions" })
    await versions.getByText(process.version).waitFor()
    await versions.getByText(/^qBittorrent v\d/).waitFor()
    await versions.getByText(/^Sonarr \d/).waitFor()
    const files = page.getByRole("region", { name: "Files" })
    await files.getByRole("button", { name: "Copy the path of the config" }).waitFor()
    assert.include(await files.textContent(), scene.daemon.folder)
    await photograph(page, "about-live-dark")
    assert.deepStrictEqual(await barriers(page), [])
    await page.getByRole("link", { name: "The API, to read and to try" }).click()
    await page.getByRole("heading", { level: 1 }).waitFor()
    assert.strictEqual(new URL(page.url()).pathname, "/api/docs")
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })
})
