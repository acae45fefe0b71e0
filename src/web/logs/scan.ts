import * as Effect from "effect/Effect"
import { isContinued, type LogEntry, textOf } from "./LogEntry.ts"

/** Reads bytes `from` (included) `to` (not included). */
export type Read = (from: number, to: number) => Effect.Effect<Buffer>

/** Gets the entries of a piece of the file, in the order of the scan; false: enough. */
export type Visit<E, R> = (entries: ReadonlyArray<LogEntry>) => Effect.Effect<boolean, E, R>

/** Read at once; what is done with it must not hold up the event loop. */
export const pieceSize = 64 * 1024

/** A line that is longer than this, or an entry of more lines, is cut into several. Bytes. */
const longestEntry = 256 * 1024

const lineFeed = 0x0a

interface Line {
  readonly offset: number
  readonly bytes: Buffer
}

/** The lines of one entry, as far as they were read. */
class Group {
  #lines: Array<Line> = []
  #size = 0

  add(line: Line): void {
    this.#lines.push(line)
    this.#size += line.bytes.length
  }

  get isFull(): boolean {
    return this.#size >= longestEntry
  }

  /** The entry, in whichever order its lines came. The group is empty afterwards. */
  take(): ReadonlyArray<LogEntry> {
    const lines = this.#lines.toSorted((a, b) => a.offset - b.offset)
    this.#lines = []
    this.#size = 0
    const [first] = lines
    const last = lines.at(-1)
    if (first === undefined || last === undefined) return []
    const end = last.offset + last.bytes.length
    return [{ offset: first.offset, end, text: lines.map(({ bytes }) => textOf(bytes)).join("\n") }]
  }
}

/** Lines with their line feeds; the last one may lack it. */
const linesOf = (piece: Buffer, offset: number): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  for (let from = 0; from < piece.length; ) {
    const found = piece.indexOf(lineFeed, from)
    const to = found < 0 ? piece.length : found + 1
    lines.push({ offset: offset + from, bytes: piece.subarray(from, to) })
    from = to
  }
  return lines
}

/** From `end` to the beginning of the file, newest entry first. `size`: bytes that are read at once. */
export const backwards = <E, R>(
  read: Read,
  end: number,
  visit: Visit<E, R>,
  size: number = pieceSize
): Effect.Effect<void, E, R> =>
  Effect.gen(function* () {
    let at = end
    /** The beginning of a line whose own beginning was not read yet. */
    let carry: Buffer = Buffer.alloc(0)
    const group = new Group()
    while (at > 0) {
      const from = Math.max(0, at - size)
      const bytes = yield* read(from, at)
      // The file is shorter than it was: offsets mean nothing any more.
      if (bytes.length < at - from) return
      const piece = Buffer.concat([bytes, carry])
      at = from
      const [first, ...rest] = linesOf(piece, from)
      const isWhole = from === 0 || first === undefined || first.bytes.length > longestEntry
      carry = isWhole || first === undefined ? Buffer.alloc(0) : first.bytes
      const lines = isWhole && first !== undefined ? [first, ...rest] : rest
      const entries: Array<LogEntry> = []
      for (const line of lines.toReversed()) {
        group.add(line)
        if (!isContinued(line.bytes) || line.offset === 0 || group.isFull) entries.push(...group.take())
      }
      if (entries.length > 0 && !(yield* visit(entries))) return
    }
  })

/** From `start` to `end`, oldest entry first. `size`: as above. */
export const forwards = <E, R>(
  read: Read,
  start: number,
  end: number,
  visit: Visit<E, R>,
  size: number = pieceSize
): Effect.Effect<void, E, R> =>
  Effect.gen(function* () {
    let at = start
    let carry: Buffer = Buffer.alloc(0)
    const group = new Group()
    while (at < end) {
      const bytes = yield* read(at, Math.min(end, at + size))
      // The file is shorter than it was.
      const isLast = bytes.length === 0 || at + bytes.length >= end
      const piece = Buffer.concat([carry, bytes])
      const lines = [...linesOf(piece, at - carry.length)]
      at = bytes.length === 0 ? end : at + bytes.length
      const open = lines.at(-1)
      carry = Buffer.alloc(0)
      if (!isLast && open !== undefined && open.bytes.at(-1) !== lineFeed && open.bytes.length <= longestEntry) {
        lines.pop()
        carry = open.bytes
      }
      const entries: Array<LogEntry> = []
      for (const line of lines) {
        if (!isContinued(line.bytes) || group.isFull) entries.push(...group.take())
        group.add(line)
      }
      if (isLast) entries.push(...group.take())
      if (entries.length > 0 && !(yield* visit(entries))) return
    }
  })
