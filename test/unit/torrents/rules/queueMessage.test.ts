import { assert, describe, it } from "vitest"
import type { QueueRecord } from "../../../../src/clients/arr/QueueRecord.ts"
import { describe as words } from "../../../../src/torrents/Action.ts"
import type { RuleInput } from "../../../../src/torrents/Rule.ts"
import { queueMessage } from "../../../../src/torrents/rules/queueMessage.ts"
import * as Tags from "../../../../src/torrents/Tags.ts"
import { complete, day, facts, hitAndRun, input, now, row, rules, torrent, trackerRule } from "../samples.ts"

const failed = "remove (with files, blocklist, search again)"
const sample = "Unable to determine if file is a sample"
const upgrade = "Not an upgrade for existing movie file(s)"
const listed = rules({ errorMessages: [sample, upgrade] })

const refused = (change: Partial<QueueRecord> = {}, ...texts: ReadonlyArray<string>): QueueRecord =>
  row({
    status: "completed",
    trackedState: "importPending",
    trackedStatus: "warning",
    messages: [{ title: "a.mkv", messages: texts.length === 0 ? [sample] : texts }],
    ...change
  })

const judged = (queue: ReadonlyArray<QueueRecord> | undefined, change: Partial<RuleInput> = {}) =>
  (
    queueMessage.judge(input({ torrent: complete(), rules: listed, facts: facts({ queue }), ...change }))?.actions ?? []
  ).map(words)

describe("queue message", () => {
  const table: ReadonlyArray<readonly [string, ReadonlyArray<QueueRecord> | undefined, ReadonlyArray<string>]> = [
    ["check 28: completed, importPending, warning, the exact text: blocklisted and searched", [refused()], [failed]],
    ["check 28: importBlocked too", [refused({ trackedState: "importBlocked" })], [failed]],
    ["check 28: an error status too", [refused({ trackedStatus: "error" })], [failed]],
    ["check 28: space around the text does not count", [refused({}, ` ${sample}\n`)], [failed]],
    ["check 28: one of several texts about the file is enough", [refused({}, "Something else", upgrade)], [failed]],
    ["check 28: a text that only begins the same is another", [refused({}, `${sample}.`)], []],
    ["check 28: another case is another text", [refused({}, sample.toLowerCase())], []],
    ["check 28: a text that is not listed", [refused({}, "Sample")], []],
    ["check 28: not completed", [refused({ status: "downloading" })], []],
    ["check 28: status ok", [refused({ trackedStatus: "ok" })], []],
    ["check 28: status not told", [refused({ trackedStatus: undefined })], []],
    ["check 28: importing", [refused({ trackedState: "importing" })], []],
    ["check 28: imported", [refused({ trackedState: "imported" })], []],
    ["check 28: downloading in the eyes of the Arr", [refused({ trackedState: "downloading" })], []],
    ["a group without a title is about no file", [refused({ messages: [{ title: "", messages: [sample] }] })], []],
    ["no text at all", [refused({ messages: [] })], []],
    ["not in the queue", [], []],
    ["its Arr does not answer", undefined, []]
  ]
  for (const [title, queue, expected] of table) it(title, () => assert.deepStrictEqual(judged(queue), expected))

  const kept: ReadonlyArray<readonly [string, Partial<RuleInput>]> = [
    ["an incomplete torrent is kept, whatever its Arr says", { torrent: torrent({ state: "downloading" }) }],
    ["an empty list switches it off", { rules: rules() }],
    ["an imported torrent has not failed", { torrent: complete({ tags: [Tags.imported] }) }],
    ["a torrent of unknown age is kept", { torrent: complete({ addedAt: undefined }) }],
    ["a torrent of unknown progress is kept", { torrent: complete({ progress: undefined }) }],
    [
      "what its trackers are owed is seeded first",
      {
        rules: rules({
          errorMessages: [sample],
          trackers: [trackerRule({ hitAndRun: hitAndRun({ mode: "and", minSeedingTime: day }) })]
        }),
        facts: facts({ queue: [refused()], trackers: { at: now, trackers: [] } })
      }
    ],
    [
      "an import that the ledger confirms has not failed",
      {
        facts: facts({
          queue: [refused()],
          importEntry: {
            id: complete().id,
            section: "Radarr-Movies",
            state: "imported",
            since: now,
            commandId: 1,
            reason: undefined
          }
        })
      }
    ]
  ]
  for (const [title, change] of kept) it(title, () => assert.deepStrictEqual(judged([refused()], change), []))

  it("works without a connection too: the Arr has looked into the files", () => {
    assert.deepStrictEqual(judged([], { facts: facts({ queue: [refused()], connected: false }) }), [failed])
  })
})

describe("queue message of a season pack", () => {
  const heading = { title: "One or more episodes expected in this release were not imported or missing", messages: [] }
  const about = (file: string, text: string) => ({ title: file, messages: [text] })

  /** As Sonarr does it: every row repeats the complaints about all files. */
  const pack = (
    episodes: number,
    complaints: ReadonlyArray<{ readonly title: string; readonly messages: ReadonlyArray<string> }>,
    change: (episode: number) => Partial<QueueRecord> = () => ({})
  ): ReadonlyArray<QueueRecord> =>
    Array.from({ length: episodes }, (_, index) =>
      refused({
        id: index + 1,
        media: { kind: "episode", seriesId: 1, seasonNumber: 1, episodeId: index + 1 },
        messages: [heading, ...complaints],
        ...change(index)
      })
    )

  it("check 29: every file is refused with a listed text: all rows go in one removal", () => {
    assert.deepStrictEqual(judged(pack(2, [about("e1.mkv", sample), about("e2.mkv", upgrade)])), [failed])
  })

  it("check 29: rows that only tell of their own file add up", () => {
    const rows = pack(2, [], (index) => ({ messages: [about(`e${index}.mkv`, sample)] }))
    assert.deepStrictEqual(judged(rows), [failed])
  })

  const kept: ReadonlyArray<readonly [string, ReadonlyArray<QueueRecord>]> = [
    ["one bad episode does not cost the pack: the others are imported already", pack(3, [about("e2.mkv", sample)])],
    [
      "one episode is refused for another reason",
      pack(2, [about("e1.mkv", sample), about("e2.mkv", "Episode file already imported at …")])
    ],
    [
      "one row is being imported",
      pack(2, [about("e1.mkv", sample), about("e2.mkv", sample)], (index) =>
        index === 0 ? { trackedState: "importing" } : {}
      )
    ],
    [
      "one row waits without a complaint",
      pack(2, [about("e1.mkv", sample), about("e2.mkv", sample)], (index) =>
        index === 1 ? { trackedStatus: "ok" } : {}
      )
    ]
  ]
  for (const [title, rows] of kept) it(`check 29: kept when ${title}`, () => assert.deepStrictEqual(judged(rows), []))
})
