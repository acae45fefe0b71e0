import { Button, Group } from "@mantine/core"
import { Link } from "wouter"
import type { LibrarySection } from "../../live/library.ts"
import { Counts } from "./Counts.tsx"
import { kinds, libraryAddress } from "./libraryWords.ts"
import { ReadState } from "./ReadState.tsx"

/** What stands in the way of a library that is not, or no longer, read; nothing when all is well. */
export const Trouble = ({ section: one }: { readonly section: LibrarySection }) => {
  if (!one.reads) {
    return (
      <p className="q-small">
        Nothing is searched for here, so it is not read. Switch something on in its{" "}
        <Link href={`/config/${encodeURIComponent(one.section)}`}>config</Link> (EntrySearch: SearchMissing and others).
      </p>
    )
  }
  if (one.sync === null) {
    return (
      <p className="q-small">
        It is not kept up to date: see Search-{one.section} among the <Link href="/processes">processes</Link>.
      </p>
    )
  }
  return one.sync.lastError === null ? null : <p className="q-small q-warned">{one.sync.lastError}</p>
}

/** The library of one Arr, and the ways into it. */
export const SectionCard = ({ section: one }: { readonly section: LibrarySection }) => {
  const address = libraryAddress(one.section)
  return (
    <section className="q-card q-library-card" aria-labelledby={`library-${one.section}`}>
      <header>
        <h2 id={`library-${one.section}`}>
          <Link href={address}>{one.section}</Link>
        </h2>
        <span className="q-small q-dim">{kinds[one.kind].app}</span>
      </header>
      <ReadState section={one} />
      <Trouble section={one} />
      <Counts section={one} />
      <Group gap="xs">
        {one.counts.missing === 0 ? null : (
          <Button
            component={Link}
            href={`${address}?missing=true`}
            h={44}
            aria-label={`What is missing in ${one.section}`}
          >
            What is missing
          </Button>
        )}
        <Button component={Link} href={address} variant="default" h={44} aria-label={`Everything in ${one.section}`}>
          Everything
        </Button>
      </Group>
    </section>
  )
}
