import type { Cell } from "../../live/Cell.ts"

/**
 * Leaving our pages asks first as long as the cell holds something that is not saved. Going from one of them to another
 * keeps it, and so does a session that ends: the login stands in the place of the form then, and the question remains.
 */
export const warnWhile = <A>(cell: Cell<A | undefined>): void => {
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
  cell.subscribe(() => {
    if (cell.get() === undefined) window.removeEventListener("beforeunload", ask)
    else window.addEventListener("beforeunload", ask)
  })
}
