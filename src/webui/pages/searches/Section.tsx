import { Progress } from "@mantine/core"
import type { SectionSearchView } from "../../../web/SearchView.ts"
import { Status } from "../../parts/Status.tsx"
import { Ago, Until } from "../../parts/Time.tsx"
import { count, number } from "../../parts/words.ts"
import { reasonWord } from "./searchWords.ts"

const State = ({ section: one }: { readonly section: SectionSearchView }) => {
  if (!one.searches) return <Status tone="idle" icon="stopped" word="switched off" />
  if (one.running.length > 0) {
    return <Status tone="busy" icon="searches" word={`${count(one.running.length, "search", "searches")} running`} />
  }
  if (one.held !== null) return <Status tone="warn" icon="waiting" word={`waiting: ${one.held.why}`} />
  return one.next.length > 0 ? (
    <Status tone="good" icon="ok" word="searching" />
  ) : (
    <Status tone="good" icon="ok" word="nothing left to search for" />
  )
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, one) => sum + one, 0)

/** Counts with their words, the largest first. */
const Counts = (props: {
  readonly counts: Readonly<Record<string, number>>
  readonly word?: (key: string) => string
}) => (
  <dl className="q-facts q-counts">
    {Object.entries(props.counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([key, value]) => (
        <div key={key} style={{ display: "contents" }}>
          <dt>{props.word?.(key) ?? key}</dt>
          <dd className="q-number">{number(value)}</dd>
        </div>
      ))}
  </dl>
)

const Yields = ({ section: one }: { readonly section: SectionSearchView }) =>
  one.yields.length === 0 ? null : (
    <details>
      <summary>What 30 days brought</summary>
      <table className="q-table q-yields">
        <thead>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col" className="q-number">
              Searches
            </th>
            <th scope="col" className="q-number">
              Grabbed
            </th>
            <th scope="col" className="q-number">
              Imported
            </th>
            <th scope="col" className="q-number">
              Failed
            </th>
          </tr>
        </thead>
        <tbody>
          {one.yields.map((row) => (
            <tr key={row.reason}>
              <th scope="row">{reasonWord(row.reason)}</th>
              <td className="q-number">{number(row.searches)}</td>
              <td className="q-number">{number(row.grabbed)}</td>
              <td className="q-number">{number(row.imported)}</td>
              <td className="q-number">{number(row.failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )

const Sync = ({ section: { sync } }: { readonly section: SectionSearchView }) => {
  if (sync === null) return null
  const share = sync.total === 0 ? 0 : (sync.done / sync.total) * 100
  return (
    <>
      {sync.phase === "idle" || sync.total === 0 ? null : (
        <div>
          <span className="q-small">
            Reading the library ({sync.phase}): {number(sync.done)} of {number(sync.total)}
          </span>
          <Progress value={share} aria-label="Reading the library" />
        </div>
      )}
      {sync.lastError === null ? null : <p className="q-small q-warned">Library: {sync.lastError}</p>}
    </>
  )
}

/** The searching of one Arr: what it does, what it may do, what comes next, and what is left out. */
export const Section = ({ section: one }: { readonly section: SectionSearchView }) => (
  <section className="q-card q-section" aria-label={one.section}>
    <header>
      <h2>{one.section}</h2>
      <State section={one} />
    </header>
    {one.held === null ? null : (
      <p className="q-small">
        {one.held.text}
        {one.held.until === null ? null : (
          <>
            {" "}
            (<Until at={one.held.until} />)
          </>
        )}
      </p>
    )}
    {one.activity === null ? null : (
      <p className="q-small q-dim">
        {one.activity.text} · <Ago at={one.activity.at} />
      </p>
    )}
    <Sync section={one} />
    {!one.searches ? null : (
      <div>
        <span className="q-small">
          {one.hour.used} of {one.hour.limit} searches of this hour are used
        </span>
        <Progress
          value={one.hour.limit === 0 ? 0 : (one.hour.used / one.hour.limit) * 100}
          color={one.hour.used >= one.hour.limit ? "yellow" : "accent"}
          aria-label="Searches of this hour that are used"
        />
      </div>
    )}
    {one.running.length === 0 ? null : (
      <ul className="q-plain q-queue" aria-label="Running">
        {one.running.map((search) => (
          <li key={search.key}>
            <Status tone="busy" icon="searches" word={search.title} />
            <span className="q-chip">{reasonWord(search.reason)}</span>
          </li>
        ))}
      </ul>
    )}
    <details open={one.next.length > 0}>
      <summary>Queue: {count(total(one.queued), "search", "searches")}</summary>
      {one.next.length === 0 ? (
        <p className="q-small q-dim">
          Nothing is in the queue.{" "}
          {one.nextAt === null ? null : (
            <>
              The next thing can be searched for <Until at={one.nextAt} />.
            </>
          )}
        </p>
      ) : (
        <ol className="q-plain q-queue">
          {one.next.map((candidate) => (
            <li key={JSON.stringify(candidate.target)}>
              <span>
                {candidate.title}
                {candidate.items > 1 ? <span className="q-dim"> · {candidate.items} items</span> : null}
              </span>
              <span className="q-chip">{reasonWord(candidate.reason)}</span>
            </li>
          ))}
        </ol>
      )}
    </details>
    {total(one.skipped) === 0 ? null : (
      <details>
        <summary>Not searched for: {number(total(one.skipped))}</summary>
        <Counts counts={one.skipped} />
      </details>
    )}
    <Yields section={one} />
  </section>
)
