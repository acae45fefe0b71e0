import { Alert, Button, Group, Textarea } from "@mantine/core"
import { useCallback, useState } from "react"
import { Cell, useCell } from "../../live/Cell.ts"
import { type Edit, type Refusal, rawConfig } from "../../live/config.ts"
import { useResource } from "../../live/Resource.ts"
import { Icon } from "../../parts/Icon.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Page } from "../../parts/Page.tsx"
import { ConfigTabs } from "./ConfigTabs.tsx"
import { Diff } from "./Diff.tsx"
import { PlanDialog } from "./PlanDialog.tsx"
import { warnWhile } from "./unsaved.ts"
import "./config.css"

interface Text {
  readonly revision: string
  readonly before: string
  readonly text: string
}

/** What was typed and is not saved; other pages, and a session that ends, leave it as it is. */
const typed = new Cell<Text | undefined>(undefined)

warnWhile(typed)

/** The file itself, with secrets covered; what is covered stays as it is. */
const RawPage = () => {
  const reading = useResource(rawConfig)
  const mine = useCell(typed)
  const setMine = typed.set
  const [edit, setEdit] = useState<Edit>()
  const [refusal, setRefusal] = useState<Refusal>()
  const onRefused = useCallback((why: Refusal) => {
    setEdit(undefined)
    setRefusal(why)
  }, [])
  return (
    <Page
      title="Config"
      windowTitle="Config: raw TOML"
      about="The file itself. [redacted] stands for a secret that stays as it is."
      actions={<ConfigTabs />}
    >
      {refusal === undefined ? null : (
        <Alert color="red" variant="outline" role="alert" icon={<Icon name="error" />} title={refusal.text}>
          {refusal._tag === "Invalid" ? (
            <ul>
              {refusal.problems.map((one) => (
                <li key={`${one.line} ${one.key} ${one.message}`}>
                  {one.line === null ? "" : `Line ${one.line}: `}
                  {one.key} {one.message}
                </li>
              ))}
            </ul>
          ) : refusal._tag === "Stale" ? (
            "Somebody has saved meanwhile. Your text is kept below: compare it with the new file, then go on with it or discard it."
          ) : (
            "Nothing was saved."
          )}
        </Alert>
      )}
      <Loaded reading={reading} retry={rawConfig.refresh} lines={12}>
        {(file) => {
          const isOld = mine !== undefined && mine.revision !== file.revision
          const isChanged = mine !== undefined && mine.text !== file.toml
          return (
            <>
              <Textarea
                aria-label="The config file"
                autosize
                minRows={16}
                spellCheck={false}
                classNames={{ input: "q-raw" }}
                value={mine?.text ?? file.toml}
                onChange={({ currentTarget: { value: text } }) => {
                  const before = mine?.before ?? file.toml
                  setMine(text === before ? undefined : { revision: mine?.revision ?? file.revision, before, text })
                }}
              />
              {isChanged ? (
                <section className="q-card" aria-label="What differs">
                  <h2 className="q-history">{isOld ? "Against the file as it is now" : "What differs"}</h2>
                  <Diff before={file.toml} after={mine.text} />
                </section>
              ) : null}
              {isChanged ? (
                <Group justify="flex-end" className="q-savebar">
                  <Button
                    variant="default"
                    h={44}
                    onClick={() => {
                      setMine(undefined)
                      setRefusal(undefined)
                    }}
                  >
                    Discard
                  </Button>
                  <Button
                    h={44}
                    onClick={() => {
                      setRefusal(undefined)
                      setEdit({ revision: file.revision, toml: mine.text })
                    }}
                  >
                    Review and save
                  </Button>
                </Group>
              ) : null}
            </>
          )
        }}
      </Loaded>
      <PlanDialog
        edit={edit}
        onClose={() => setEdit(undefined)}
        onRefused={onRefused}
        onSaved={() => {
          setEdit(undefined)
          setMine(undefined)
        }}
      />
    </Page>
  )
}

export default RawPage
