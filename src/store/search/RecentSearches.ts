import * as Duration from "effect/Duration"
import type { Search, SearchPatch } from "./SearchLog.ts"

/** How long searches stay in memory. */
export const span = Duration.days(7)

/** It counts for the hourly limit, unless it is known that it never arrived. */
const wasSent = (search: Search): boolean => search.state !== "lost" || search.commandId !== undefined

const isOpen = (search: Search): boolean => search.state === "sending" || search.state === "running"

/**
 * Over once it ended and brought as many releases as it looked for things, all of them imported or failed. A season that
 * came as one pack is not: the next release may still wait for its delay.
 */
const mayBring = (search: Search): boolean =>
  wasSent(search) &&
  (isOpen(search) ||
    search.grabs.length < Math.max(1, search.items.length) ||
    search.grabs.some((grab) => grab.importedAt === undefined && grab.failedAt === undefined))

/** The searches of the last days, by section. */
export interface RecentSearches {
  /** Adds a new one. */
  readonly set: (search: Search) => void
  /** What it is now; undefined when it is not here any more: then nothing happens. */
  readonly change: (key: number, patch: SearchPatch) => Search | undefined
  /** Those sent before leave, but for open ones. Epoch milliseconds. */
  readonly forgetBefore: (at: number) => void
  readonly open: (section: string) => ReadonlyArray<Search>
  readonly sentSince: (section: string, at: number) => ReadonlyArray<number>
  readonly recent: (section: string, at: number) => ReadonlyArray<Search>
}

interface Section {
  readonly all: Map<number, Search>
  /** Asked for all the time; a handful. */
  readonly open: Map<number, Search>
  /** `sentAt` of the last day and a little: the limit is asked for before each search. */
  readonly sent: Map<number, number>
}

/** An hour more than is asked for: clocks are put back. */
const sentSpan = Duration.toMillis("25 hours")

const bySentAt = (a: Search, b: Search): number => a.sentAt - b.sentAt || a.key - b.key

export const make = (): RecentSearches => {
  const sections = new Map<string, Section>()
  const sectionOfKey = new Map<number, Section>()

  const index = (section: Section, search: Search) => {
    section.all.set(search.key, search)
    if (isOpen(search)) section.open.set(search.key, search)
    else section.open.delete(search.key)
    if (wasSent(search)) section.sent.set(search.key, search.sentAt)
    else section.sent.delete(search.key)
  }

  return {
    set: (search) => {
      const section = sections.get(search.section) ?? { all: new Map(), open: new Map(), sent: new Map() }
      sections.set(search.section, section)
      sectionOfKey.set(search.key, section)
      for (const [key, at] of section.sent) if (at < search.sentAt - sentSpan) section.sent.delete(key)
      index(section, search)
    },
    change: (key, patch) => {
      const section = sectionOfKey.get(key)
      const search = section?.all.get(key)
      if (section === undefined || search === undefined) return undefined
      const changed = { ...search, ...patch }
      index(section, changed)
      return changed
    },
    forgetBefore: (at) => {
      for (const section of sections.values()) {
        for (const [key, search] of section.all) {
          // In the order of their keys, so nearly always in that of time.
          if (search.sentAt >= at) break
          if (isOpen(search)) continue
          section.all.delete(key)
          section.sent.delete(key)
          sectionOfKey.delete(key)
        }
      }
    },
    open: (section) => [...(sections.get(section)?.open.values() ?? [])].sort(bySentAt),
    sentSince: (section, since) =>
      [...(sections.get(section)?.sent.values() ?? [])].filter((at) => at >= since).sort((a, b) => a - b),
    recent: (section, since) =>
      [...(sections.get(section)?.all.values() ?? [])]
        .filter((search) => search.sentAt >= since && mayBring(search))
        .sort((a, b) => bySentAt(b, a))
  }
}
