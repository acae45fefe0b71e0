const encoder = new TextEncoder()

/** What an event is about; clients may choose by it. */
export const topics = ["process", "dependency", "torrent", "decision", "search", "library", "config"] as const
export type Topic = (typeof topics)[number]

/** Everything that `event:` may say. */
export type EventName = Topic | "hello" | "reset" | "log"

/**
 * Ids name the run of the stream they belong to: after a restart, or after nobody listened for a while, numbers begin
 * anew, and an id of before must not be taken for one of now.
 */
export const idOf = (run: string, number: number): string => `${run}-${number}`

/** The number of an id of this run; undefined for any other text. */
export const numberOf = (run: string, id: string): number | undefined => {
  const prefix = `${run}-`
  if (!id.startsWith(prefix)) return undefined
  const digits = id.slice(prefix.length)
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined
}

/** One event. `data` is JSON, so that it has no line break. Without `id` the position of the client stays. */
export const frame = (event: EventName, data: unknown, id?: string): Uint8Array =>
  encoder.encode(`event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`)

/**
 * Says that we are still there. A block without data is no event, but its id is taken over: a client that wants few
 * topics keeps up with the numbers and can resume after the others have pushed its last event out of memory.
 */
export const keepAlive = (id: string): Uint8Array => encoder.encode(`: keep-alive\nid: ${id}\n\n`)

/** How long a browser waits before it connects again, milliseconds. */
export const retry = (millis: number): Uint8Array => encoder.encode(`retry: ${millis}\n\n`)
