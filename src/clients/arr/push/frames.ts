/** Ends every record of SignalR's JSON protocol: the record separator of ASCII. */
export const separator = "\x1e"

/** Complete records, and the beginning of one whose end is still to come. */
export interface Frames {
  readonly records: ReadonlyArray<string>
  readonly rest: string
}

/** Records do not follow the frames of the WebSocket: one frame holds several, or a part of one. Empty ones are left out. */
export const split = (rest: string, chunk: string): Frames => {
  const parts = (rest + chunk).split(separator)
  const last = parts.pop() ?? ""
  return { records: parts.filter((part) => part !== ""), rest: last }
}
