import * as Option from "effect/Option"
import { levelFromWord, levelWord, plain } from "../../observability/LogLine.ts"

/** One line of a file, or one with those below it that belong to it. */
export interface LogEntry {
  /** Where it begins in the file, bytes. */
  readonly offset: number
  /** Where the next one begins. */
  readonly end: number
  /** Without colours and control characters; further lines after line breaks. */
  readonly text: string
}

/** What stands in front of the message. */
export interface EntryHead {
  /** Epoch milliseconds. */
  readonly at: number | undefined
  /** A word of `levelWord`. */
  readonly level: string | undefined
  readonly message: string
}

/** `2026-11-23 20:38:53 INFO - …`, and what the program before wrote: `[2026-11-23 20:38:53] INFO    : …`. */
const head = /^\[?(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:[.,]\d+)?\]? +(?:\[[^\]]*\])*([A-Z]{4,8}) *[-:] ?/

/** Time, level and the rest; a line of another shape is all message. */
export const headOf = (text: string): EntryHead => {
  const found = head.exec(text)
  if (found === null) return { at: undefined, level: undefined, message: text }
  const [whole, year, month, day, hours, minutes, seconds, word] = found
  // The zone of the machine, as the logger writes it.
  const at = new Date(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds))
  return {
    at: Number.isNaN(at.getTime()) ? undefined : at.getTime(),
    level: Option.getOrUndefined(Option.map(levelFromWord(word ?? ""), levelWord)),
    message: text.slice(whole.length)
  }
}

/** A line that belongs to the one above: causes and further lines of a message are indented. */
export const isContinued = (line: Buffer): boolean => line[0] === 0x20 || line[0] === 0x09

/** Bytes as text that a terminal and a page can show. */
export const textOf = (line: Buffer): string => plain(line.toString("utf8")).replace(/\n$/, "")

const order = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

/** Whether an entry is at least as severe; one without a level never is. */
export const isAtLeast = (entry: EntryHead, level: string): boolean =>
  entry.level !== undefined && order.indexOf(entry.level) >= order.indexOf(level)
