import { createHash } from "node:crypto"

/** 40 lower-case hex digits, the same for the same words: torrent hashes and session ids of the stand-ins. */
export const hashOf = (...words: ReadonlyArray<string | number>): string =>
  createHash("sha1").update(words.join("\u0000")).digest("hex")

/** A positive 31-bit number, the same for the same words: what the Arrs use as queue ids. */
export const numberOf = (...words: ReadonlyArray<string | number>): number =>
  Math.max(1, Number.parseInt(hashOf(...words).slice(0, 8), 16) & 0x7fffffff)
