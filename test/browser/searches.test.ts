import * as Effect from "effect/Effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { populate } from "./harness/populate.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("searches in a browser", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
    await populate(scene)
  })
  afterAll(() => scene?.close())

  it("searches at once for what a person names, asks which one is meant, and says what nobody has", async () => {
    const { complaints, page } = await scene.visit("/searches")
    const field = page.getByLabel("Search now: a title, or Dark S01E05")
    const go = page.getByRole("button", { name: "Search now" })
    await scene.until(
      "the library is read",
      Effect.map(scene.daemon.call("GET", "/api/searches"), ({ json }) => JSON.stringify(json).includes("Sunrise"))
    )
    await field.fill("nothing that exists")
    await go.click()
    await page.getByText("A part of the title is enough").waitFor()
    await field.fill("movie:")
    await go.click()
    await page.getByText("Which one?").waitFor()
    await page.getByRole("button", { name: /movie:101/ }).click()
    await page.getByText(/movie:101.* is searched for next/).waitFor()
    await page
      .getByRole("row")
      .filter({ hasText: "movie:101" })
      .filter({ hasText: "asked for by hand" })
      .waitFor({ timeout: 40_000 })
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })
})
