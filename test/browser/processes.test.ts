import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("/processes in a browser", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(() => scene?.close())

  it("shows a crash, counts down to the restart, and shows that it runs again, without a reload", async () => {
    const { complaints, page } = await scene.visit("/processes")
    const row = page.locator('[data-process="Sonarr-TV"]')
    await row.getByText("running", { exact: true }).waitFor()
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }))
    await scene.run(scene.daemon.call("POST", "/api/processes/Sonarr-TV/drill", { kind: "crash" }))
    await row.getByText("restarting", { exact: true }).waitFor()
    const first = await row.getByText(/next attempt in \d s/).textContent()
    await page.waitForFunction(
      (before) =>
        !document.body.textContent.includes(before ?? "") && /next attempt in \d s/.test(document.body.textContent),
      first
    )
    await row.getByText("running", { exact: true }).waitFor()
    await row.getByText("1/5").waitFor()
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
