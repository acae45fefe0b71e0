import { factsOf } from "./facts.ts"

/** What a rule saw when it decided, behind a line that opens it. */
export const Facts = (props: { readonly facts: Readonly<Record<string, unknown>>; readonly isOpen?: boolean }) => {
  const facts = factsOf(props.facts)
  if (facts.length === 0) return null
  return (
    <details className="q-saw" open={props.isOpen === true}>
      <summary>What it saw</summary>
      <dl className="q-facts">
        {facts.map(({ name, value }) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
