import { useSyncExternalStore } from "react"

/** A value that tells who listens when it changes. */
export class Cell<A> {
  private readonly listeners = new Set<() => void>()
  private value: A

  constructor(initial: A) {
    this.value = initial
  }

  readonly get = (): A => this.value

  readonly set = (next: A): void => {
    if (Object.is(next, this.value)) return
    this.value = next
    for (const listener of [...this.listeners]) listener()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

/** The value of a cell; the component is drawn again when it changes. */
export const useCell = <A>(cell: Cell<A>): A => useSyncExternalStore(cell.subscribe, cell.get)
