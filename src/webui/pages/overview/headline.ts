import type { ProcessView } from "../../../web/ProcessView.ts"
import type { DependencyView } from "../../../web/Readiness.ts"
import type { DecisionView } from "../../../web/TorrentView.ts"
import { deedOf, outcomeOf } from "../../parts/decisions.ts"
import type { Tone } from "../../parts/Status.tsx"
import { count, listed } from "../../parts/words.ts"

/** What the first sentence is made of. */
export interface Situation {
  readonly processes: ReadonlyArray<ProcessView>
  readonly dependencies: ReadonlyArray<DependencyView>
  readonly decisions: ReadonlyArray<DecisionView>
  /** Torrents that nobody but a person can help. */
  readonly stuck: number
  /** Epoch milliseconds. */
  readonly now: number
}

/** Whether everything is all right, in a few sentences. */
export interface Headline {
  readonly tone: Extract<Tone, "good" | "warn" | "bad">
  readonly text: string
  /** The last sentence, which leads to `waitingAddress`; undefined: nothing waits for a person. */
  readonly waiting: string | undefined
}

/** Where the torrents are that wait for a person. */
export const waitingAddress = "/torrents?attention=true"

const hour = 3_600_000

const namesIn = (processes: ReadonlyArray<ProcessView>, states: ReadonlyArray<ProcessView["state"]>) =>
  processes.filter(({ state }) => states.includes(state)).map(({ name }) => name)

const areOrIs = (names: ReadonlyArray<string>): string => (names.length === 1 ? "is" : "are")

/** Answers "is everything all right?": the worst first, then what was done, then what waits for a person. */
export const headline = ({ decisions, dependencies, now, processes, stuck }: Situation): Headline => {
  const failed = namesIn(processes, ["failed"])
  const ailing = namesIn(processes, ["degraded", "restarting"])
  const stopped = namesIn(processes, ["stopped", "stopping"])
  const down = dependencies.filter(({ state }) => state === "down").map(({ name }) => name)
  const recent = decisions.filter(({ at }) => now - Date.parse(at) < hour)
  const done = recent.filter((one) => outcomeOf(one) === "done")
  const imports = done.filter((one) => deedOf(one) === "imported").length
  const removals = done.filter((one) => deedOf(one) === "removed").length
  const failures = recent.filter((one) => outcomeOf(one) === "failed").length
  const sentences: Array<string> = []
  if (failed.length > 0)
    sentences.push(`${listed(failed)} ${failed.length === 1 ? "has" : "have"} failed and will not come back by itself.`)
  if (down.length > 0) sentences.push(`${listed(down)} ${down.length === 1 ? "does" : "do"} not answer.`)
  if (ailing.length > 0) sentences.push(`${listed(ailing)} ${areOrIs(ailing)} waiting to go on.`)
  if (stopped.length > 0) sentences.push(`${listed(stopped)} ${areOrIs(stopped)} stopped.`)
  if (sentences.length === 0 && processes.length > 0) {
    sentences.push(`All ${count(processes.length, "process", "processes")} running.`)
  }
  const deeds = [
    ...(imports > 0 ? [count(imports, "import")] : []),
    ...(removals > 0 ? [count(removals, "removal")] : []),
    ...(failures > 0 ? [`${count(failures, "action")} that failed`] : [])
  ]
  sentences.push(deeds.length === 0 ? "Nothing had to be done in the last hour." : `${listed(deeds)} in the last hour.`)
  const waiting = stuck > 0 ? `${count(stuck, "torrent")} ${stuck === 1 ? "is" : "are"} waiting for you.` : undefined
  const tone =
    failed.length > 0 ? "bad" : down.length + ailing.length + stopped.length + failures + stuck > 0 ? "warn" : "good"
  return { tone, text: sentences.join(" "), waiting }
}
