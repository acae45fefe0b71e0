import { assert, describe, it } from "vitest"
import { ruleList, upkeepList } from "../../../src/torrents/rules/RuleList.ts"
import * as Tags from "../../../src/torrents/Tags.ts"
import type { TorrentDetail } from "../../../src/web/TorrentView.ts"
import { torrentSorts } from "../../../src/web/torrentOrder.ts"
import { hindrance, type TorrentAction } from "../../../src/webui/pages/torrents/hindrance.ts"
import { ourTags, rules } from "../../../src/webui/pages/torrents/rules.ts"
import { sorts } from "../../../src/webui/pages/torrents/sorts.ts"

describe("the filters of the list of torrents", () => {
  it("offer every rule that can have decided last, in the order in which they are asked", () => {
    assert.deepStrictEqual(rules, [...[...ruleList, ...upkeepList].map(({ name }) => name), "nothing to do"])
  })

  it("offer every tag of ours, and every order of the API", () => {
    assert.sameMembers([...ourTags], [Tags.ignored, ...Tags.marks])
    assert.sameMembers(
      sorts.map(({ value }) => value),
      [...torrentSorts]
    )
    assert.strictEqual(sorts[0].value, "name")
  })
})

const torrent = (patch: Partial<TorrentDetail> = {}): TorrentDetail => ({
  instance: "qBit",
  hash: "a".repeat(40),
  name: "Sintel",
  category: "radarr",
  section: "Radarr-Movies",
  tags: [],
  state: "stalledUP",
  progress: 1,
  priority: null,
  eta: null,
  availability: null,
  size: 1,
  totalSize: 1,
  amountLeft: 0,
  ratio: 1,
  dlspeed: 0,
  upspeed: 0,
  addedOn: null,
  completionOn: null,
  lastActivity: null,
  seedingTime: null,
  ratioLimit: null,
  seedingTimeLimit: null,
  dlLimit: null,
  upLimit: null,
  superSeeding: false,
  trackers: null,
  attention: null,
  lastDecision: null,
  online: true,
  contentPath: "/data",
  savePath: "/data",
  ignoredUntil: null,
  lastFacts: {},
  ...patch
})

const all: ReadonlyArray<TorrentAction> = ["ignore", "unignore", "recheck", "fail", "search", "import"]

const possible = (patch: Partial<TorrentDetail>): ReadonlyArray<TorrentAction> =>
  all.filter((action) => hindrance(torrent(patch), action) === undefined)

describe("what can be asked for a torrent", () => {
  it("is everything for one that is complete and looked after", () => {
    assert.deepStrictEqual(possible({}), all)
  })

  it("is nothing while its qBittorrent is away, or when nobody looks after it; both are said", () => {
    assert.isEmpty(possible({ online: false }))
    assert.isEmpty(possible({ section: null }))
    assert.match(hindrance(torrent({ online: false }), "fail") ?? "", /^qBit does not answer/)
    assert.include(hindrance(torrent({ section: null }), "fail"), "radarr belongs to no section")
    assert.include(hindrance(torrent({ section: null, category: "" }), "fail"), "It has no category")
  })

  it("is only ignoring and the end of it for one that is ignored", () => {
    assert.deepStrictEqual(possible({ tags: [Tags.ignored] }), ["ignore", "unignore"])
  })

  it("is no second recheck, none without its list of files, and no import of what is not complete or done already", () => {
    assert.notInclude(possible({ state: "checkingUP" }), "recheck")
    assert.notInclude(possible({ state: "forcedMetaDL" }), "recheck")
    assert.notInclude(possible({ state: "downloading", progress: 0.5, amountLeft: 1 }), "import")
    assert.notInclude(possible({ tags: [Tags.imported] }), "import")
    assert.notInclude(possible({ amountLeft: null }), "import")
  })
})
