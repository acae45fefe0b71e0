import { Link } from "wouter"
import type { LibrarySection } from "../../live/library.ts"
import { number } from "../../parts/words.ts"
import { capital, kinds, libraryAddress } from "./libraryWords.ts"

/** What a library holds, in numbers. What is missing leads to it. */
export const Counts = ({ section: one }: { readonly section: LibrarySection }) => {
  const { container, thing } = kinds[one.kind]
  const { available, missing, monitored, qualityMet, requested, things } = one.counts
  return (
    <dl className="q-tally">
      <div>
        <dt>{capital(container[1])}</dt>
        <dd>{number(one.containers)}</dd>
      </div>
      {container[1] === thing[1] ? null : (
        <div>
          <dt>{capital(thing[1])}</dt>
          <dd>{number(things)}</dd>
        </div>
      )}
      <div>
        <dt>Missing</dt>
        <dd>
          {missing === 0 ? (
            0
          ) : (
            <Link href={`${libraryAddress(one.section)}?missing=true`} aria-label={`${number(missing)} missing`}>
              {number(missing)}
            </Link>
          )}
        </dd>
      </div>
      <div>
        <dt>There</dt>
        <dd>{number(available)}</dd>
      </div>
      <div>
        <dt>Quality met</dt>
        <dd>{number(qualityMet)}</dd>
      </div>
      <div>
        <dt>Monitored</dt>
        <dd>{number(monitored)}</dd>
      </div>
      {requested === 0 ? null : (
        <div>
          <dt>Requested</dt>
          <dd>{number(requested)}</dd>
        </div>
      )}
    </dl>
  )
}
