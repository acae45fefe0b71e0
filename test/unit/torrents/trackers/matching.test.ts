import { assert, describe, it } from "vitest"
import { bestRule, hostsOf, isUnresolved, matchedRules, ruleFor } from "../../../../src/torrents/trackers/matching.ts"
import { torrent, trackerRule } from "../samples.ts"

const a = trackerRule({ name: "a", host: "a.org", priority: 10 })
const b = trackerRule({ name: "b", host: "b.org", priority: 5 })
const on = (...hosts: ReadonlyArray<string>) =>
  torrent({ trackers: hosts.map((host) => `https://${host}/KEY/announce`) })
const names = (rules: ReadonlyArray<{ readonly name: string }> | undefined) => rules?.map(({ name }) => name)

describe("the rule of a tracker host", () => {
  it("check 3: is that of the host itself", () => assert.strictEqual(ruleFor([a, b], "b.org"), b))

  it("check 3: is that of a host above it", () => assert.strictEqual(ruleFor([a, b], "tracker.eu.b.org"), b))

  it("check 3: is not that of a host it only ends like, nor of one below it", () => {
    assert.isUndefined(ruleFor([a], "data.org"))
    assert.isUndefined(ruleFor([trackerRule({ host: "x.a.org" })], "a.org"))
  })

  it("check 3: of several hosts above it the first in the config counts, its own before all", () => {
    const wide = trackerRule({ name: "wide", host: "org" })
    assert.strictEqual(ruleFor([wide, a], "x.a.org"), wide)
    assert.strictEqual(ruleFor([a, wide], "x.a.org"), a)
    assert.strictEqual(ruleFor([wide, a], "a.org"), a)
  })

  it("is the first of several rows with that host", () => {
    const second = trackerRule({ name: "second", host: "a.org", priority: 99 })
    assert.strictEqual(ruleFor([a, second], "a.org"), a)
  })

  it("is never a row with RemoveIfExists, nor one without a host", () => {
    assert.isUndefined(ruleFor([trackerRule({ host: "a.org", removeIfExists: true })], "a.org"))
    assert.isUndefined(ruleFor([trackerRule({ host: "" })], ""))
    assert.isUndefined(ruleFor([trackerRule({ host: "" })], "a.org."))
  })
})

describe("the rules of a torrent", () => {
  it("are those of its trackers, in the order of the config", () =>
    assert.deepStrictEqual(names(matchedRules([b, a], on("a.org", "x.b.org"), false)), ["b", "a"]))

  it("are with toAdd also those whose tracker it is to get", () => {
    const added = trackerRule({ name: "added", host: "c.org", addIfMissing: true })
    assert.deepStrictEqual(names(matchedRules([added, a], on("a.org"), true)), ["added", "a"])
    assert.deepStrictEqual(names(matchedRules([added, a], on("a.org"), false)), ["a"])
  })

  it("leave out a row that is to be removed although it is to be added", () => {
    const odd = trackerRule({ name: "odd", host: "c.org", addIfMissing: true, removeIfExists: true })
    assert.deepStrictEqual(names(matchedRules([odd], on("c.org"), true)), [])
  })

  it("are unknown while its trackers are", () => {
    assert.isUndefined(matchedRules([a], torrent({ trackers: undefined }), true))
    assert.isUndefined(matchedRules([], torrent({ trackers: undefined }), true))
    assert.isUndefined(hostsOf(torrent({ trackers: undefined })))
  })

  it("are none without rows or without trackers", () => {
    assert.deepStrictEqual(matchedRules([], on("a.org"), true), [])
    assert.deepStrictEqual(matchedRules([a], on(), true), [])
  })
})

describe("the best rule", () => {
  it("has the highest priority", () => assert.strictEqual(bestRule([b, a], on("b.org", "a.org")), a))

  it("is the first of equals, whatever the order of the trackers", () => {
    const equal = trackerRule({ name: "equal", host: "b.org", priority: 10 })
    assert.strictEqual(bestRule([a, equal], on("b.org", "a.org")), a)
    assert.strictEqual(bestRule([equal, a], on("b.org", "a.org")), equal)
  })

  it("may have a negative priority", () => {
    const low = trackerRule({ name: "low", host: "low.org", priority: -100 })
    const minus = trackerRule({ name: "minus", host: "minus.org", priority: -1 })
    assert.strictEqual(bestRule([low], on("low.org")), low)
    assert.strictEqual(bestRule([low, minus], on("low.org", "minus.org")), minus)
  })

  it("is none when none matches or the trackers are not known", () => {
    assert.isUndefined(bestRule([a], on("c.org")))
    assert.isUndefined(bestRule([a], torrent({ trackers: undefined })))
  })
})

describe("an unresolved torrent", () => {
  it("is one with unknown trackers where some row might speak for it", () => {
    const unknown = torrent({ trackers: undefined })
    assert.isTrue(isUnresolved({ trackers: [a] }, unknown))
    assert.isFalse(isUnresolved({ trackers: [] }, unknown))
    assert.isFalse(isUnresolved({ trackers: [trackerRule({ removeIfExists: true })] }, unknown))
    assert.isFalse(isUnresolved({ trackers: [a] }, on()))
  })
})
