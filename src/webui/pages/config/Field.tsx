import { Button, NativeSelect, PasswordInput, Switch, Textarea, TextInput } from "@mantine/core"
import { useState } from "react"
import { redacted } from "../../live/config.ts"
import { type AnyKey, inputOf, textOf, valueOf } from "./inputs.ts"

/** What every kind of field is given. */
interface FieldProps {
  readonly name: AnyKey
  readonly label: string
  readonly value: unknown
  readonly isFixed: boolean
  readonly error: string | undefined
  readonly onChange: (value: unknown) => void
}

/** Text keeps what is typed, even when it reads as the same value: `1.` on the way to `1.5`. */
const useText = ({ name, onChange, value }: FieldProps): readonly [string, (text: string) => void] => {
  const [text, setText] = useState(textOf(value))
  const [seen, setSeen] = useState(value)
  if (JSON.stringify(seen) !== JSON.stringify(value)) {
    setSeen(value)
    if (JSON.stringify(valueOf(name, text)) !== JSON.stringify(value)) setText(textOf(value))
  }
  return [
    text,
    (next) => {
      setText(next)
      onChange(valueOf(name, next))
    }
  ]
}

const Secret = (props: FieldProps) => {
  const isSet = props.value === redacted
  const [isOpen, setOpen] = useState(false)
  if (isSet && !isOpen) {
    return (
      <Button variant="default" h={42} disabled={props.isFixed} onClick={() => setOpen(true)}>
        It is set. Replace it<span className="q-hidden">: {props.label}</span>
      </Button>
    )
  }
  return (
    <PasswordInput
      size="md"
      aria-label={props.label}
      autoComplete="off"
      placeholder={isSet ? "the new one" : "not set"}
      disabled={props.isFixed}
      error={props.error}
      value={isSet ? "" : textOf(props.value)}
      onChange={({ currentTarget }) =>
        props.onChange(currentTarget.value === "" && isOpen ? redacted : currentTarget.value)
      }
    />
  )
}

const Line = (props: FieldProps) => {
  const [text, setText] = useText(props)
  const { error, isFixed, label, name } = props
  const common = {
    "aria-label": label,
    size: "md",
    disabled: isFixed,
    error,
    spellCheck: false,
    placeholder: name.default === null ? "" : textOf(name.default).split("\n").join(", ")
  } as const
  return inputOf(name) === "lines" ? (
    <Textarea
      {...common}
      autosize
      minRows={1}
      maxRows={10}
      description="one per line"
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
    />
  ) : (
    <TextInput {...common} value={text} onChange={({ currentTarget }) => setText(currentTarget.value)} />
  )
}

/** The field of one key, by its type. */
export const Field = (props: FieldProps) => {
  const { error, isFixed, label, name, onChange, value } = props
  switch (inputOf(name)) {
    case "switch":
      return (
        <div className="q-switch">
          <Switch
            size="lg"
            aria-label={label}
            disabled={isFixed}
            error={error}
            checked={value === true}
            onChange={({ currentTarget }) => onChange(currentTarget.checked)}
          />
          <span aria-hidden="true">{value === true ? "on" : "off"}</span>
        </div>
      )
    case "choice":
      return (
        <NativeSelect
          size="md"
          aria-label={label}
          disabled={isFixed}
          error={error}
          value={textOf(value)}
          data={(name.choices ?? []).map(textOf)}
          onChange={({ currentTarget }) =>
            onChange((name.choices ?? []).find((choice) => textOf(choice) === currentTarget.value))
          }
        />
      )
    case "secret":
      return <Secret {...props} />
    default:
      return <Line {...props} />
  }
}
