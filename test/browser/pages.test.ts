import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { barriers, choose, type Look, looks, photograph } from "./harness/looks.ts"
import * as Scene from "./harness/Scene.ts"

/** Every page, and what stands on it once it is there. */
const pages: ReadonlyArray<{ readonly name: string; readonly path: string; readonly shows: string }> = [
  { name: "processes", path: "/processes", shows: "Radarr-Movies" },
  { name: "not-found", path: "/no/such/page", shows: "There is no page at /no/such/page" }
]

const all: ReadonlyArray<Look> = ["dark", "light", "phone"]

describe.skipIf(missing !== undefined)("every page", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(() => scene?.close())

  for (const look of all) {
    for (const { name, path, shows } of pages) {
      it(`${path} has no serious barrier and breaks no rule of its policy (${look})`, async () => {
        const { complaints, page } = await scene.visit(path, looks[look])
        await choose(page, look === "light" ? "light" : "dark")
        await page.reload()
        await page.locator("main").getByText(shows).first().waitFor()
        assert.strictEqual(await page.getByRole("heading", { level: 1 }).count(), 1)
        await photograph(page, `${name}-${look}`)
        assert.deepStrictEqual(await barriers(page), [])
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        assert.isAtMost(overflow, 0, "nothing is wider than the window")
        assert.deepStrictEqual(complaints, [])
        await page.context().close()
      })
    }
  }
})
