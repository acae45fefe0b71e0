import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { barriers, looks, photograph } from "./harness/looks.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("/processes in a browser", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
    await scene.run(scene.daemon.waitState("Search-Lidarr-Music", "running"))
  })
  afterAll(() => scene?.close())

  it("shows a crash, counts down to the restart, and shows that it runs again, without a reload and without a jump", async () => {
    const { complaints, page } = await scene.visit("/processes")
    const row = page.locator('[data-process="Sonarr-TV"]')
    await row.getByText("running", { exact: true }).waitFor()
    const places = () =>
      page.locator(".q-processes > tbody > tr:first-child > *:visible").evaluateAll((cells) =>
        cells.map((cell) => {
          const { height, left, top, width } = cell.getBoundingClientRect()
          return [left, top, width, height].map(Math.round).join(" ")
        })
      )
    const before = await places()
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }))
    await scene.run(scene.daemon.call("POST", "/api/processes/Sonarr-TV/drill", { kind: "crash" }))
    await row.getByText("restarting", { exact: true }).waitFor()
    const next = row.locator("[data-next]")
    await next.getByText(/^in \d s$/).waitFor()
    const first = (await next.textContent()) ?? ""
    assert.deepStrictEqual(await places(), before)
    await page.waitForFunction((text) => {
      const now = document.querySelector('[data-process="Sonarr-TV"] [data-next]')?.textContent ?? ""
      return now !== text && /^in \d s$/.test(now)
    }, first)
    await row.getByText("running", { exact: true }).waitFor()
    await row.getByText("1/5").waitFor()
    assert.deepStrictEqual(await places(), before)
    await row
      .getByRole("button", { name: /Sonarr-TV/ })
      .first()
      .click()
    await row.getByText("drill", { exact: true }).waitFor()
    await page.locator('[data-process="Radarr-Movies"]').getByText("0/5").waitFor()
    assert.isTrue(await page.evaluate(() => "neverReloaded" in window))
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("opens a row with its past, its own log as it is written and the config it goes by; the address says which", async () => {
    const { complaints, page } = await scene.visit("/processes")
    const row = page.locator('[data-process="Radarr-Movies"]')
    await row
      .getByRole("button", { name: /Radarr-Movies/ })
      .first()
      .click()
    await page.waitForURL(/\?open=Radarr-Movies$/)
    await page.reload()
    const log = row.getByRole("log", { name: "Last entries of Radarr-Movies.log" })
    await log
      .getByText(/Radarr .* answers/)
      .first()
      .waitFor()
    assert.isFalse(
      await log
        .getByText(/Sonarr-TV/)
        .first()
        .isVisible()
    )
    await scene.run(scene.daemon.call("POST", "/api/processes/Radarr-Movies/drill", { kind: "crash" }))
    await log.getByText(/crash/i).first().waitFor()
    await row.getByRole("table", { name: /How earlier lives of Radarr-Movies ended/ }).waitFor()

    const config = row.getByRole("region", { name: "Config of Radarr-Movies" })
    await config.getByText("[redacted]").waitFor()
    await config.getByText(scene.servers.radarr.url).waitFor()
    assert.isFalse(await config.getByText("Torrent.MaximumETA").isVisible())
    await config.getByRole("button", { name: /Show \d+ keys with their defaults/ }).click()
    await config.getByText("Torrent.MaximumETA").waitFor()
    assert.notInclude(await page.content(), "demo-key")
    await photograph(page, "process-open-dark")
    assert.deepStrictEqual(await barriers(page), [])

    await config.getByRole("link", { name: "change it" }).click()
    await page.waitForURL(/\/config\/Radarr-Movies$/)
    await page.goBack()
    await row.getByRole("link", { name: "all of Radarr-Movies.log" }).click()
    await page.waitForURL(/\/logs\/Radarr-Movies\.log$/)
    await page
      .getByRole("log")
      .getByText(/Radarr .* answers/)
      .first()
      .waitFor()
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("fits on a phone, opened and closed", async () => {
    const { page } = await scene.visit("/processes?open=Feed-qBit", looks.phone)
    const row = page.locator('[data-process="Feed-qBit"]')
    await row.getByRole("region", { name: "Config of Feed-qBit" }).getByText("UserName").waitFor()
    await row
      .getByRole("log")
      .getByText(/Connected to qBit/)
      .first()
      .waitFor()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    assert.isAtMost(overflow, 0)
    await photograph(page, "process-open-phone")
    assert.deepStrictEqual(await barriers(page), [])
    await page.context().close()
  })

  it("restarts one after a question that names it, and nothing when the answer is no", async () => {
    const { page } = await scene.visit("/processes")
    const lifeOf = async () => (await scene.run(scene.daemon.process("Lidarr-Music")))?.life ?? 0
    const before = await lifeOf()
    await page.getByRole("button", { name: "Restart Lidarr-Music" }).click()
    const dialog = page.getByRole("dialog", { name: "Restart Lidarr-Music?" })
    await dialog.getByText("The other processes do not notice").waitFor()
    await page.waitForFunction(() => document.activeElement?.textContent === "Cancel")
    await page.keyboard.press("Enter")
    await dialog.waitFor({ state: "hidden" })
    assert.strictEqual(await lifeOf(), before)

    await page.getByRole("button", { name: "Restart Lidarr-Music" }).click()
    await dialog.getByRole("button", { name: "Restart" }).click()
    await page.getByText("Lidarr-Music has been restarted.").waitFor()
    assert.strictEqual(await lifeOf(), before + 1)
    await page.context().close()
  })
})
