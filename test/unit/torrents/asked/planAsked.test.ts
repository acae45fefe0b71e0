import { assert, describe, it } from "vitest"
import type { Ask } from "../../../../src/torrents/asked/Ask.ts"
import { type AskedInput, planAsked } from "../../../../src/torrents/asked/planAsked.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import { complete, facts, minute, now, row, torrent } from "../samples.ts"

const hour = 3_600_000

const asked = (ask: Ask, change: Partial<AskedInput> = {}) =>
  planAsked({
    ask,
    torrent: torrent(),
    memory: { firstSeenAt: 1 },
    owner: facts().owner,
    queue: [row()],
    importEntry: undefined,
    isImported: false,
    now,
    ...change
  })

const ignored = { torrent: torrent({ tags: [Tags.ignored] }) }

describe("ignore", () => {
  it("sets the tag, and remembers its end only when there is one", () => {
    const tag = [{ _tag: "AddTags", tags: [Tags.ignored] }] as const
    assert.deepStrictEqual(asked({ action: "ignore" }), { _tag: "Act", actions: tag, memory: { firstSeenAt: 1 } })
    assert.deepStrictEqual(asked({ action: "ignore", hours: 2 }), {
      _tag: "Act",
      actions: tag,
      memory: { firstSeenAt: 1, ignoredFor: { until: now + 2 * hour, askedAt: now } }
    })
  })

  it("moves or takes away the end of a torrent that is ignored, and does nothing when it has none already", () => {
    const memory = { ignoredFor: { until: now + hour, askedAt: now - hour } }
    assert.deepInclude(asked({ action: "ignore" }, { ...ignored, memory }), { memory: {} })
    assert.deepInclude(asked({ action: "ignore", hours: 5 }, { ...ignored, memory }), {
      memory: { ignoredFor: { until: now + 5 * hour, askedAt: now } }
    })
    assert.strictEqual(asked({ action: "ignore" }, ignored)._tag, "Unchanged")
  })

  it("is taken back with its end", () => {
    const memory = { firstSeenAt: 1, ignoredFor: { until: now + hour, askedAt: now } }
    assert.deepStrictEqual(asked({ action: "unignore" }, { ...ignored, memory }), {
      _tag: "Act",
      actions: [{ _tag: "RemoveTags", tags: [Tags.ignored] }],
      memory: { firstSeenAt: 1 }
    })
    assert.strictEqual(asked({ action: "unignore" })._tag, "Unchanged")
  })

  it("stands before everything else that can be asked for", () => {
    for (const action of ["recheck", "fail", "search", "import"] as const) {
      const answer = asked({ action }, ignored)
      assert.deepInclude(answer, { _tag: "Refused" })
      assert.match(answer._tag === "Refused" ? answer.text : "", /qBitrr-ignored: hands off\. Take that back first/)
    }
  })
})

describe("recheck", () => {
  it("is asked for once", () => {
    assert.deepInclude(asked({ action: "recheck" }), { _tag: "Act", actions: [{ _tag: "Recheck" }] })
    const checked = asked({ action: "recheck" }, { torrent: torrent({ state: "checkingDL" }) })
    assert.strictEqual(checked._tag, "Unchanged")
  })
})

describe("fail", () => {
  const remove = {
    _tag: "Remove",
    deleteFiles: true,
    blocklist: true,
    research: true,
    section: "Radarr-Movies"
  } as const

  it("removes as the failed category does: blocklisted and searched for again where an Arr has it", () => {
    assert.deepInclude(asked({ action: "fail" }), { actions: [remove] })
    assert.deepInclude(
      asked(
        { action: "fail" },
        { owner: { _tag: "Known", section: "Radarr-Movies", category: "radarr", research: false } }
      ),
      {
        actions: [{ ...remove, research: false }]
      }
    )
  })

  it("only removes what no Arr has, and waits while nobody can tell", () => {
    assert.deepInclude(asked({ action: "fail" }, { owner: { _tag: "None" } }), {
      actions: [{ _tag: "Remove", deleteFiles: true, blocklist: false, research: false, section: undefined }]
    })
    const unknown = asked({ action: "fail" }, { owner: { _tag: "Unknown", reason: "Sonarr does not answer" } })
    assert.deepStrictEqual(unknown, {
      _tag: "Refused",
      text: "Its Arr cannot be told yet: Sonarr does not answer."
    })
  })
})

describe("search", () => {
  const episode = (episodeId: number) => ({ kind: "episode", episodeId, seriesId: 3, seasonNumber: 2 }) as const

  it("is for what its queue rows are for: a pack is its season", () => {
    assert.deepInclude(asked({ action: "search" }), {
      actions: [{ _tag: "Search", section: "Radarr-Movies", targets: [{ kind: "movie", movieId: 7 }] }]
    })
    const pack = [row({ media: episode(1) }), row({ id: 2, media: episode(2) }), row({ id: 3, media: undefined })]
    assert.deepInclude(asked({ action: "search" }, { queue: pack }), {
      actions: [
        { _tag: "Search", section: "Radarr-Movies", targets: [{ kind: "season", seriesId: 3, seasonNumber: 2 }] }
      ]
    })
    const one = asked({ action: "search" }, { queue: [row({ media: episode(1) }), row({ id: 2, media: episode(1) })] })
    assert.deepInclude(one, { actions: [{ _tag: "Search", section: "Radarr-Movies", targets: [episode(1)] }] })
  })

  it("is refused while nobody knows what it is for", () => {
    for (const change of [
      { queue: undefined },
      { queue: [] },
      { queue: [row({ media: undefined })] },
      { owner: { _tag: "None" } as const },
      { owner: { _tag: "Unknown", reason: "x" } as const }
    ]) {
      assert.strictEqual(asked({ action: "search" }, change)._tag, "Refused", JSON.stringify(change))
    }
  })
})

describe("import", () => {
  const done = { torrent: complete() }
  const entry = (state: "asked" | "scanning" | "imported" | "stuck", since = now - minute) => ({
    ...done,
    importEntry: { id: complete().id, section: "Radarr-Movies", state, since, commandId: undefined, reason: undefined }
  })

  it("asks the Arr, also for what is stuck and for what it was asked long ago", () => {
    const ask = { _tag: "Act", actions: [{ _tag: "Import", step: "ask" }] } as const
    assert.deepInclude(asked({ action: "import" }, done), ask)
    assert.deepInclude(asked({ action: "import" }, entry("stuck")), ask)
    assert.deepInclude(asked({ action: "import" }, entry("asked")), ask)
    // Of a download that was there before under this hash.
    assert.deepInclude(asked({ action: "import" }, entry("imported", now - 100 * 24 * hour)), ask)
  })

  it("does nothing twice", () => {
    for (const change of [
      entry("imported"),
      entry("scanning"),
      entry("asked", now - 1_000),
      { ...done, isImported: true }
    ]) {
      assert.strictEqual(asked({ action: "import" }, change)._tag, "Unchanged")
    }
  })

  it("is refused before the end, and where no Arr is", () => {
    assert.strictEqual(asked({ action: "import" })._tag, "Refused")
    assert.strictEqual(asked({ action: "import" }, { torrent: complete({ amountLeft: 5 }) })._tag, "Refused")
    assert.strictEqual(asked({ action: "import" }, { ...done, owner: { _tag: "None" } })._tag, "Refused")
  })
})
