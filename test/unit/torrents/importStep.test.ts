import { assert, describe, it } from "vitest"
import * as TorrentId from "../../../src/clients/qbittorrent/TorrentId.ts"
import type { ImportEntry } from "../../../src/store/ImportEntry.ts"
import { type ImportStep, importStep } from "../../../src/torrents/importStep.ts"
import { now, row } from "./samples.ts"

const entry = (change: Partial<ImportEntry>): ImportEntry => ({
  id: TorrentId.make("qBit", "aa"),
  section: "Radarr-Movies",
  state: "asked",
  since: now - 1_000,
  commandId: undefined,
  reason: undefined,
  ...change
})

const brief = (step: ImportStep): string => (step._tag === "Do" ? step.step : step._tag)

const waiting = row({ status: "completed", trackedState: "importPending" })

describe("importStep", () => {
  const table: ReadonlyArray<readonly [string, ImportEntry | undefined, Parameters<typeof importStep>[1], string]> = [
    ["nothing written yet: ask", undefined, [waiting], "ask"],
    ["the Arr does not answer: wait", undefined, undefined, "Wait"],
    ["asked a second ago: wait", entry({}), [waiting], "Wait"],
    [
      "asked, importing: wait however long",
      entry({ since: now - 900_000 }),
      [row({ trackedState: "importing" })],
      "Wait"
    ],
    ["asked, gone from the queue: check", entry({}), [], "check"],
    ["asked, imported: check", entry({}), [row({ trackedState: "imported" })], "check"],
    ["asked 29 s ago: wait", entry({ since: now - 29_000 }), [waiting], "Wait"],
    ["asked 30 s ago and not begun: scan", entry({ since: now - 30_000 }), [waiting], "scan"],
    [
      "asked 30 s ago and blocked: check, a scan would not overrule it",
      entry({ since: now - 30_000 }),
      [row({ trackedState: "importBlocked" })],
      "check"
    ],
    ["scan intended, not known to be sent: scan asks first", entry({ state: "scanning" }), [waiting], "scan"],
    ["scan sent: check", entry({ state: "scanning", commandId: 3 }), [waiting], "check"],
    ["stuck: wait", entry({ state: "stuck", commandId: 3, since: now - 60_000 }), [waiting], "Wait"],
    [
      "stuck for 5 min after a scan: check, never scan again",
      entry({ state: "stuck", commandId: 3, since: now - 300_000 }),
      [waiting],
      "check"
    ],
    [
      "stuck for 5 min, never scanned, back in the queue: ask",
      entry({ state: "stuck", since: now - 300_000 }),
      [waiting],
      "ask"
    ],
    ["imported", entry({ state: "imported" }), [waiting], "Imported"]
  ]
  for (const [title, given, queue, expected] of table) {
    it(title, () => assert.strictEqual(brief(importStep(given, queue, now)), expected))
  }

  it("tells the Arr's own words when it blocks the import", () => {
    const blocked = row({
      trackedState: "importBlocked",
      messages: [{ title: "a.mkv", messages: ["Not an upgrade for existing movie file."] }]
    })
    const step = importStep(entry({ since: now - 30_000 }), [blocked], now)
    assert.include(step._tag === "Do" ? step.reason : "", "Not an upgrade for existing movie file.")
  })
})
