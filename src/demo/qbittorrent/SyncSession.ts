import type { Dialect } from "./Dialect.ts"
import { buffer, type Difference, difference, none, withoutEmpty } from "./difference.ts"
import type { Maindata } from "./maindata.ts"

/** What one session (cookie) remembers about its `sync/maindata`. */
export interface SyncSession {
  /** `rid` of the last answer; 0 before the first. */
  readonly sent: number
  /** What the last answer described. */
  readonly last: Maindata | undefined
  /** The last answer the client has acknowledged by asking with its `rid`. */
  readonly accepted: number
  /** 4.5 only: the picture behind `accepted`. */
  readonly base: Maindata | undefined
  /** 4.6+ only: changes told but not yet acknowledged. */
  readonly held: Difference
}

export const fresh: SyncSession = { sent: 0, last: undefined, accepted: 0, base: undefined, held: none }

/** An answer of `sync/maindata` and what the session remembers after it. */
export type Answer = readonly [answer: Readonly<Record<string, unknown>>, session: SyncSession]

const following = (rid: number): number => (rid % 1_000_000) + 1

/**
 * 4.5: each difference is computed against the last *acknowledged* picture, so the same `rid` can be asked twice.
 * `rid` 0 starts the numbering anew. Empty sections are present in a full answer.
 */
const snapshotAnswer = (session: SyncSession, asked: number, current: Maindata): Answer => {
  const acknowledged = asked > 0 && session.sent === asked
  const base = acknowledged ? session.last : session.base
  const accepted = acknowledged ? asked : session.accepted
  const rid = following(asked > 0 ? session.sent : 0)
  if (asked > 0 && accepted === asked && base !== undefined) {
    const next = { ...session, sent: rid, last: current, accepted, base }
    return [{ rid, ...withoutEmpty(difference(base, current)) }, next]
  }
  return [
    { rid, full_update: true, ...current },
    { ...fresh, sent: rid, last: current }
  ]
}

/**
 * 4.6 and later: one buffer of changes per session, emptied when the client acknowledges; a change of a torrent
 * replaces its buffered one, so what a lost answer said about it is lost. Empty sections are absent.
 */
const bufferedAnswer = (session: SyncSession, asked: number, current: Maindata): Answer => {
  const known = asked > 0 && session.last !== undefined
  const acknowledged = known && session.sent === asked
  const accepted = acknowledged ? asked : session.accepted
  const rid = following(session.sent)
  if (known && session.last !== undefined && accepted === asked) {
    const held = buffer(acknowledged ? none : session.held, difference(session.last, current))
    return [
      { rid, ...withoutEmpty(held) },
      { ...session, sent: rid, last: current, accepted, held }
    ]
  }
  return [
    { rid, full_update: true, ...withoutEmpty(current) },
    { ...session, sent: rid, last: current, held: none }
  ]
}

/** Answers `sync/maindata?rid=asked`. Anything but a positive whole number asks for everything. */
export const answer = (session: SyncSession, asked: string | null, current: Maindata, dialect: Dialect): Answer => {
  const rid = /^\d+$/.test(asked ?? "") ? Number(asked) : 0
  return dialect.five ? bufferedAnswer(session, rid, current) : snapshotAnswer(session, rid, current)
}
