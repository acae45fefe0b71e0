import { Alert, Button } from "@mantine/core"
import { type FormEvent, useCallback, useState } from "react"
import type { MatchView } from "../../../web/SearchView.ts"
import { wordsOf } from "../../live/Problem.ts"
import { type Order, type Ordered, order } from "../../live/searches.ts"
import { Choice } from "../../parts/Choice.tsx"
import { FilterField } from "../../parts/FilterField.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { count } from "../../parts/words.ts"
import { takenWords } from "./searchWords.ts"

type Answer = Ordered | { readonly _tag: "Refused"; readonly text: string }

const keyOf = ({ section, target }: MatchView): string => `${section} ${JSON.stringify(target)}`

const Said = (props: { readonly answer: Answer; readonly choose: (match: MatchView) => void }) => {
  const { answer } = props
  switch (answer._tag) {
    case "Refused":
      return (
        <Alert color="red" variant="outline" icon={<Icon name="error" />} title={answer.text}>
          A part of the title is enough; for an episode, add S01E05.
        </Alert>
      )
    case "Taken": {
      const { first, rest } = takenWords(answer)
      return (
        <Alert color="green" variant="outline" icon={<Icon name="ok" />} title={first}>
          {rest}
        </Alert>
      )
    }
    case "Several":
      return (
        <Alert color="accent" variant="outline" icon={<Icon name="help" />} title="Which one?">
          <div className="q-matches">
            {answer.matches.map((match) => (
              <Button key={keyOf(match)} variant="default" h={44} onClick={() => props.choose(match)}>
                {match.title} · {match.section}
              </Button>
            ))}
          </div>
          {answer.total > answer.matches.length
            ? `${count(answer.total - answer.matches.length, "more match", "more matches")}: add words to see them.`
            : null}
        </Alert>
      )
  }
}

/** Searches for something at once. */
export const SearchNow = ({ sections }: { readonly sections: ReadonlyArray<string> }) => {
  const [text, setText] = useState("")
  const [section, setSection] = useState("")
  const [answer, setAnswer] = useState<Answer>()
  const [isBusy, setBusy] = useState(false)
  const take = useCallback(async (what: Order) => {
    setBusy(true)
    try {
      setAnswer(await order(what))
    } catch (error) {
      setAnswer({ _tag: "Refused", text: wordsOf(error) })
    } finally {
      setBusy(false)
    }
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const query = text.trim()
    if (query !== "") void take(section === "" ? { query } : { query, section })
  }
  return (
    <section className="q-card q-now" aria-label="Search now">
      <form className="q-filters" onSubmit={submit}>
        <FilterField label="Search now: a title, or Dark S01E05" value={text} onChange={setText} isImmediate />
        {sections.length < 2 ? null : (
          <Choice label="In which library" all="Any library" options={sections} value={section} onChange={setSection} />
        )}
        <Button type="submit" h={42} loading={isBusy} disabled={text.trim() === ""}>
          Search now
        </Button>
      </form>
      <div role="status">
        {answer === undefined ? null : (
          <Said answer={answer} choose={({ section: where, target }) => void take({ section: where, target })} />
        )}
      </div>
    </section>
  )
}
