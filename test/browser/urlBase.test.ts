import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("the page below a path (UrlBase)", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open({ QBITRR_WEBUI__URLBASE: "/media/qbitrr" })
  })
  afterAll(() => scene?.close())

  it("lives, links and asks below it", async () => {
    const { complaints, page } = await scene.visit("/media/qbitrr/torrents")
    const asked: Array<string> = []
    page.on("request", (request) => asked.push(new URL(request.url()).pathname))
    await page.getByRole("link", { name: "Cosmos.Laundromat.2015.Remux" }).click()
    await page.getByText("tagged qBitrr-ignored: hands off").first().waitFor()
    assert.match(new URL(page.url()).pathname, /^\/media\/qbitrr\/torrents\/qBit\/[0-9a-f]{40}$/)
    await page.reload()
    await page.getByText("tagged qBitrr-ignored: hands off").first().waitFor()
    await page.getByRole("link", { name: "Processes" }).click()
    await page.getByText("Radarr-Movies").first().waitFor()
    assert.isEmpty(asked.filter((path) => !path.startsWith("/media/qbitrr/")))
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("puts an address without it right", async () => {
    const { complaints, page } = await scene.visit("/processes")
    await page.getByText("Radarr-Movies").first().waitFor()
    assert.strictEqual(new URL(page.url()).pathname, "/media/qbitrr/processes")
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })
})
