import * as Effect from "effect/Effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { missing } from "./harness/chromium.ts"
import { barriers, looks, photograph } from "./harness/looks.ts"
import { type Population, populate } from "./harness/populate.ts"
import * as Scene from "./harness/Scene.ts"

describe.skipIf(missing !== undefined)("torrents in a browser", () => {
  let scene: Scene.Scene
  let population: Population
  beforeAll(async () => {
    scene = await Scene.open()
    population = await populate(scene)
    await breakDisc()
  })
  afterAll(() => scene?.close())

  /** A torrent with an error that a recheck did not mend: the next one is in five minutes. */
  const breakDisc = async () => {
    const { qbittorrent } = scene.servers
    const hash = await scene.run(qbittorrent.add({ name: "Broken.Disc", category: "radarr", state: "error" }))
    await scene.until(
      "it is rechecked",
      Effect.map(qbittorrent.log, (calls) =>
        calls.some(({ endpoint, params }) => endpoint === "torrents/recheck" && params["hashes"] === hash)
      )
    )
    await scene.run(qbittorrent.update(hash, { state: "error" }))
  }

  it("explains a removal: the rule, its reason, what it saw, and what was done", async () => {
    const { complaints, page } = await scene.visit("/activity")
    await page.getByLabel("Deed").selectOption("removed")
    await page.getByRole("link", { name: "Pioneer.One.S01.720p.HDTV" }).click()
    await page.getByRole("heading", { name: "What became of it" }).waitFor()
    await page.getByText("stalled: stalled at 30 % for 2.0 h, StalledDelay is 15 min").first().waitFor()
    await page.getByText("remove (with files, blocklist, search again)").first().waitFor()
    await page.getByText("What it saw").first().click()
    await page.getByText("stalledDL").first().waitFor()
    assert.include(page.url(), population.removed)
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("says of a download on its way what happens next, and follows it without a reload", async () => {
    const { page } = await scene.visit(`/torrents/qBit/${population.downloading}`)
    await page.getByText("no rule concerns a torrent that is downloading").first().waitFor()
    const { qbittorrent } = scene.servers
    await scene.run(qbittorrent.startDownload(population.downloading, { seconds: 1 }))
    await page.getByText("the Arr confirmed the import").waitFor({ timeout: 40_000 })
    await page.context().close()
  })

  it("filters by rule, tag, section, state and attention on the server, all of it in the address", async () => {
    const { complaints, page } = await scene.visit("/torrents")
    const rows = page.locator("tr.q-torrent")
    const total = (text: string) => page.getByRole("status").filter({ hasText: text }).first().waitFor()
    await rows.first().waitFor()
    await page.getByRole("button", { name: /^Needs attention/ }).click()
    await page.waitForURL(/attention=true/)
    await total("1 torrent")
    await page.getByRole("link", { name: "Broken.Disc" }).waitFor()
    await page.getByText("qBittorrent reports an error.").waitFor()
    await page.getByLabel("State", { exact: true }).selectOption("stalledDL")
    await page.getByText("No torrent is like that").waitFor()
    await page.getByRole("button", { name: "Show all torrents" }).click()
    await rows.first().waitFor()
    assert.strictEqual(new URL(page.url()).search, "")
    await page.getByLabel("Rule").selectOption("ignored")
    await total("1 torrent")
    await page.getByLabel("Section").selectOption("Radarr-Movies")
    await page.getByLabel("Tag").fill("qBitrr-ignored")
    await page.waitForURL(/rule=ignored&section=Radarr-Movies&tag=qBitrr-ignored/)
    await page.getByRole("link", { name: "Cosmos.Laundromat.2015.Remux" }).click()
    await page.getByRole("link", { name: "qBitrr-ignored" }).waitFor()
    await page.goBack()
    await total("1 torrent")
    await page.reload()
    await total("1 torrent")
    assert.strictEqual(await page.getByLabel("Rule").inputValue(), "ignored")
    assert.strictEqual(await page.getByLabel("Tag").inputValue(), "qBitrr-ignored")
    await page.getByLabel("Tag").fill("no-such-tag")
    await page.getByText("No torrent is like that").waitFor()
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("folds its filters on a phone, where the list matters more, unless one of them is set", async () => {
    const { page } = await scene.visit("/torrents", looks.phone)
    await page.locator("tr.q-torrent").first().waitFor()
    const rule = page.getByLabel("Rule")
    assert.isFalse(await rule.isVisible())
    await page.getByRole("button", { name: "Filters", exact: true }).click()
    await rule.selectOption("ignored")
    await page.waitForURL(/rule=ignored/)
    await page.reload()
    await rule.waitFor()
    assert.deepStrictEqual(await barriers(page), [])
    assert.isAtMost(await page.evaluate(() => document.documentElement.scrollWidth), 390)
    await photograph(page, "torrents-filters-phone")
    await page.context().close()
  })

  it("says when nothing waits for anybody", async () => {
    const { page } = await scene.visit("/torrents?attention=true&category=sonarr")
    await page.getByText("No torrent is like that").waitFor()
    const quiet = await scene.visit("about:blank")
    await quiet.page.route("**/api/torrents?attention=true*", (route) =>
      route.fulfill({ json: { total: 0, torrents: [] } })
    )
    await quiet.page.goto("/torrents?attention=true")
    await quiet.page.getByText("No torrent waits for you").waitFor()
    await page.context().close()
    await quiet.page.context().close()
  })

  it("sorts by a column in both directions, which the address keeps", async () => {
    const { complaints, page } = await scene.visit("/torrents")
    const first = page.locator("tr.q-torrent a").first()
    const comes = (name: string) =>
      page.waitForFunction((text) => document.querySelector("tr.q-torrent a")?.textContent === text, name)
    await page.getByRole("button", { name: "Size" }).click()
    await page.waitForURL(/sort=size/)
    await comes("Metropolis.1927.2160p.Remux")
    assert.strictEqual(await page.getByRole("columnheader", { name: "Size" }).getAttribute("aria-sort"), "descending")
    await page.getByRole("button", { name: "Size" }).click()
    await page.waitForURL(/sort=size&order=asc/)
    await page.waitForFunction(
      (text) => document.querySelector("tr.q-torrent a")?.textContent !== text,
      "Metropolis.1927.2160p.Remux"
    )
    await page.reload()
    await first.waitFor()
    assert.notStrictEqual(await first.textContent(), "Metropolis.1927.2160p.Remux")
    await page.getByLabel("Sort by").selectOption("name")
    await page.waitForURL(/\/torrents$/)
    await comes("Broken.Disc")
    await page.getByRole("button", { name: "Ascending; sort descending" }).click()
    await page.waitForURL(/order=desc/)
    await comes("The.General.1926.1080p.BluRay")
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("shows how far a recheck is, in the list and on the page of the torrent", async () => {
    const { qbittorrent } = scene.servers
    const hash = await scene.run(
      qbittorrent.add({ name: "Checked.Disc", category: "radarr", state: "stoppedUP", progress: 1 })
    )
    await scene.run(qbittorrent.update(hash, { state: "checkingUP", progress: 0.35 }))
    const { page } = await scene.visit("/torrents?q=checked")
    await page.getByRole("progressbar", { name: "checking: 35 %" }).waitFor()
    await photograph(page, "torrents-checking")
    await page.getByRole("link", { name: "Checked.Disc" }).click()
    await page.getByRole("progressbar", { name: "checking: 35 %" }).waitFor()
    await page.getByText("It is being rechecked.").waitFor()
    assert.isTrue(await page.getByRole("button", { name: "Recheck" }).isDisabled())
    await photograph(page, "torrent-checking")
    assert.deepStrictEqual(await barriers(page), [])
    await scene.run(qbittorrent.update(hash, { progress: 0.8 }))
    await page.getByRole("progressbar", { name: "checking: 80 %" }).waitFor()
    await scene.run(qbittorrent.remove(hash))
    await page.context().close()
  })

  it("ignores a torrent for a time, ends that, and says why something is not possible now", async () => {
    const { qbittorrent, radarr } = scene.servers
    const hash = await scene.run(qbittorrent.add({ name: "Wanted.Film", category: "radarr", downloadSeconds: 900 }))
    await scene.run(radarr.grab({ hash, media: [{ kind: "movie", movieId: 130 }], title: "Wanted.Film" }))
    const tags = Effect.map(qbittorrent.torrent(hash), (one) => one?.tags ?? [])
    const { complaints, page } = await scene.visit(`/torrents/qBit/${hash}`, looks.phone)
    const button = (name: string) => page.getByRole("button", { name, exact: true })
    const card = page.getByRole("region", { name: "What you can do" })
    await card.getByText("It is not complete yet.").waitFor()
    assert.isTrue(await button("Import now").isDisabled())
    await photograph(page, "torrent-actions-phone")
    assert.deepStrictEqual(await barriers(page), [])
    assert.isAtMost(await page.evaluate(() => document.documentElement.scrollWidth), 390)
    await button("Ignore").click()
    await page.getByRole("menuitem", { name: "For 1 day" }).click()
    await page.getByText(/^Ignore: Done/).waitFor()
    await scene.until(
      "it is tagged",
      Effect.map(tags, (all) => all.includes("qBitrr-ignored"))
    )
    await card.getByText("It is ignored: end that first.").first().waitFor()
    assert.isTrue(await button("Fail").isDisabled())
    await button("End ignoring").click()
    await page.getByText(/^End ignoring: Done/).waitFor()
    await scene.until(
      "it is not tagged",
      Effect.map(tags, (all) => !all.includes("qBitrr-ignored"))
    )
    await button("End ignoring").waitFor({ state: "hidden" })
    await button("Search again").click()
    await page.getByText(/^Search again: Done/).waitFor()
    await button("Recheck").click()
    await page.getByText(/^Recheck: Done/).waitFor()
    const calls = await scene.run(qbittorrent.log)
    assert.isTrue(calls.some(({ endpoint, params }) => endpoint === "torrents/recheck" && params["hashes"] === hash))
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("repeats in words what the daemon refuses", async () => {
    const { qbittorrent } = scene.servers
    const hash = await scene.run(qbittorrent.add({ name: "From.Nowhere", category: "radarr", downloadSeconds: 900 }))
    const { page } = await scene.visit("/torrents?q=nowhere")
    await page.getByRole("link", { name: "From.Nowhere" }).click()
    await page.getByRole("button", { name: "Search again" }).click()
    await page.getByText(/^Search again: The queue of Radarr-Movies does not say what it is for/).waitFor()
    await scene.run(qbittorrent.remove(hash))
    await page.context().close()
  })

  it("fails a torrent only after a question that names it and what will happen, and whose default is no", async () => {
    const { qbittorrent, radarr } = scene.servers
    const hash = await scene.run(qbittorrent.add({ name: "Wrong.Film", category: "radarr", downloadSeconds: 900 }))
    await scene.run(radarr.grab({ hash, media: [{ kind: "movie", movieId: 131 }], title: "Wrong.Film" }))
    const there = Effect.map(qbittorrent.torrent(hash), (one) => one !== undefined)
    const { complaints, page } = await scene.visit("/torrents?q=wrong")
    await page.getByRole("link", { name: "Wrong.Film" }).click()
    const fail = page.getByRole("button", { name: "Fail", exact: true })
    await fail.click()
    const dialog = page.getByRole("dialog", { name: "Fail Wrong.Film?" })
    await dialog.getByText("Wrong.Film", { exact: true }).waitFor()
    await dialog.getByText(/removed from qBit, and its files are deleted/).waitFor()
    await photograph(page, "torrent-fail")
    assert.deepStrictEqual(await barriers(page), [])
    await page.keyboard.press("Enter")
    await dialog.waitFor({ state: "hidden" })
    assert.isTrue(await scene.run(there))
    await fail.click()
    await dialog.getByRole("button", { name: "Remove and delete its files" }).click()
    await scene.until(
      "it is gone",
      Effect.map(there, (is) => !is)
    )
    await page.getByRole("heading", { name: "What became of it" }).waitFor()
    await page
      .getByText(/asked for by/)
      .first()
      .waitFor()
    await page.getByText("remove (with files, blocklist, search again)").first().waitFor()
    assert.isFalse(await page.getByRole("region", { name: "What you can do" }).isVisible())
    assert.deepStrictEqual(complaints, [])
    await page.context().close()
  })

  it("leads from the sentence of the overview to what waits", async () => {
    const { page } = await scene.visit("/")
    await page.getByRole("link", { name: "1 torrent is waiting for you." }).click()
    await page.waitForURL(/\/torrents\?attention=true$/)
    await page.getByRole("link", { name: "Broken.Disc" }).waitFor()
    await page.context().close()
  })

  it("scrolls through 10,000, with as many rows in the page as fit", async () => {
    const { qbittorrent } = scene.servers
    const longAgo = Math.floor(Date.now() / 1_000) - 86_400
    await scene.run(
      qbittorrent.addAll(
        Array.from({ length: 10_000 }, (_, nth) => ({
          name: `Bulk.${String(nth).padStart(5, "0")}`,
          state: "stoppedUP" as const,
          progress: 1,
          addedOn: longAgo,
          lastActivity: longAgo
        }))
      )
    )
    const { page } = await scene.visit("/torrents?q=Bulk")
    const rows = page.locator("tr.q-torrent")
    await page.getByText("10,000 torrents").waitFor({ timeout: 40_000 })
    await page.getByRole("link", { name: "Bulk.00000" }).waitFor()
    assert.isBelow(await rows.count(), 200)
    await page.evaluate(() => window.scrollTo(0, 9_900 * 60))
    await page.getByRole("link", { name: "Bulk.09900" }).waitFor()
    assert.strictEqual(
      await page.locator("tr.q-torrent", { hasText: "Bulk.09900" }).getAttribute("aria-rowindex"),
      "9902"
    )
    assert.isBelow(await rows.count(), 200)
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
    await page.getByRole("link", { name: "Bulk.09999" }).waitFor()
    assert.isBelow(await rows.count(), 200)
    await page.context().close()
  })
})

describe.skipIf(missing !== undefined)("torrents for somebody who may only look", () => {
  let scene: Scene.Scene
  beforeAll(async () => {
    scene = await Scene.open({ QBITRR_WEBUI__AUTHDISABLED: "false" })
  })
  afterAll(() => scene?.close())

  it("show everything, and no button that does something", async () => {
    const { json } = await scene.run(scene.daemon.call("POST", "/api/tokens", { name: "Looker", scopes: ["read"] }))
    const { secret } = json as { readonly secret: string }
    const { page } = await scene.visit("/torrents", { extraHTTPHeaders: { authorization: `Bearer ${secret}` } })
    await page.getByRole("link", { name: "Cosmos.Laundromat.2015.Remux" }).click()
    await page.getByText("tagged qBitrr-ignored: hands off").first().waitFor()
    await page.getByRole("heading", { name: "The torrent" }).waitFor()
    assert.strictEqual(await page.getByRole("heading", { name: "What you can do" }).count(), 0)
    assert.strictEqual(await page.getByRole("button", { name: /Ignore|Recheck|Fail|Search again|Import/ }).count(), 0)
    await page.context().close()
  })
})
