import { Button } from "@mantine/core"
import { useState } from "react"
import { testConnection } from "../../live/config.ts"
import { wordsOf } from "../../live/Problem.ts"
import { Icon } from "../../parts/Icon.tsx"
import { Status } from "../../parts/Status.tsx"
import type { Draft } from "./draft.ts"

interface Answer {
  readonly isGood: boolean
  readonly text: string
}

/** Tries the connection with the values of the form, saved or not. */
export const ConnectionTest = (props: { readonly section: string; readonly draft: Draft | undefined }) => {
  const { draft, section } = props
  const [answer, setAnswer] = useState<Answer & { readonly section: string }>()
  const [isBusy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const own = Object.entries(draft?.changes ?? {})
      .filter(([key, value]) => key.startsWith(`${section}.`) && value !== null)
      .map(([key, value]) => [key.slice(section.length + 1), value])
    try {
      const { app, message, success, version } = await testConnection(section, Object.fromEntries(own))
      const who = [app, version].filter((word) => word !== null).join(" ")
      setAnswer({ section, isGood: success, text: who === "" ? message : `${who}: ${message}` })
    } catch (error) {
      setAnswer({ section, isGood: false, text: wordsOf(error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button
        variant="default"
        h={42}
        loading={isBusy}
        leftSection={<Icon name="processes" />}
        onClick={() => void run()}
      >
        Test the connection
      </Button>
      <span role="status" className="q-small">
        {answer?.section !== section ? null : (
          <Status tone={answer.isGood ? "good" : "bad"} icon={answer.isGood ? "ok" : "error"} word={answer.text} />
        )}
      </span>
    </>
  )
}
