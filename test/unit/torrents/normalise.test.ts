import { assert, describe, it } from "@effect/vitest"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import { normaliseCategory } from "../../../src/config/values/Category.ts"
import { isSame, isSameForRules, normalise } from "../../../src/torrents/normalise.ts"

const told = {
  name: "Some.Movie.2024",
  state: "pausedUP",
  category: " movies // hd/ ",
  tags: "one, two,, three ",
  progress: 1,
  amount_left: 0,
  size: 10,
  total_size: 12,
  added_on: 1_700_000_000,
  completion_on: 1_700_000_060,
  last_activity: 1_700_000_090,
  content_path: "/downloads/Some.Movie.2024",
  save_path: "/downloads",
  dlspeed: 0,
  upspeed: 7,
  eta: 60,
  ratio: 1.5,
  seeding_time: 30,
  availability: 2.25
}

describe("normalise", () => {
  it("gives one vocabulary, milliseconds, split tags and a clean category", () => {
    assert.deepStrictEqual(normalise("qBit", "AABB", told), {
      id: TorrentId.make("qBit", "aabb"),
      instance: "qBit",
      hash: "aabb",
      name: "Some.Movie.2024",
      state: "stoppedUP",
      category: "movies/hd",
      tags: ["one", "two", "three"],
      progress: 1,
      amountLeft: 0,
      size: 10,
      totalSize: 12,
      addedAt: 1_700_000_000_000,
      completedAt: 1_700_000_060_000,
      lastActivityAt: 1_700_000_090_000,
      contentPath: "/downloads/Some.Movie.2024",
      savePath: "/downloads",
      downloadSpeed: 0,
      uploadSpeed: 7,
      eta: 60,
      ratio: 1.5,
      seedingTime: 30,
      availability: 2.25,
      queuePosition: undefined,
      downloadLimit: undefined,
      uploadLimit: undefined,
      ratioLimit: undefined,
      seedingTimeLimit: undefined,
      superSeeding: false,
      trackers: undefined
    })
  })

  it("what is unset, infinite or missing is undefined, never a number", () => {
    const unset = normalise("qBit", "aa", {
      ...told,
      completion_on: -1,
      last_activity: 0,
      eta: 8_640_000,
      ratio: -1,
      availability: -1,
      total_size: -1,
      size: 0
    })
    assert.isUndefined(unset.completedAt)
    assert.isUndefined(unset.lastActivityAt)
    assert.isUndefined(unset.eta)
    assert.isUndefined(unset.ratio)
    assert.isUndefined(unset.availability)
    assert.isUndefined(unset.totalSize)
    assert.strictEqual(unset.size, 0)
    const bare = normalise("qBit", "aa", {})
    assert.strictEqual(bare.state, "unknown")
    assert.strictEqual(bare.name, "aa")
    assert.isUndefined(bare.progress)
    assert.isUndefined(bare.amountLeft)
    assert.deepStrictEqual(bare.tags, [])
  })

  it("share limits are the torrent's own: -2 and -1 are none, the time is told in minutes", () => {
    const own = normalise("qBit", "aa", { ...told, ratio_limit: 2.5, seeding_time_limit: 4320 })
    assert.strictEqual(own.ratioLimit, 2.5)
    assert.strictEqual(own.seedingTimeLimit, 3 * 86_400_000)
    for (const none of [-2, -1]) {
      const unset = normalise("qBit", "aa", { ...told, ratio_limit: none, seeding_time_limit: none })
      assert.isUndefined(unset.ratioLimit)
      assert.isUndefined(unset.seedingTimeLimit)
    }
  })

  it("a speed limit of 0 or -1 is none, told as 0; the place in the queue is from 1 or not there", () => {
    const torrent = normalise("qBit", "aa", { ...told, dl_limit: -1, up_limit: 0, priority: 0 })
    assert.strictEqual(torrent.downloadLimit, 0)
    assert.strictEqual(torrent.uploadLimit, 0)
    assert.isUndefined(torrent.queuePosition)
    const limited = normalise("qBit", "aa", { ...told, dl_limit: 5, up_limit: 6, priority: 3, super_seeding: true })
    assert.deepInclude(limited, { downloadLimit: 5, uploadLimit: 6, queuePosition: 3, superSeeding: true })
  })

  it("a state this version does not know is unknown", () => {
    assert.strictEqual(normalise("qBit", "aa", { ...told, state: "quantumDL" }).state, "unknown")
  })

  it.each([
    ["", ""],
    ["/", ""],
    ["a", "a"],
    ["a/b", "a/b"],
    ["/a//b/", "a/b"]
  ])("category %j is %j", (raw, clean) => {
    assert.strictEqual(normaliseCategory(raw), clean)
  })
})

describe("what counts as a change", () => {
  const before = normalise("qBit", "aa", told)

  it.each([
    ["dlspeed", 1],
    ["upspeed", 1],
    ["eta", 1],
    ["seeding_time", 31],
    ["last_activity", 1_700_000_099],
    ["availability", 1],
    ["priority", 4],
    ["ratio", 1.501]
  ])("%s ticks: a new object, but no rule is woken", (field, value) => {
    const after = normalise("qBit", "aa", { ...told, [field]: value })
    assert.isTrue(isSameForRules(before, after))
    assert.isFalse(isSame(before, after))
  })

  it.each([
    ["name", "Other"],
    ["state", "uploading"],
    ["category", "tv"],
    ["tags", "one, two"],
    ["tags", "one, two, four"],
    ["progress", 0.5],
    ["amount_left", 1],
    ["size", 1],
    ["total_size", 1],
    ["added_on", 1],
    ["completion_on", 1],
    ["content_path", "/x"],
    ["save_path", "/x"],
    ["dl_limit", 1],
    ["up_limit", 1],
    ["ratio_limit", 1],
    ["seeding_time_limit", 1],
    ["super_seeding", true],
    ["ratio", 1.51]
  ])("%s wakes the rules", (field, value) => {
    const after = normalise("qBit", "aa", { ...told, [field]: value })
    assert.isFalse(isSameForRules(before, after))
    assert.isFalse(isSame(before, after))
  })

  it("the two words for stopped are one", () => {
    assert.isTrue(isSame(before, normalise("qBit", "aa", { ...told, state: "stoppedUP" })))
  })
})
