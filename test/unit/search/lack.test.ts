import { assert, describe, it } from "@effect/vitest"
import type { LibraryFile, QualityProfile } from "../../../src/clients/arr/library/LibraryItem.ts"
import { lackOf } from "../../../src/search/lack.ts"
import type { SearchSettings } from "../../../src/search/SearchSettings.ts"
import { album, eager, file, frozen, movie, planned, profile, settings, skippedOf } from "./planSupport.ts"

const off: SearchSettings = { ...settings, missing: false }
const low = file({ score: 5, cutoffUnmet: true })
const unmet = file({ score: 50, cutoffUnmet: true })

const cases: ReadonlyArray<
  readonly [
    text: string,
    file: LibraryFile | undefined,
    profile: QualityProfile | undefined,
    settings: SearchSettings,
    lack: string
  ]
> = [
  ["no file is missing", undefined, profile, eager, "Missing"],
  ["no file is missing without a profile, too", undefined, undefined, eager, "Missing"],
  ["no file is missing where no upgrades are allowed, too", undefined, frozen, eager, "Missing"],
  ["no file, and missing is off", undefined, profile, { ...eager, missing: false }, "switched off"],
  ["a score below the minimum comes before the quality", low, profile, eager, "CustomFormat"],
  ["the minimum itself is enough", file({ score: 10 }), profile, { ...off, customFormat: true }, "switched off"],
  ["a score that is not told", file({ score: undefined }), profile, eager, "complete"],
  ["a quality below the cutoff", unmet, profile, eager, "Quality"],
  ["a low score with custom formats off", low, profile, { ...eager, customFormat: false }, "Quality"],
  ["quality searches stand by themselves", unmet, profile, { ...off, quality: true }, "Quality"],
  ["custom format searches stand by themselves", low, profile, { ...off, customFormat: true }, "CustomFormat"],
  ["upgrade searches stand by themselves", unmet, profile, { ...off, upgrade: true }, "Upgrade"],
  ["a score below the cutoff score", file({ score: 99 }), profile, eager, "Upgrade"],
  ["a score at the cutoff score: the Arr takes nothing else", file(), profile, eager, "complete"],
  [
    "a cutoff score that is not told",
    file({ score: 0 }),
    { ...profile, minFormatScore: 0, cutoffFormatScore: undefined },
    eager,
    "complete"
  ],
  ["better is possible, but not searched for", unmet, profile, settings, "switched off"],
  ["no upgrades allowed", low, frozen, eager, "no upgrades allowed"],
  ["no upgrades allowed, and none searched for", low, frozen, settings, "switched off"],
  ["an unknown profile: nothing can be said of a file", low, undefined, eager, "complete"],
  ["a quality that is not told", file({ cutoffUnmet: undefined }), profile, eager, "complete"]
]

describe("what a thing lacks", () => {
  for (const [text, file, profile, settings, lack] of cases) {
    it(text, () => assert.strictEqual(lackOf(movie(1, { file }), profile, settings), lack))
  }

  it("an album of which tracks are missing is missing", () => {
    assert.strictEqual(planned([album(1)]).candidates[0]?.reason, "Missing")
  })

  it("what is searched for comes with that reason, the rest with why not", () => {
    const items = [
      movie(1),
      movie(2, { file: low }),
      movie(3, { file: unmet }),
      movie(4, { file: file({ score: 99 }) }),
      movie(5, { file: file() }),
      movie(6, { file: low, profileId: frozen.id }),
      movie(7, { file: low, profileId: 99 })
    ]
    const plan = planned(items, { settings: eager })
    assert.deepStrictEqual(
      plan.candidates.map(({ reason, items }) => [reason, ...items]),
      [
        ["Missing", 1],
        ["CustomFormat", 2],
        ["Quality", 3],
        ["Upgrade", 4]
      ]
    )
    assert.deepStrictEqual(skippedOf(plan), { complete: 2, "no upgrades allowed": 1 })
    assert.strictEqual(plan.wanted, 4)
  })
})
