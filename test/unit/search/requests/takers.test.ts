import fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { RequestKind } from "../../../../src/clients/requests/endpoint.ts"
import { type PossibleTaker, takersOf } from "../../../../src/search/requests/takers.ts"
import { isFor, type WebhookRequest } from "../../../../src/search/requests/webhook.ts"
import { request } from "../planSupport.ts"

const asked = (changes: Partial<WebhookRequest> = {}): WebhookRequest => ({
  kind: "movie",
  is4k: false,
  approved: true,
  request: request({ tmdbId: 603 }),
  ...changes
})

const section = (name: string, changes: Partial<PossibleTaker> = {}): PossibleTaker => ({
  section: name,
  kind: "movie",
  is4k: false,
  approvedOnly: true,
  searches: true,
  dryRun: false,
  has: "some",
  ...changes
})

const both = [section("Radarr"), section("Radarr-4K", { is4k: true }), section("Sonarr", { kind: "tv" })]

describe("who takes a request", () => {
  it("is whoever serves its kind, in 4K or not", () => {
    assert.deepStrictEqual(takersOf(asked(), both), {
      sections: ["Radarr"],
      message:
        "Radarr searches for it next. Radarr-4K does not take it: Is4K is true, and the request is not one for 4K."
    })
    assert.deepStrictEqual(takersOf(asked({ is4k: true }), both).sections, ["Radarr-4K"])
    assert.deepStrictEqual(takersOf(asked({ is4k: undefined }), both).sections, ["Radarr", "Radarr-4K"])
    assert.deepStrictEqual(takersOf(asked({ kind: "tv" }), both), {
      sections: ["Sonarr"],
      message: "Sonarr searches for it next."
    })
  })

  it("says when nobody is there for its kind", () => {
    assert.deepStrictEqual(takersOf(asked({ kind: "tv" }), [section("Radarr")]), {
      sections: [],
      message: "No Sonarr section is managed here, so nobody takes it."
    })
    assert.include(takersOf(asked(), []).message, "No Radarr section")
  })

  it("is no section that searches for nothing, and it says so", () => {
    assert.deepStrictEqual(takersOf(asked(), [section("Radarr", { searches: false })]), {
      sections: [],
      message: "Radarr does not take it: nothing is searched for there, see its EntrySearch."
    })
  })

  it("waits for the approval where only what is approved is served", () => {
    const waiting = asked({ approved: false })
    assert.deepStrictEqual(takersOf(waiting, [section("Radarr")]), {
      sections: [],
      message: "Radarr does not take it before it is approved."
    })
    assert.deepStrictEqual(takersOf(waiting, [section("Radarr", { approvedOnly: false })]).sections, ["Radarr"])
  })

  it("says what becomes of it", () => {
    const message = (changes: Partial<PossibleTaker>) => takersOf(asked(), [section("Radarr", changes)]).message
    assert.strictEqual(message({ has: "nothing" }), "Radarr searches for it as soon as it is in its library.")
    assert.strictEqual(message({ has: "all" }), "Radarr has it already.")
    assert.strictEqual(message({ dryRun: true }), "Radarr searches for it next, but DryRun is on.")
  })

  it("tells of each section of its kind, and of no other", () => {
    const sections = fc.uniqueArray(
      fc.record<PossibleTaker>({
        section: fc.constantFrom("A", "B", "C", "D"),
        kind: fc.constantFrom<RequestKind>("movie", "tv"),
        is4k: fc.boolean(),
        approvedOnly: fc.boolean(),
        searches: fc.boolean(),
        dryRun: fc.boolean(),
        has: fc.constantFrom("nothing", "all", "some")
      }),
      { selector: (one) => one.section }
    )
    const reading = fc
      .tuple(fc.constantFrom<RequestKind>("movie", "tv"), fc.option(fc.boolean(), { nil: undefined }), fc.boolean())
      .map(([kind, is4k, approved]) => asked({ kind, is4k, approved }))
    fc.assert(
      fc.property(sections, reading, (all, one) => {
        const { message, sections: taking } = takersOf(one, all)
        const expected = all.filter((other) => other.searches && isFor(one, other)).map((other) => other.section)
        assert.deepStrictEqual(taking, expected)
        const told = message.split(". ").map((sentence) => sentence.split(" ")[0])
        const ofKind = all.filter(({ kind }) => kind === one.kind).map((other) => other.section)
        if (ofKind.length > 0) assert.deepStrictEqual(told, ofKind)
      })
    )
  })
})
