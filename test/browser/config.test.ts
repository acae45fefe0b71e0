import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { barriers, photograph } from "./harness/looks.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("the config in a browser", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(() => scene?.close())

  const lives = () =>
    scene.run(Effect.map(scene.daemon.processes, (all) => new Map(all.map(({ life, name }) => [name, life]))))

  it("plans a change, saves it, and restarts the worker that it concerns and no other", async () => {
    const { complaints, page } = await scene.visit("/config/Radarr-Movies")
    const before = await lives()
    await page.getByLabel("Key of Radarr-Movies").fill("URI")
    const field = page.getByRole("textbox", { name: "URI", exact: true }).first()
    const uri = await field.inputValue()
    await field.fill(`${uri}/`)
    await page.getByText("1 unsaved change").waitFor()
    // Other pages keep what is not saved.
    await page.getByRole("link", { name: "Processes" }).click()
    await page.getByRole("link", { name: "Config" }).click()
    await page.getByText("1 unsaved change").waitFor()
    await page.getByRole("button", { name: "Review and save" }).click()
    const dialog = page.getByRole("dialog", { name: "What this would do" })
    await dialog.getByText(/Restarts .*Radarr-Movies/).waitFor()
    await photograph(page, "config-plan-dark")
    assert.deepStrictEqual(await barriers(page), [])
    await dialog.getByRole("button", { name: "Save it" }).click()
    await page.getByText(/^Saved\./).waitFor()
    assert.include(readFileSync(scene.daemon.configFile, "utf8"), `${uri}/`)
    await scene.until(
      "Radarr-Movies has begun anew",
      Effect.map(scene.daemon.process("Radarr-Movies"), (one) => one?.state === "running")
    )
    const after = await lives()
    for (const name of ["Sonarr-TV", "Lidarr-Music", "Feed-qBit"]) assert.strictEqual(after.get(name), before.get(name))
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("says what is wrong beside the field, and saves nothing", async () => {
    const { page } = await scene.visit("/config?q=LoopSleepTimer")
    const text = readFileSync(scene.daemon.configFile, "utf8")
    await page.getByRole("textbox", { name: "LoopSleepTimer" }).fill("soon")
    await page.getByRole("button", { name: "Review and save" }).click()
    await page.getByRole("alert").first().waitFor()
    await page
      .locator(".q-key-field")
      .getByText(/seconds|duration|number/)
      .first()
      .waitFor()
    assert.strictEqual(readFileSync(scene.daemon.configFile, "utf8"), text)
    await page.getByRole("button", { name: "Discard" }).click()
    assert.strictEqual(await page.getByRole("textbox", { name: "LoopSleepTimer" }).inputValue(), "1")
    await page.context().close()
  })

  it("shows what collides when the file was changed meanwhile, and keeps mine when told so", async () => {
    const { page } = await scene.visit("/config?q=LoopSleepTimer")
    await page.getByRole("textbox", { name: "LoopSleepTimer" }).fill("3")
    await scene.run(scene.daemon.call("POST", "/api/config", { changes: { "Settings.LoopSleepTimer": 2 } }))
    await page.getByText("The file was changed meanwhile").waitFor()
    await photograph(page, "config-merge-dark")
    await page.getByRole("button", { name: "Keep mine" }).click()
    await page.getByRole("button", { name: "Review and save" }).click()
    await page.getByRole("button", { name: "Save it" }).click()
    await page.getByText(/^Saved\./).waitFor()
    assert.match(readFileSync(scene.daemon.configFile, "utf8"), /LoopSleepTimer = 3/)
    await page.context().close()
  })

  it("edits the file itself, shows the difference, and brings an earlier version back", async () => {
    const { page } = await scene.visit("/config/raw")
    const file = page.getByLabel("The config file")
    const text = await file.inputValue()
    assert.include(text, "[redacted]")
    assert.notInclude(text, "demo-key")
    await file.fill(text.replace("LoopSleepTimer = 3", "LoopSleepTimer = 4"))
    await page.getByRole("region", { name: "What differs" }).getByText("LoopSleepTimer = 4").waitFor()
    await page.getByRole("button", { name: "Review and save" }).click()
    await page.getByRole("button", { name: "Save it" }).click()
    await page.getByText(/^Saved\./).waitFor()
    assert.match(readFileSync(scene.daemon.configFile, "utf8"), /LoopSleepTimer = 4/)
    await page.getByRole("link", { name: "History" }).click()
    await page.getByRole("button", { name: "What differs" }).first().click()
    await page.locator(".q-diff").getByText("LoopSleepTimer = 3").waitFor()
    await page.getByRole("button", { name: "Bring it back" }).first().click()
    await page.getByRole("dialog").getByRole("button", { name: "Bring it back" }).click()
    await page.getByText("The earlier config is in force.").waitFor()
    assert.match(readFileSync(scene.daemon.configFile, "utf8"), /LoopSleepTimer = 3/)
    await page.context().close()
  })

  it("tests a connection with what is in the form", async () => {
    const { page } = await scene.visit("/config/Sonarr-TV")
    await page.getByRole("button", { name: "Test the connection" }).click()
    await page.getByText(/Sonarr \d/).waitFor()
    await page.context().close()
  })
})
