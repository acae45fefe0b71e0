import type { StoredSession } from "../../store/access/Sessions.ts"

const day = 24 * 3_600_000

/** Milliseconds a session lasts without being used, and at most. */
export const idleTime = 7 * day
export const longestTime = 30 * day

/** When a session was seen is noted at most this often, milliseconds. */
export const seenEvery = 60_000

/** What a cookie of ours looks like: 256 bits. Nothing else is looked up. */
export const isSessionSecret = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

/** When it ends unless it is used, epoch milliseconds. */
export const endOf = ({ createdAt, seenAt }: Pick<StoredSession, "createdAt" | "seenAt">): number =>
  Math.min(seenAt + idleTime, createdAt + longestTime)

/** @param stamp what logins of its kind are judged by now */
export const isAlive = (session: StoredSession, now: number, stamp: string | undefined): boolean =>
  now < endOf(session) && session.stamp === stamp
