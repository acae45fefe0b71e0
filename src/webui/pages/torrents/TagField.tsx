import { TextInput } from "@mantine/core"
import { useEffect, useId, useState } from "react"
import { Icon } from "../../parts/Icon.tsx"
import { ourTags } from "./rules.ts"

/** How long after the last letter the filter acts, milliseconds. */
const pause = 400

/** A tag, exactly; ours are suggested, any other can be typed. */
export const TagField = (props: { readonly value: string; readonly onChange: (value: string) => void }) => {
  const { onChange, value } = props
  const list = useId()
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
      // One from the list is no beginning of a word.
      ourTags.includes(text) || text === "" ? 0 : pause
    )
    return () => window.clearTimeout(timer)
  }, [text, sent, onChange])
  return (
    <>
      <TextInput
        className="q-choice"
        aria-label="Tag"
        placeholder="Every tag"
        type="search"
        size="md"
        list={list}
        leftSection={<Icon name="tag" />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <datalist id={list}>
        {ourTags.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
    </>
  )
}
