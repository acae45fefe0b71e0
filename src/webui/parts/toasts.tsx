import { CloseButton, Paper, Text } from "@mantine/core"
import { Cell, useCell } from "../live/Cell.ts"
import { wordsOf } from "../live/Problem.ts"
import { Icon } from "./Icon.tsx"
import "./toasts.css"

interface Toast {
  readonly key: number
  readonly tone: "good" | "bad"
  readonly text: string
}

const shown = new Cell<ReadonlyArray<Toast>>([])
let next = 0

/** Long enough to read; what went wrong stays until it is closed. Milliseconds. */
const lifetime = 6_000

const dismiss = (key: number): void => shown.set(shown.get().filter((toast) => toast.key !== key))

const show = (tone: Toast["tone"], text: string): void => {
  const key = next++
  shown.set([...shown.get().slice(-3), { key, tone, text }])
  if (tone === "good") window.setTimeout(() => dismiss(key), lifetime)
}

/** Says what came of an action: its result, or what the daemon answered instead. */
export const report = async (done: string, action: () => Promise<unknown>): Promise<boolean> => {
  try {
    await action()
    show("good", done)
    return true
  } catch (error) {
    show("bad", wordsOf(error))
    return false
  }
}

export const tell = (text: string): void => show("good", text)
export const complain = (text: string): void => show("bad", text)

/** The messages, read out as they come. */
export const Toasts = () => {
  const toasts = useCell(shown)
  return (
    <section className="q-toasts" aria-label="Messages" aria-live="polite" aria-relevant="additions">
      {toasts.map((toast) => (
        <Paper key={toast.key} className="q-toast" shadow="md" withBorder>
          <span className="q-status" data-tone={toast.tone}>
            <Icon name={toast.tone === "good" ? "ok" : "error"} />
          </span>
          <Text size="sm">{toast.text}</Text>
          <CloseButton aria-label="Close message" size={44} onClick={() => dismiss(toast.key)} />
        </Paper>
      ))}
    </section>
  )
}
