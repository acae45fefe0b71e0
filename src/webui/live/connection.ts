import { address } from "./base.ts"
import { noteServerTime } from "./clock.ts"
import { request } from "./http.ts"
import { heard, link, showOffline, whenLost } from "./link.ts"
import { Problem } from "./Problem.ts"
import { refreshAll, topicChanged } from "./Resource.ts"
import { access, mayRead } from "./session.ts"
import { loadSession } from "./visit.ts"

/** What an event of the daemon carries, by its name. */
export type Listener = (data: unknown) => void

const topics = ["process", "dependency", "torrent", "decision", "search", "library", "config", "log"]
const listeners = new Map<string, Set<Listener>>()

/** Follows the events of one name. */
export const onEvent = (topic: string, listener: Listener): (() => void) => {
  const known = listeners.get(topic) ?? new Set()
  listeners.set(topic, known.add(listener))
  return () => known.delete(listener)
}

/** How often a daemon that pushes nothing is asked, and how often one that does, in case something slipped through. */
export const pollEvery = 15_000
const checkEvery = 60_000

/** How often such a daemon is given the chance to push after all. */
const tryEvery = 120_000

/** How long the first event of a stream may take: a proxy that keeps streams back looks like a daemon that says nothing. */
const patience = { first: 8_000, offline: 4_000 }

let source: EventSource | undefined
let lastId: string | undefined
let logName: string | undefined
let timer: number | undefined
let watch: number | undefined
let attempt = 0
/** Streams in a row that came to nothing although the daemon answers. */
let silent = 0
/** Questions since the last stream that was tried. */
let polls = 0

const later = (milliseconds: number, what: () => void): void => {
  window.clearTimeout(timer)
  timer = window.setTimeout(what, milliseconds)
}

const close = (): void => {
  window.clearTimeout(watch)
  source?.close()
  source = undefined
}

const beat = (): void => {
  const { state } = link.get()
  if (document.hidden || (state !== "live" && state !== "polling")) return
  refreshAll()
  polls += 1
  if (state === "polling" && polls * pollEvery >= tryEvery) connect()
  else later(state === "live" ? checkEvery : pollEvery, beat)
}

const begin = (state: "live" | "polling"): void => {
  const before = link.get().state
  attempt = 0
  polls = 0
  link.set({ state })
  if (before === "offline") refreshAll()
  later(state === "live" ? checkEvery : pollEvery, beat)
}

/** 1, 2, 4, 8, then every 10 seconds, and a little apart from the other tabs. */
const retry = (): void => {
  close()
  const wait = Math.min(1_000 * 2 ** attempt, 10_000) * (0.9 + Math.random() * 0.2)
  attempt += 1
  showOffline(Date.now() + wait)
  later(wait, connect)
}

/**
 * A stream that does not open, or says nothing, does not say why: a plain question does. A daemon that answers it, but no
 * second stream either, is asked again and again instead.
 */
const findOut = (): void => {
  close()
  const wasOffline = link.get().state === "offline"
  const answered = (): void => {
    silent += 1
    if (silent < 2) later(1_000, connect)
    else begin("polling")
  }
  request("GET", "/api/processes").then(answered, (error: unknown) => {
    if (error instanceof Problem) {
      // Whoever is shut out is asked to log in, and needs no stream.
      if (error.status !== 401) answered()
    } else if (wasOffline || link.get().state !== "offline") retry()
  })
}

/** How long the changes of a topic are gathered before its readings are taken anew, milliseconds. */
const gather = (topic: string): number => (topic === "library" ? 2_000 : topic === "torrent" ? 1_000 : 300)

const gathering = new Set<string>()

const changed = (topic: string): void => {
  if (gathering.has(topic)) return
  gathering.add(topic)
  window.setTimeout(() => {
    gathering.delete(topic)
    if (!document.hidden) topicChanged(topic)
  }, gather(topic))
}

const parsed = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

/** (Re-)opens the stream from where it ended. */
export function connect(): void {
  close()
  window.clearTimeout(timer)
  if (document.hidden) return
  if (access.get().state === "unknown") return void loadSession().catch(retry)
  if (!mayRead()) return
  const query = new URLSearchParams()
  if (lastId !== undefined) query.set("lastEventId", lastId)
  if (logName !== undefined) query.set("logs", logName)
  const opened = new EventSource(address(`/api/events?${query}`))
  source = opened
  let greetedAt: number | undefined
  window.clearTimeout(watch)
  watch = window.setTimeout(findOut, link.get().state === "offline" ? patience.offline : patience.first)
  opened.onerror = () => {
    if (source !== opened) return
    close()
    // The daemon ends a stream from time to time; that is no outage unless the next one does not open.
    if (greetedAt === undefined) findOut()
    else if (Date.now() - greetedAt > 2_000) connect()
    else retry()
  }
  opened.addEventListener("hello", (event) => {
    window.clearTimeout(watch)
    greetedAt = Date.now()
    silent = 0
    heard()
    begin("live")
    if (event.lastEventId !== "") lastId = event.lastEventId
    const hello = parsed(event.data)
    for (const listener of [...(listeners.get("hello") ?? [])]) listener(hello)
    if (typeof hello !== "object" || hello === null || !("serverTime" in hello)) return
    noteServerTime(String(hello.serverTime))
  })
  opened.addEventListener("reset", (event) => {
    if (event.lastEventId !== "") lastId = event.lastEventId
    refreshAll()
  })
  for (const topic of topics) {
    opened.addEventListener(topic, (event) => {
      heard()
      if (event.lastEventId !== "") lastId = event.lastEventId
      const data = parsed(event.data)
      for (const listener of [...(listeners.get(topic) ?? [])]) listener(data)
      changed(topic)
    })
  }
}

/** Which log is followed; one at most. */
export const followLog = (name: string | undefined): void => {
  if (name === logName) return
  logName = name
  // One that is opening was asked for another log.
  if (source !== undefined) connect()
}

/** Tries at once instead of at the end of the wait. */
export const retryNow = (): void => {
  attempt = 0
  connect()
}

/** A tab in the background costs nothing; when it is looked at again, it is up to date within a moment. */
const onVisibility = (): void => {
  if (document.hidden) {
    later(20_000, () => {
      if (document.hidden) close()
    })
    return
  }
  const { state } = link.get()
  if (state === "polling") beat()
  else if (source === undefined) {
    connect()
    refreshAll()
  } else later(checkEvery, beat)
}

/** Somebody may have logged in at another tab, or at a provider: then this one goes on with what was typed into it. */
const onFocus = (): void => {
  const now = access.get()
  if (now.state === "known" && !now.session.authenticated) void loadSession().catch(() => undefined)
}

/** Starts, once for the whole page. */
export const start = (): void => {
  whenLost(() => {
    if (source === undefined || source.readyState !== EventSource.OPEN) retry()
    else later(1_000, connect)
  })
  document.addEventListener("visibilitychange", onVisibility)
  window.addEventListener("online", retryNow)
  window.addEventListener("focus", onFocus)
  access.subscribe(connect)
  connect()
}
