import { assert } from "@effect/vitest"
import type { Month } from "./simulate.ts"
import { day } from "./Thing.ts"

/** `SIMULATION_REPORT=1`: what happened in that time. */
const report = (name: string, { cut, happened, lives, plans, seconds, sides, weights }: Month): string =>
  [
    `${name}: ${lives} lives, ${cut} of them cut in a search, ${plans} plans, ${seconds.toFixed(1)} s CPU`,
    ...sides.map(
      ({ judge, library }) =>
        `  ${library.section}: ${library.things.size} things, ${judge.searched.size} searched for, ${judge.cycles} cycles, ` +
        `${[...judge.byReason].map(([reason, count]) => `${reason} ${count}`).join(", ")}; ` +
        `longest wait for a first search ${(judge.longestWait / day).toFixed(1)} days`
    ),
    `  ${[...happened].map(([what, count]) => `${what} ${count}`).join(", ")}`,
    ...weights.map(
      (weight) =>
        `  day ${weight.day}: ${weight.heap.toFixed(1)} MB, ${weight.marks} marks, ${weight.open} open, ${weight.arrs} in the Arrs`
    )
  ].join("\n")

export const searches = ({ sides }: Month): number =>
  sides.reduce((sum, { judge }) => sum + [...judge.byReason.values()].reduce((all, count) => all + count, 0), 0)

/** What must hold of every time that passes. */
export const check = (name: string, month: Month): void => {
  if (process.env["SIMULATION_REPORT"] === "1") process.stdout.write(`${report(name, month)}\n`)
  const { sides, weights } = month
  assert.deepStrictEqual(
    sides.flatMap(({ judge }) => judge.violations),
    []
  )
  const [first] = weights
  const things = sides.reduce((sum, { library }) => sum + library.things.size, 0)
  for (const weight of weights) {
    assert.isAtMost(weight.heap, (first?.heap ?? 0) + 25, `heap in MB on day ${weight.day}`)
    assert.isAtMost(weight.marks, things, `marks on day ${weight.day}`)
    assert.isAtMost(weight.open, sides.length * 7, `open searches on day ${weight.day}`)
  }
}
