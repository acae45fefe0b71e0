import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { barriers, photograph } from "./harness/looks.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("the page without its daemon, or without pushed changes", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(() => scene?.close())

  it("says since when the daemon is gone when it is killed, and goes on by itself when it is back", async () => {
    const { page } = await scene.visit("/processes")
    const row = page.locator('[data-process="Radarr-Movies"]')
    await row.getByText("running", { exact: true }).waitFor()
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }))
    await scene.run(scene.daemon.stop("SIGKILL"))
    const banner = page.getByRole("complementary", { name: "Connection" })
    await banner.getByText(/No connection since \d/).waitFor()
    const since = await banner.getByText(/No connection since/).textContent()
    await banner.getByText(/next attempt in \d+ s/).waitFor()
    // A few vain attempts later it is still the same outage.
    await banner.getByText(/next attempt in [3-9] s/).waitFor()
    assert.strictEqual(await banner.getByText(/No connection since/).textContent(), since)
    await row.getByText("running", { exact: true }).waitFor()
    await scene.run(scene.daemon.start)
    await banner.waitFor({ state: "hidden", timeout: 40_000 })
    // What happens from now on is pushed again.
    await scene.run(scene.daemon.waitState("Lidarr-Music", "running", 40))
    await page.locator('[data-process="Lidarr-Music"]').getByText("running", { exact: true }).waitFor()
    await scene.run(scene.daemon.call("POST", "/api/processes/Lidarr-Music/stop"))
    await page
      .locator('[data-process="Lidarr-Music"]')
      .getByText("stopped", { exact: true })
      .waitFor({ timeout: 5_000 })
    await scene.run(scene.daemon.call("POST", "/api/processes/Lidarr-Music/start"))
    assert.isTrue(await page.evaluate(() => "neverReloaded" in window))
    await page.context().close()
  })

  it("asks every 15 seconds where a proxy keeps the stream of changes back, and says so quietly", async () => {
    const { page } = await scene.visit("/about")
    await page.getByText("pushed as things happen").waitFor()
    // As a proxy that waits for the end of an answer before it passes it on.
    await page.route("**/api/events*", () => undefined)
    await page.goto("/processes")
    const row = page.locator('[data-process="Radarr-Movies"]')
    await row.getByText("running", { exact: true }).waitFor()
    const note = page.getByText("Updates every 15 s")
    await note.waitFor({ timeout: 40_000 })
    assert.isTrue(await page.getByRole("complementary", { name: "Connection" }).isHidden())
    assert.deepStrictEqual(await barriers(page), [])
    await photograph(page, "polling-dark")
    await scene.run(scene.daemon.call("POST", "/api/processes/Radarr-Movies/stop"))
    await row.getByText("stopped", { exact: true }).waitFor({ timeout: 20_000 })
    await scene.run(scene.daemon.call("POST", "/api/processes/Radarr-Movies/start"))

    // It is an outage only when the daemon itself does not answer.
    await scene.run(scene.daemon.stop("SIGKILL"))
    const banner = page.getByRole("complementary", { name: "Connection" })
    await banner.waitFor({ timeout: 20_000 })
    await scene.run(scene.daemon.start)
    await banner.waitFor({ state: "hidden", timeout: 60_000 })
    await note.waitFor()
    await row.getByText("running", { exact: true }).waitFor({ timeout: 40_000 })

    // Once streams get through again, a page that is looked at anew is pushed to.
    await page.unroute("**/api/events*")
    await page.goto("/about")
    await page.getByText("pushed as things happen").waitFor()
    await page.context().close()
  })

  it("is pushed to where the stream only opens late", async () => {
    const { page } = await scene.visit("/about")
    await page.getByText("pushed as things happen").waitFor()
    await page.route("**/api/events*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      await route.continue()
    })
    await page.reload()
    await page.getByText("pushed as things happen").waitFor()
    assert.isTrue(await page.getByText("Updates every 15 s").isHidden())
    await page.context().close()
  })
})
