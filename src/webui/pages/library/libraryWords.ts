import type { LibraryKind, LibrarySection, ShelfView, ThingView } from "../../live/library.ts"
import type { IconName } from "../../parts/Icon.tsx"
import type { Tone } from "../../parts/Status.tsx"
import { count, listed, number } from "../../parts/words.ts"

/** Icon, word and tone of a state. */
export interface StateWords {
  readonly word: string
  readonly icon: IconName
  readonly tone: Tone
}

interface KindWords {
  readonly app: string
  /** What the list is of, one and many. */
  readonly container: readonly [one: string, many: string]
  /** What is searched for, one and many. */
  readonly thing: readonly [one: string, many: string]
}

/** What each Arr calls the things it looks after. */
export const kinds: Readonly<Record<LibraryKind, KindWords>> = {
  radarr: { app: "Radarr", container: ["movie", "movies"], thing: ["movie", "movies"] },
  sonarr: { app: "Sonarr", container: ["series", "series"], thing: ["episode", "episodes"] },
  lidarr: { app: "Lidarr", container: ["artist", "artists"], thing: ["album", "albums"] },
  readarr: { app: "Readarr", container: ["author", "authors"], thing: ["book", "books"] }
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

type Skip = NonNullable<ThingView["skip"]>
type Reason = NonNullable<ThingView["reason"]>

/** Why something is not searched for just now. */
export const skipWords: Readonly<Record<Skip, string>> = {
  complete: "nothing to improve",
  unmonitored: "not monitored",
  special: "special",
  "not aired": "not released yet",
  "not available": "not available yet",
  "switched off": "search switched off",
  "no upgrades allowed": "no upgrades allowed",
  "in the queue": "downloading",
  "cooling down": "searched a short time ago",
  "searched in this cycle": "searched in this round"
}

/** What something is searched for. */
export const lackWords: Readonly<Record<Reason, string>> = {
  Manual: "asked for by hand",
  Today: "released today",
  Request: "requested",
  Replacement: "replacement",
  Missing: "missing",
  CustomFormat: "custom format score too low",
  Quality: "quality not met",
  Upgrade: "could be better"
}

const isSkip = (word: string): word is Skip => Object.hasOwn(skipWords, word)
const isReason = (word: string): word is Reason => Object.hasOwn(lackWords, word)

/** For the filter; by hand and replacement are about single searches, not about what a library lacks. */
export const reasonChoices: ReadonlyArray<{ readonly value: string; readonly label: string }> = [
  ...(["Missing", "CustomFormat", "Quality", "Upgrade", "Today", "Request"] as const).map((value) => ({
    value,
    label: `Searched for: ${lackWords[value]}`
  })),
  ...Object.entries(skipWords).map(([value, word]) => ({ value, label: `Passed over: ${word}` }))
]

const lackSentence: Readonly<Record<Reason, string>> = {
  Manual: "Somebody asked for it.",
  Today: "It was released today.",
  Request: "It was requested, and is missing.",
  Replacement: "Its download was removed.",
  Missing: "It is missing.",
  CustomFormat: "The custom format score of its file is too low.",
  Quality: "The quality of its file is below the cutoff.",
  Upgrade: "There is a file; a better one is looked for."
}

const skipSentence = (skip: Skip, app: string, airsAt: string | null): string => {
  switch (skip) {
    case "complete":
      return "A search could not improve it."
    case "unmonitored":
      return `${app} does not monitor it, so it is not searched for (Unmonitored).`
    case "special":
      return "Specials are not searched for (AlsoSearchSpecials)."
    case "not aired":
      return airsAt === null
        ? `${app} knows no release date of it; it is searched for after that.`
        : "It is not released yet, and searched for after that."
    case "not available":
      return `${app} says that it cannot be had yet; it is searched for after that.`
    case "switched off":
      return "What it lacks is not searched for (EntrySearch: SearchMissing and others)."
    case "no upgrades allowed":
      return "Its quality profile allows no upgrades, so it is not searched for."
    case "in the queue":
      return `Its download is in the queue of ${app}, so it is not searched for.`
    case "cooling down":
      return "It was searched for a short time ago; its turn comes again."
    case "searched in this cycle":
      return "It was searched for in this round; its turn comes again in the next one."
  }
}

/** Why a thing is or is not searched for, for people. */
export const whyOf = ({ airsAt, formatScore, minimumScore, reason, skip }: ThingView, kind: LibraryKind): string => {
  const scores =
    reason === "CustomFormat" && formatScore !== null && minimumScore !== null
      ? ` It has ${number(formatScore)}, and should have ${number(minimumScore)}.`
      : ""
  const isToCome = skip === "not aired" || skip === "not available"
  const lack = reason === null || isToCome ? "" : lackSentence[reason] + scores
  const then = skip === null ? "It is searched for when its turn comes." : skipSentence(skip, kinds[kind].app, airsAt)
  return lack === "" ? then : `${lack} ${then}`
}

/** How a movie, episode, album or book is. */
export const thingState = ({ hasFile, monitored, qualityMet, reason, skip }: ThingView): StateWords => {
  if (skip === "in the queue") return { word: "downloading", icon: "torrents", tone: "busy" }
  if (hasFile) {
    const lack = reason === null ? (qualityMet === false ? lackWords.Quality : undefined) : lackWords[reason]
    return lack === undefined
      ? { word: "there", icon: "ok", tone: "good" }
      : { word: `there, ${lack}`, icon: "up", tone: "busy" }
  }
  if (skip === "not aired" || skip === "not available") {
    return { word: skipWords[skip], icon: "waiting", tone: "idle" }
  }
  return monitored
    ? { word: "missing", icon: "warning", tone: "warn" }
    : { word: "not monitored", icon: "stopped", tone: "idle" }
}

/** How a movie, series, artist or author is as a whole. */
export const shelfState = ({ counts, monitored, skipped }: ShelfView, kind: LibraryKind): StateWords => {
  const { available, missing, things } = counts
  if (kind === "radarr" && missing > 0) {
    if (skipped["in the queue"] !== undefined) return { word: "downloading", icon: "torrents", tone: "busy" }
    if (skipped["not available"] !== undefined) return { word: "not available yet", icon: "waiting", tone: "idle" }
    return { word: "missing", icon: "warning", tone: "warn" }
  }
  if (missing > 0) return { word: `${number(missing)} missing`, icon: "warning", tone: "warn" }
  if (things === 0) return { word: `no ${kinds[kind].thing[1]}`, icon: "stopped", tone: "idle" }
  if (available === 0 || !monitored) return { word: "not monitored", icon: "stopped", tone: "idle" }
  return { word: kind === "radarr" ? "there" : "nothing missing", icon: "ok", tone: "good" }
}

/** Why a single thing is passed over, beside its state. */
const alone: Readonly<Record<Skip, string>> = {
  ...skipWords,
  unmonitored: "so it is not searched for",
  special: "specials are not searched for",
  "not aired": "searched for after its release",
  "not available": "searched for once it is available",
  "switched off": "what it lacks is not searched for",
  "no upgrades allowed": "its profile allows no upgrades",
  "cooling down": "searched a short time ago, its turn comes again"
}

const tally = (counts: Readonly<Record<string, number>>, word: (key: string) => string): string =>
  listed(Object.entries(counts).map(([key, value]) => `${number(value)} ${word(key)}`))

/** What is searched for in it, and what is passed over and why, in one line. */
export const shelfWhy = ({ counts, reasons, skipped }: ShelfView): string => {
  const { complete: _complete, ...left } = skipped
  const [reason] = Object.keys(reasons).filter(isReason)
  const [skip] = Object.keys(left).filter(isSkip)
  if (counts.things === 1) {
    if (skip !== undefined) return alone[skip]
    if (reason === undefined) return skipWords.complete
    return reason === "Missing" ? "waits for its turn" : `${lackWords[reason]}, waits for its turn`
  }
  const parts = [
    ...(reason === undefined
      ? []
      : [`searched for: ${tally(reasons, (key) => (isReason(key) ? lackWords[key] : key))}`]),
    ...(skip === undefined ? [] : [`passed over: ${tally(left, (key) => (isSkip(key) ? skipWords[key] : key))}`])
  ]
  return parts.length === 0 ? skipWords.complete : parts.join(" · ")
}

/** How it is with a library as a whole. */
export const sectionState = ({ reads, readAt, sync }: LibrarySection): StateWords => {
  if (!reads) return { word: readAt === null ? "not read" : "not read any more", icon: "stopped", tone: "idle" }
  if (sync === null) return { word: "its search worker does not run", icon: "warning", tone: "warn" }
  if (sync.lastError !== null) return { word: "reading fails", icon: "warning", tone: "warn" }
  if (readAt === null) return { word: "being read", icon: "waiting", tone: "busy" }
  return { word: "read", icon: "ok", tone: "good" }
}

/** `12 of 16 episodes`. */
export const thereWords = ({ available, things }: ShelfView["counts"], kind: LibraryKind): string =>
  `${number(available)} of ${count(things, ...kinds[kind].thing)}`

export const libraryAddress = (section: string, id?: number): string =>
  `/library/${encodeURIComponent(section)}${id === undefined ? "" : `/${id}`}`
