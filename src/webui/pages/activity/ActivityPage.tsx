import { Button, Group } from "@mantine/core"
import { useCallback, useMemo } from "react"
import { decisionLists, withQuery } from "../../live/feeds.ts"
import { useResource } from "../../live/Resource.ts"
import { Choice } from "../../parts/Choice.tsx"
import { DecisionLine } from "../../parts/DecisionLine.tsx"
import { deedOf, deeds } from "../../parts/decisions.ts"
import { Empty } from "../../parts/Empty.tsx"
import { FilterField } from "../../parts/FilterField.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { useFilters } from "../../parts/useFilters.ts"
import { count, minute } from "../../parts/words.ts"
import { byMinute } from "./byMinute.ts"
import "./activity.css"

/** Decisions that one reading holds; "more" asks for the next of these, up to what the API gives. */
const steps = [100, 300, 1_000]

const different = (words: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(words)].toSorted()

/** What was changed, by which rule, and why. */
const ActivityPage = () => {
  const filters = useFilters()
  const limit = Number(filters.get("limit")) || 100
  const path = withQuery("/api/decisions", { q: filters.get("q"), limit })
  const list = useMemo(() => decisionLists.at(path), [path])
  const reading = useResource(list)
  const setText = useCallback((value: string) => filters.set("q", value), [filters])
  const all = reading.data?.decisions ?? []
  const shown = all.filter(
    (one) =>
      (filters.get("section") === "" || one.section === filters.get("section")) &&
      (filters.get("rule") === "" || one.rule === filters.get("rule")) &&
      (filters.get("deed") === "" || deedOf(one) === filters.get("deed"))
  )
  const next = steps.find((step) => step > limit)
  const choice = (name: string) => ({
    value: filters.get(name),
    onChange: (value: string) => filters.set(name, value)
  })
  return (
    <Page title="Activity" about="Everything that was changed, newest first.">
      <search className="q-filters">
        <FilterField label="Name or hash" value={filters.get("q")} onChange={setText} />
        <Choice label="Deed" all="Every deed" options={Object.keys(deeds)} {...choice("deed")} />
        <Choice label="Rule" all="Every rule" options={different(all.map(({ rule }) => rule))} {...choice("rule")} />
        <Choice
          label="Section"
          all="Every section"
          options={different(all.map(({ section }) => section))}
          {...choice("section")}
        />
        {filters.any ? (
          <Button variant="subtle" h={42} onClick={filters.clear}>
            Clear filters
          </Button>
        ) : null}
      </search>
      <Loaded reading={reading} retry={list.refresh} lines={10}>
        {() =>
          shown.length === 0 ? (
            filters.any ? (
              <Empty icon="filter" title="Nothing like that was done">
                {`Among the last ${count(all.length, "action")}. Clear a filter, or look further back.`}
              </Empty>
            ) : (
              <Empty icon="activity" title="Nothing has been done yet">
                What is imported, removed, tagged or stopped is told here, with its reason.
              </Empty>
            )
          ) : (
            byMinute(shown).map((group) => (
              <section key={group.at} className="q-card q-minute" aria-label={minute(group.at)}>
                <h2>
                  <time dateTime={new Date(group.at).toISOString()}>{minute(group.at)}</time>
                </h2>
                <ul className="q-plain">
                  {group.decisions.map((decision) => (
                    <li key={`${decision.at} ${decision.hash} ${decision.rule} ${decision.action}`}>
                      <DecisionLine decision={decision} withTime={false} />
                    </li>
                  ))}
                </ul>
              </section>
            ))
          )
        }
      </Loaded>
      {next === undefined || all.length < limit ? null : (
        <Group justify="center">
          <Button variant="default" h={44} onClick={() => filters.set("limit", String(next))}>
            Look further back
          </Button>
        </Group>
      )}
    </Page>
  )
}

export default ActivityPage
