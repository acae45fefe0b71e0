import { Link } from "wouter"
import type { SearchView } from "../../../web/SearchView.ts"
import { Status } from "../../parts/Status.tsx"
import { Ago } from "../../parts/Time.tsx"
import { count } from "../../parts/words.ts"
import { reasonWord, resultOf } from "./searchWords.ts"

const Found = ({ search }: { readonly search: SearchView }) => {
  if (search.grabs.length === 0) {
    return search.message === null || search.state === "done" ? null : (
      <div className="q-small q-dim">{search.message}</div>
    )
  }
  return (
    <ul className="q-plain q-small q-dim">
      {search.grabs.map((grab) => (
        <li key={`${grab.at} ${grab.title}`}>
          {grab.hash === null ? grab.title : <Link href={`/activity?q=${grab.hash.toLowerCase()}`}>{grab.title}</Link>}
          {grab.indexer === null ? null : ` from ${grab.indexer}`}
        </li>
      ))}
    </ul>
  )
}

/** What was searched for, and what came of it. */
export const History = (props: { readonly searches: ReadonlyArray<SearchView>; readonly total: number }) => (
  <section aria-labelledby="history">
    <h2 id="history" className="q-history">
      History <span className="q-small q-dim">{count(props.total, "search", "searches")}</span>
    </h2>
    {props.searches.length === 0 ? (
      <p className="q-small q-dim">Nothing has been searched for yet.</p>
    ) : (
      <div className="q-tablebox">
        <table className="q-table">
          <thead>
            <tr>
              <th scope="col">Title</th>
              <th scope="col">Result</th>
              <th scope="col" className="q-wide">
                Reason
              </th>
              <th scope="col" className="q-wide">
                Section
              </th>
              <th scope="col">Sent</th>
            </tr>
          </thead>
          <tbody>
            {props.searches.map((search) => (
              <tr key={search.key}>
                <th scope="row" className="q-searched">
                  {search.title}
                  <Found search={search} />
                </th>
                <td>
                  <Status {...resultOf(search)} />
                </td>
                <td className="q-wide">{reasonWord(search.reason)}</td>
                <td className="q-wide">{search.section}</td>
                <td>
                  <Ago at={search.sentAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </section>
)
