import type { Candidate } from "./Candidate.ts"
import { type Gate, type GateFacts, gateOf } from "./gate.ts"

/** What can be sent now, or why nothing can. */
export type Choice =
  | { readonly _tag: "Send"; readonly candidate: Candidate }
  | { readonly _tag: "Held"; readonly gate: Extract<Gate, { readonly _tag: "Closed" }> }
  | { readonly _tag: "Nothing" }

/**
 * The first candidate that may be sent, of those that are `sendable`. What is held back does not hold back those of
 * another reason behind it: a request may go while the hourly budget for the rest is spent. Pure.
 */
export const choose = (
  candidates: ReadonlyArray<Candidate>,
  facts: Omit<GateFacts, "reason">,
  sendable: (candidate: Candidate) => boolean = () => true
): Choice => {
  let first: Extract<Gate, { readonly _tag: "Closed" }> | undefined
  const closed = new Set<string>()
  for (const candidate of candidates) {
    const { reason } = candidate
    // Asked last: there are thousands of candidates and a handful of reasons.
    if (closed.has(reason) || !sendable(candidate)) continue
    const gate = gateOf({ ...facts, reason })
    if (gate._tag === "Open") return { _tag: "Send", candidate }
    closed.add(reason)
    // The one that opens first is what people want to know.
    if (first === undefined || (gate.until ?? Number.POSITIVE_INFINITY) < (first.until ?? Number.POSITIVE_INFINITY)) {
      first = gate
    }
  }
  return first === undefined ? { _tag: "Nothing" } : { _tag: "Held", gate: first }
}
