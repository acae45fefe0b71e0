import { useMemo } from "react"
import { excerpt, lineDiff } from "./lineDiff.ts"

const marks = { same: " ", old: "−", new: "+" } as const
const spoken = { same: "", old: "removed: ", new: "added: " } as const

/** What differs between two texts. */
export const Diff = (props: { readonly before: string; readonly after: string }) => {
  const { after, before } = props
  const lines = useMemo(
    () => excerpt(lineDiff(before, after)).map((line, index) => ({ id: `line ${index}`, line })),
    [before, after]
  )
  if (lines.length === 0) return <p className="q-small q-dim">Nothing differs.</p>
  return (
    <div className="q-diff">
      {lines.map(({ id, line }) =>
        line === undefined ? (
          <div key={id} className="q-dim">
            ⋯
          </div>
        ) : (
          <div key={id} data-kind={line.kind}>
            <span aria-hidden="true">{marks[line.kind]} </span>
            <span className="q-hidden">{spoken[line.kind]}</span>
            {line.text}
          </div>
        )
      )}
    </div>
  )
}
