import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { headOf, type LogEntry } from "../../../../src/web/logs/LogEntry.ts"
import { backwards, forwards, type Read } from "../../../../src/web/logs/scan.ts"

const readOf =
  (file: Buffer): Read =>
  (from, to) =>
    Effect.succeed(file.subarray(from, to))

const all = (visited: Array<LogEntry>) => (entries: ReadonlyArray<LogEntry>) =>
  Effect.sync(() => {
    visited.push(...entries)
    return true
  })

const bothWays = (text: string, size: number) => {
  const file = Buffer.from(text)
  const back: Array<LogEntry> = []
  const forth: Array<LogEntry> = []
  Effect.runSync(backwards(readOf(file), file.length, all(back), size))
  Effect.runSync(forwards(readOf(file), 0, file.length, all(forth), size))
  return { back: back.toReversed(), forth }
}

const textsOf = (entries: ReadonlyArray<LogEntry>) => entries.map(({ text }) => text)

describe("entries of a file", () => {
  it("are lines, with the indented ones below that belong to them", () => {
    const { back, forth } = bothWays("a\nb\n    cause\n\tat x\nc", 1024)
    assert.deepStrictEqual(textsOf(forth), ["a", "b\n    cause\n\tat x", "c"])
    assert.deepStrictEqual(back, forth)
    assert.deepStrictEqual(
      forth.map(({ end, offset }) => [offset, end]),
      [
        [0, 2],
        [2, 20],
        [20, 21]
      ]
    )
  })

  it("are none in an empty file", () => {
    assert.deepStrictEqual(bothWays("", 16), { back: [], forth: [] })
  })

  it("are without colours, control characters and broken bytes that would break a page", () => {
    const { forth } = bothWays("\u001b[31mred\u001b[0m\u0000 \u0007x\r\n", 1024)
    assert.deepStrictEqual(textsOf(forth), ["red x"])
  })

  it("are the same in both directions, whole and without a gap, however the file is read", () => {
    const aLine = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.string({ maxLength: 10 }).map((text) => `    ${text}`),
      fc.constant(""),
      fc.string({ maxLength: 12, unit: "binary" }).map((text) => text.replaceAll("\n", ""))
    )
    fc.assert(
      fc.property(
        fc.array(aLine, { maxLength: 30 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 64 }),
        (lines, open, size) => {
          const text = lines.map((one) => one.replaceAll("\n", "")).join("\n") + (open ? "" : "\n")
          const { back, forth } = bothWays(text, size)
          assert.deepStrictEqual(back, forth)
          assert.strictEqual(forth[0]?.offset ?? 0, 0)
          for (const [index, entry] of forth.entries()) {
            assert.strictEqual(entry.end, forth[index + 1]?.offset ?? Buffer.byteLength(text))
          }
        }
      )
    )
  })

  it("are cut when they are longer than anybody reads, so that no file fills the memory", () => {
    const { back, forth } = bothWays(`${"x".repeat(900_000)}\n${"    y\n".repeat(100_000)}end\n`, 64 * 1024)
    for (const entries of [back, forth]) {
      assert.isAbove(entries.length, 4)
      assert.isBelow(Math.max(...entries.map(({ end, offset }) => end - offset)), 400_000)
      assert.strictEqual(entries.at(-1)?.text, "end")
      assert.strictEqual(
        entries.reduce((sum, { end, offset }) => sum + end - offset, 0),
        900_001 + 600_000 + 4
      )
    }
  })
})

describe("the head of an entry", () => {
  it("is read as the logger writes it", () => {
    const { at, level, message } = headOf("2026-11-23 20:38:53 WARNING - qBit is away: x")
    assert.strictEqual(at, new Date(2026, 10, 23, 20, 38, 53).getTime())
    assert.strictEqual(level, "WARNING")
    assert.strictEqual(message, "qBit is away: x")
  })

  it("is read as the program before wrote it", () => {
    const { at, level, message } = headOf("[2025-01-02 03:04:05] HNOTICE : qBitrr.Radarr-Movies: text")
    assert.strictEqual(at, new Date(2025, 0, 2, 3, 4, 5).getTime())
    assert.strictEqual(level, "INFO")
    assert.strictEqual(message, "qBitrr.Radarr-Movies: text")
  })

  it("is none in any other line", () => {
    for (const text of [
      "",
      "Traceback (most recent call last):",
      "2026-11-23 INFO - x",
      "(3 lines are missing here)"
    ]) {
      assert.deepStrictEqual(headOf(text), { at: undefined, level: undefined, message: text })
    }
  })
})
