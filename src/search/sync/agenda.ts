import {
  type Burst,
  burstDueAt,
  doubtFor,
  fullEvery,
  historyEvery,
  historyEveryPushed,
  listEvery,
  listEveryPushed,
  listGap
} from "./timing.ts"

/**
 * What a sync does at one time. `remove`: forget what was told to be deleted. `list`: profiles and containers.
 * `history`: events since last time. `changes`: look at containers that are said to have changed. `items`: read what is
 * in containers.
 */
export type Step = "remove" | "list" | "history" | "changes" | "items"

/** What decides about the next step. Monotonic milliseconds; undefined = never, or nothing. */
export interface Agenda {
  readonly now: number
  /** Changes are pushed. */
  readonly connected: boolean
  readonly gone: boolean
  readonly listReadAt: number | undefined
  readonly listWanted: Burst | undefined
  /** When a list lost too much to be believed at once. */
  readonly doubtedAt: number | undefined
  /** How long ago everything was read, or began to be read if that is not done yet. */
  readonly fullAge: number | undefined
  readonly historyReadAt: number | undefined
  readonly historyWanted: Burst | undefined
  /** The container that is due first. */
  readonly changesAt: number | undefined
  readonly itemsAt: number | undefined
  /** Not before, after a failure. */
  readonly held: (step: Step) => number
}

export interface Due {
  readonly step: Step
  /** Monotonic milliseconds; not after `now`: do it. */
  readonly at: number
}

const never = Number.POSITIVE_INFINITY
const at = (time: number | undefined): number => time ?? never

const listAt = (agenda: Agenda): number => {
  const { connected, doubtedAt, fullAge, listReadAt, listWanted, now } = agenda
  if (listReadAt === undefined) return now
  return Math.max(
    listReadAt + listGap,
    Math.min(
      listReadAt + (connected ? listEveryPushed : listEvery),
      listWanted === undefined ? never : burstDueAt(listWanted),
      fullAge === undefined ? now : now + fullEvery - fullAge,
      doubtedAt === undefined ? never : doubtedAt + doubtFor
    )
  )
}

const historyAt = ({ connected, historyReadAt, historyWanted, now }: Agenda): number => {
  if (historyReadAt === undefined) return now
  const regular = historyReadAt + (connected ? historyEveryPushed : historyEvery)
  return historyWanted === undefined ? regular : Math.min(regular, burstDueAt(historyWanted))
}

/**
 * The next step and when. The cheap and the urgent come first, so that a long reading of items does not hold up the
 * news; a step that is held after a failure lets the others pass.
 */
export const nextStep = (agenda: Agenda): Due => {
  const { changesAt, gone, held, itemsAt, now } = agenda
  const wanted: ReadonlyArray<Due> = [
    { step: "remove", at: gone ? now : never },
    { step: "list", at: listAt(agenda) },
    { step: "history", at: historyAt(agenda) },
    { step: "changes", at: at(changesAt) },
    { step: "items", at: at(itemsAt) }
  ]
  const due = wanted.map((one) => ({ ...one, at: Math.max(one.at, held(one.step)) }))
  const first: Due = { step: "list", at: never }
  return (
    due.find((one) => one.at <= now) ?? due.reduce((earliest, one) => (one.at < earliest.at ? one : earliest), first)
  )
}
