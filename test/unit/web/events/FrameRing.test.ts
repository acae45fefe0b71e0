import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as FrameRing from "../../../../src/web/events/FrameRing.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (frames: ReadonlyArray<Uint8Array>) => frames.map((frame) => new TextDecoder().decode(frame))
const all = () => true
const plenty = 1_000_000

const filled = (count: number, limits = { count: 4, bytes: plenty }) => {
  const ring = FrameRing.make<string>(limits)
  for (let i = 1; i <= count; i++) ring.append(i % 2 === 0 ? "even" : "odd", (number) => bytesOf(`#${number}`))
  return ring
}

describe("FrameRing", () => {
  it("numbers frames from 1 and gives a reader all that came after its position", () => {
    const ring = filled(3)
    assert.strictEqual(ring.newest(), 3)
    const reading = ring.read(1, all, plenty)
    assert.deepStrictEqual(textOf(reading.frames), ["#2", "#3"])
    assert.strictEqual(reading.position, 3)
    assert.isFalse(reading.missed)
    assert.deepStrictEqual(ring.read(3, all, plenty), { frames: [], position: 3, missed: false })
  })

  it("keeps the last ones only and tells a reader that is further behind", () => {
    const ring = filled(10)
    assert.deepStrictEqual(textOf(ring.read(6, all, plenty).frames), ["#7", "#8", "#9", "#10"])
    assert.isTrue(ring.holds(6))
    assert.isFalse(ring.holds(5))
    assert.deepStrictEqual(ring.read(5, all, plenty), { frames: [], position: 10, missed: true })
  })

  it("takes a position of the future for that of another run", () => {
    const ring = filled(2)
    assert.isFalse(ring.holds(3))
    assert.isTrue(ring.read(3, all, plenty).missed)
  })

  it("passes over what is not wanted, and remembers that it did", () => {
    const ring = filled(4)
    const reading = ring.read(0, (kind) => kind === "even", plenty)
    assert.deepStrictEqual(textOf(reading.frames), ["#2", "#4"])
    assert.strictEqual(reading.position, 4)
    assert.deepStrictEqual(
      ring.read(3, (kind) => kind === "odd", plenty),
      { frames: [], position: 4, missed: false }
    )
  })

  it("gives no more at once than asked, but always something", () => {
    const ring = filled(4)
    const first = ring.read(0, all, 3)
    assert.deepStrictEqual(textOf(first.frames), ["#1", "#2"])
    assert.deepStrictEqual(textOf(ring.read(first.position, all, 1).frames), ["#3"])
  })

  it("keeps no more bytes than allowed, but the newest one whatever its size", () => {
    const ring = FrameRing.make<string>({ count: 100, bytes: 10 })
    for (const text of ["aaaa", "bbbb", "cccc"]) ring.append("x", () => bytesOf(text))
    assert.deepStrictEqual(textOf(ring.read(1, all, plenty).frames), ["bbbb", "cccc"])
    assert.isFalse(ring.holds(0))
    ring.append("x", () => bytesOf("d".repeat(50)))
    assert.isTrue(ring.holds(3))
    assert.isFalse(ring.holds(2))
    ring.append("x", () => bytesOf("e"))
    assert.deepStrictEqual(textOf(ring.read(4, all, plenty).frames), ["e"])
    assert.isFalse(ring.holds(3))
  })

  it("tells every reader that missed what could not be kept, and nobody else", () => {
    const ring = filled(2)
    ring.skip()
    assert.isTrue(ring.read(2, all, plenty).missed)
    const { position } = ring.read(2, all, plenty)
    assert.deepStrictEqual(ring.read(position, all, plenty), { frames: [], position, missed: false })
    ring.append("x", (number) => bytesOf(`#${number}`))
    assert.deepStrictEqual(textOf(ring.read(position, all, plenty).frames), ["#4"])
  })

  it("shows every reader each frame exactly once and in order, or that it missed something", () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant("append" as const), size: fc.integer({ min: 1, max: 30 }) })
      },
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant("read" as const),
          reader: fc.nat(2),
          bytes: fc.integer({ min: 1, max: 60 })
        })
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("skip" as const) }) }
    )
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 200 }),
        fc.record({ count: fc.integer({ min: 1, max: 8 }), bytes: fc.integer({ min: 20, max: 200 }) }),
        (steps, limits) => {
          const ring = FrameRing.make<string>(limits)
          const kept = new Map<number, string>()
          const readers = [0, 1, 2].map(() => ({ position: 0, next: 1 }))
          for (const one of steps) {
            if (one.kind === "append") {
              const number = ring.append("x", (of) => bytesOf(`${of}:`.padEnd(one.size + 4, "x")))
              kept.set(number, `${number}:`.padEnd(one.size + 4, "x"))
            } else if (one.kind === "skip") ring.skip()
            else {
              const reader = readers[one.reader]
              if (reader === undefined) continue
              const reading = ring.read(reader.position, all, one.bytes)
              if (reading.missed) {
                assert.isEmpty(reading.frames)
                assert.strictEqual(reading.position, ring.newest())
                assert.isBelow(reader.next, ring.newest() + 1)
              } else {
                for (const text of textOf(reading.frames)) {
                  assert.strictEqual(text, kept.get(reader.next))
                  reader.next += 1
                }
                assert.strictEqual(reading.position, reader.next - 1)
              }
              reader.position = reading.position
              reader.next = reading.position + 1
            }
          }
        }
      )
    )
  })
})
