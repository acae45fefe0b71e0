import { Alert, Button, Group } from "@mantine/core"
import type { ConfigDocument } from "../../../web/config/ConfigViews.ts"
import { Icon } from "../../parts/Icon.tsx"
import { count } from "../../parts/words.ts"
import { collisions, type Draft, forgetAll, rebase } from "./draft.ts"
import { shown } from "./inputs.ts"

/** Somebody else has saved meanwhile: what collides, and whose word shall hold. */
export const Merge = (props: {
  readonly draft: Draft
  readonly current: ConfigDocument
  readonly onDone: () => void
}) => {
  const { current, draft, onDone } = props
  const both = collisions(draft, current)
  const end = (what: () => void) => () => {
    what()
    onDone()
  }
  return (
    <Alert
      color="yellow"
      variant="outline"
      role="alert"
      icon={<Icon name="warning" />}
      title="The file was changed meanwhile, by somebody else or by hand"
    >
      {both.length === 0 ? (
        "None of your changes collides with it."
      ) : (
        <table className="q-table">
          <caption>{count(both.length, "key")} was changed by both</caption>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Was</th>
              <th scope="col">Theirs</th>
              <th scope="col">Yours</th>
            </tr>
          </thead>
          <tbody>
            {both.map(({ before, key, mine, theirs }) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                <td>{shown(before)}</td>
                <td>{shown(theirs)}</td>
                <td>{shown(mine)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Group gap="sm" mt="sm">
        <Button variant="default" h={44} onClick={end(() => rebase(draft, current, true))}>
          {both.length === 0 ? "Go on with the new version" : "Keep mine"}
        </Button>
        {both.length === 0 ? null : (
          <Button variant="default" h={44} onClick={end(() => rebase(draft, current, false))}>
            Take theirs, keep my other changes
          </Button>
        )}
        <Button variant="default" h={44} onClick={end(forgetAll)}>
          Discard all of mine
        </Button>
      </Group>
    </Alert>
  )
}
