import { assert, describe, it } from "@effect/vitest"
import { atLeast, fromVersions, parseVersion } from "../../../../src/clients/qbittorrent/Features.ts"

describe("Features", () => {
  it.each([
    ["v4.4.5", "2.8.5", "pause", "resume", true, false, false],
    ["v4.5.2", "2.8.19", "pause", "resume", true, false, false],
    ["v4.6.7", "2.9.3", "pause", "resume", true, false, false],
    ["v5.0.5", "2.11.2", "stop", "start", true, false, false],
    ["v5.1.0beta1", "2.11.3", "stop", "start", true, false, true],
    ["v5.1.4", "2.11.4", "stop", "start", true, true, true],
    ["v5.2.3", "2.15.1", "stop", "start", true, true, true],
    ["v5.3.0", "2.16.2", "stop", "start", true, true, true],
    ["v9.0.0", "3.0", "stop", "start", true, true, true],
    ["v4.3.9", "2.8.2", "pause", "resume", false, false, false]
  ] as const)(
    "%s with Web API %s: %s and %s, supported %s, trackers in bulk %s, their URLs encoded %s",
    (version, webapi, stop, start, supported, includesTrackers, encodesTrackerUrls) => {
      assert.deepStrictEqual(fromVersions(`${version}\n`, ` ${webapi}`), {
        version,
        webapiVersion: webapi,
        stop,
        start,
        includesTrackers,
        encodesTrackerUrls,
        supported
      })
    }
  )

  it("2.11 is newer than 2.9, and 2.11 is 2.11.0", () => {
    assert.isTrue(atLeast([2, 11], [2, 9, 3]))
    assert.isFalse(atLeast([2, 9, 3], [2, 11]))
    assert.isTrue(atLeast([2, 11], [2, 11, 0]))
  })

  it.each(["", "<html>", "2.x", "v2.8", "2..8"])("%j is no version", (text) => {
    assert.isUndefined(parseVersion(text))
    assert.isUndefined(fromVersions("v5.0.0", text))
  })
})
