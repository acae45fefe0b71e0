import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { barriers, looks, photograph } from "./harness/looks.ts"
import * as Scene from "./harness/Scene.ts"

const password = "correct horse battery staple"

describe.skipIf(missing !== undefined)("first run and login in a browser", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open({ QBITRR_WEBUI__AUTHDISABLED: "false" })
  })
  afterAll(() => scene?.close())

  it("asks for the code of the log before anything else, takes it once, and goes on to what was asked for", async () => {
    const { complaints, page } = await scene.visit("/processes")
    await page.getByRole("heading", { name: "Choose a password" }).waitFor()
    await photograph(page, "setup-dark")
    assert.deepStrictEqual(await barriers(page), [])
    await page.getByLabel("One-time code").fill("WRONG-CODE")
    await page.getByLabel("Password", { exact: true }).fill(password)
    await page.getByLabel("Password once more").fill(`${password}!`)
    await page.getByText("The two are different").waitFor()
    await page.getByLabel("Password once more").fill(password)
    await page.getByRole("button", { name: "Choose it and go in" }).click()
    await page.getByRole("alert").waitFor()
    const code = /this code: (\S+)/.exec(scene.daemon.output())?.[1] ?? ""
    await page.getByLabel("One-time code").fill(code)
    await page.getByRole("button", { name: "Choose it and go in" }).click()
    await page.getByRole("heading", { name: "Processes" }).waitFor()
    assert.strictEqual(new URL(page.url()).pathname, "/processes")
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("lets in with the password, works with the session, and asks again at the same address when it has ended", async () => {
    const { page } = await scene.visit("/torrents?q=nothing", looks.phone)
    await page.getByRole("heading", { name: "Log in" }).waitFor()
    await photograph(page, "login-phone")
    assert.deepStrictEqual(await barriers(page), [])
    await page.getByLabel("Name").fill("admin")
    await page.getByLabel("Password", { exact: true }).fill("not the password")
    await page.getByRole("button", { name: "Log in" }).click()
    await page.getByRole("alert").waitFor()
    await page.getByLabel("Password", { exact: true }).fill(password)
    await page.getByRole("button", { name: "Log in" }).click()
    await page.getByText("No torrent is like that").waitFor()

    // A change needs the word of the session beside its cookie.
    await page.goto("/processes")
    await page.getByRole("button", { name: "Actions for Lidarr-Music" }).click()
    await page.getByRole("menuitem", { name: "Restart" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Restart" }).click()
    await page.getByText("Lidarr-Music has been restarted.").waitFor()
    assert.isEmpty(await page.evaluate(() => Object.keys(window.localStorage)), "nothing is kept in the browser")

    await page.goto("/access")
    await page.getByText("this one").waitFor()
    await page.getByLabel("What is the new token for").fill("Widget")
    await page.getByRole("button", { name: "Make a token" }).click()
    const secret = await page
      .getByRole("alert")
      .getByRole("button", { name: /^Copy token/ })
      .textContent()
    const bearer = { authorization: `Bearer ${secret?.replace("Copy token ", "")}` }
    assert.strictEqual((await fetch(`${scene.url}/api/processes`, { headers: bearer })).status, 200)
    assert.strictEqual((await fetch(`${scene.url}/api/config`, { headers: bearer })).status, 403)
    await page.getByRole("button", { name: "Revoke" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Revoke it" }).click()
    await page.getByText("Widget is revoked.").waitFor()
    assert.strictEqual((await fetch(`${scene.url}/api/processes`, { headers: bearer })).status, 401)

    await page.context().clearCookies()
    await page.getByRole("link", { name: "Searches" }).click()
    await page.getByRole("heading", { name: "Log in" }).waitFor()
    await page.getByText("Your session has ended.").waitFor()
    assert.strictEqual(new URL(page.url()).pathname, "/searches")
    await page.context().close()
  })
})
