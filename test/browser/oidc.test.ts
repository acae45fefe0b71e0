import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as EffectScope from "effect/Scope"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as OidcProvider from "../harness/oidc/Provider.ts"
import { missing } from "./harness/chromium.ts"
import { barriers, photograph } from "./harness/looks.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("login by a provider, and a session that ends, in a browser", () => {
  let scene: Scene.Scene
  let provider: OidcProvider.Provider
  let scope: EffectScope.CloseableScope
  beforeAll(async () => {
    scope = await Effect.runPromise(EffectScope.make())
    provider = await Effect.runPromise(Effect.provideService(OidcProvider.start, EffectScope.Scope, scope))
    scene = await Scene.open({
      QBITRR_WEBUI__AUTHDISABLED: "false",
      QBITRR_WEBUI__OIDCENABLED: "true",
      QBITRR_WEBUI__OIDC__AUTHORITY: provider.issuer,
      QBITRR_WEBUI__OIDC__CLIENTID: OidcProvider.clientId,
      QBITRR_WEBUI__OIDC__CLIENTSECRET: OidcProvider.clientSecret,
      QBITRR_WEBUI__OIDC__REQUIREHTTPSMETADATA: "false",
      QBITRR_WEBUI__OIDC__ALLOWEDUSERS: "ada"
    })
  })
  afterAll(async () => {
    await scene?.close()
    if (scope !== undefined) await Effect.runPromise(EffectScope.close(scope, Exit.void))
  })

  const button = "Log in with your provider"

  it("goes to the provider and comes back logged in, to where one wanted to go", async () => {
    provider.behaviour.person = { sub: "1001", preferred_username: "ada" }
    const { page } = await scene.visit("/processes?open=Radarr-Movies")
    await page.getByRole("link", { name: button }).click()
    await page.getByRole("heading", { name: "Processes" }).waitFor()
    assert.strictEqual(new URL(page.url()).pathname + new URL(page.url()).search, "/processes?open=Radarr-Movies")
    assert.include(provider.asked, "/authorize")
    await page.getByRole("button", { name: "Log out ada" }).click()
    await page.getByRole("link", { name: button }).waitFor()
    await page.context().close()
  })

  it("says why somebody who is not on the list is not let in, and leads back to the login", async () => {
    provider.behaviour.person = { sub: "1002", preferred_username: "eve" }
    const { page } = await scene.visit("/torrents")
    await page.getByRole("link", { name: button }).click()
    await page.getByRole("heading", { name: "The login did not work" }).waitFor()
    await page.getByText(/eve/).waitFor()
    await photograph(page, "oidc-refused")
    assert.deepStrictEqual(await barriers(page), [])
    await page.getByRole("link", { name: "Back to the login" }).click()
    await page.getByRole("link", { name: button }).waitFor()
    assert.strictEqual(await page.evaluate(async () => (await fetch("/api/processes")).status), 401)
    await page.context().close()
  })

  it("keeps what was typed into a form when the session ends, and warns before the way to the provider loses it", async () => {
    provider.behaviour.person = { sub: "1001", preferred_username: "ada" }
    const { page } = await scene.visit("/config?q=LoopSleepTimer")
    await page.getByRole("link", { name: button }).click()
    const field = page.getByRole("textbox", { name: "LoopSleepTimer" })
    await field.fill("7")
    await page.getByText("1 unsaved change").waitFor()
    const cookies = await page.context().cookies()
    await page.context().clearCookies()
    await page.getByRole("button", { name: "Review and save" }).click()
    await page.getByText("Your session has ended.").waitFor()
    const address = new URL(page.url())
    assert.strictEqual(address.pathname + address.search, "/config?q=LoopSleepTimer")

    // The browser asks before the page, and with it the form, goes away.
    const asked = page.waitForEvent("dialog").then(async (dialog) => {
      await dialog.dismiss()
      return dialog.type()
    })
    await page.getByRole("link", { name: button }).click()
    assert.strictEqual(await asked, "beforeunload")
    await page.getByText("Your session has ended.").waitFor()

    // Somebody logs in again in another tab: this one goes on with what was typed.
    await page.context().addCookies(cookies)
    await page.evaluate(() => window.dispatchEvent(new Event("focus")))
    await page.getByText("1 unsaved change").waitFor()
    assert.strictEqual(await field.inputValue(), "7")

    // The file as a whole is no other matter.
    await page.getByRole("button", { name: "Discard" }).click()
    await page.getByRole("link", { name: "Raw TOML" }).click()
    const file = page.getByLabel("The config file")
    await file.fill(`${await file.inputValue()}\n# mine\n`)
    await page.context().clearCookies()
    await page.getByRole("button", { name: "Review and save" }).click()
    await page.getByText("Your session has ended.").waitFor()
    assert.strictEqual(new URL(page.url()).pathname, "/config/raw")
    await page.context().addCookies(cookies)
    await page.evaluate(() => window.dispatchEvent(new Event("focus")))
    await file.waitFor()
    assert.match(await file.inputValue(), /\n# mine\n$/)
    await page.context().close()
  })
})
