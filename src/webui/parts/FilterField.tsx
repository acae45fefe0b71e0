import { CloseButton, Kbd, TextInput } from "@mantine/core"
import { useEffect, useState } from "react"
import { Icon } from "./Icon.tsx"

/** How long after the last letter the filter acts, milliseconds. */
const pause = 250

/** The text filter of a page; `/` goes to it. */
export const FilterField = (props: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** Tells every letter at once: it only fills a form. */
  readonly isImmediate?: boolean
}) => {
  const { isImmediate, label, onChange, value } = props
  const [text, setText] = useState(value)
  const [sent, setSent] = useState(value)
  // Another way to change it: "clear filters", the back button.
  if (value !== sent) {
    setSent(value)
    setText(value)
  }
  useEffect(() => {
    if (text === sent) return
    const timer = window.setTimeout(
      () => {
        setSent(text)
        onChange(text)
      },
      isImmediate === true ? 0 : pause
    )
    return () => window.clearTimeout(timer)
  }, [text, sent, onChange, isImmediate])
  return (
    <TextInput
      className="q-filter"
      type="search"
      aria-label={label}
      placeholder={label}
      data-filter
      size="md"
      value={text}
      leftSection={<Icon name="searches" />}
      rightSection={
        text === "" ? (
          <Kbd size="xs">/</Kbd>
        ) : (
          <CloseButton aria-label="Clear the filter" size={42} onClick={() => setText("")} />
        )
      }
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return
        if (text === "") event.currentTarget.blur()
        setText("")
      }}
    />
  )
}
