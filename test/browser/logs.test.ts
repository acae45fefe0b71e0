import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("logs in a browser", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(() => scene?.close())

  it("shows lines as they are written, with text and level filters, and downloads the file", async () => {
    const { complaints, page } = await scene.visit("/logs")
    const log = page.getByRole("log")
    await log.getByText(/Web server listens at/).waitFor()
    await page.getByText("Lines appear as they are written.").waitFor()
    await scene.run(scene.daemon.call("POST", "/api/processes/Lidarr-Music/drill", { kind: "crash" }))
    await log
      .getByText(/Drill: crashing Lidarr-Music process/)
      .first()
      .waitFor()
    await page.getByLabel("Level", { exact: true }).selectOption("ERROR")
    await page.waitForFunction(() => !document.body.textContent.includes("Web server listens at"))
    await page.getByLabel("Text").fill("no line says this")
    await page.getByText("No entry is like that").waitFor()
    await page.waitForURL(/q=no\+line\+says\+this/)
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download" }).click()
    ])
    assert.strictEqual(download.suggestedFilename(), "Main.log")
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("stops following when one scrolls up, and goes on from the newest", async () => {
    const { page } = await scene.visit("/logs")
    const log = page.getByRole("log")
    await log.getByText(/Web server listens at/).waitFor()
    await page.setViewportSize({ width: 900, height: 480 })
    await log.evaluate((place) => {
      place.scrollTop = 0
    })
    const back = page.getByRole("button", { name: "To the newest" })
    await back.waitFor()
    await scene.run(scene.daemon.call("POST", "/api/processes/Lidarr-Music/restart"))
    await page.waitForTimeout(1_500)
    assert.isBelow(await log.evaluate((place) => place.scrollTop), 40, "what is read stays where it is")
    await back.click()
    await back.waitFor({ state: "hidden" })
    await page.context().close()
  })
})
