import { Cell, useCell } from "./Cell.ts"

/** How far the clock of the daemon is ahead of this one, milliseconds; small differences are delay, not clocks. */
let ahead = 0

/** Learns the daemon's time from one of its answers. */
export const noteServerTime = (text: string | null): void => {
  const at = text === null ? Number.NaN : Date.parse(text)
  if (Number.isNaN(at)) return
  const difference = at - Date.now()
  ahead = Math.abs(difference) > 3_000 ? difference : 0
}

/** Now, by the clock of the daemon: every time it tells is in this clock. Epoch milliseconds. */
export const serverNow = (): number => Date.now() + ahead

const ticking = new Cell(serverNow())

/** One clock for the whole page; it stands still while nobody looks. */
window.setInterval(() => {
  if (!document.hidden) ticking.set(serverNow())
}, 1_000)
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) ticking.set(serverNow())
})

/** Now, once a second. */
export const useNow = (): number => useCell(ticking)
