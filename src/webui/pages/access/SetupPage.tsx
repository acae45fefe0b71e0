import { Alert, Button, Code, PasswordInput, Stack, Text, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { wordsOf } from "../../live/Problem.ts"
import { setUp } from "../../live/visit.ts"
import { Icon } from "../../parts/Icon.tsx"
import { Door } from "./Door.tsx"

/** The first run: whoever can read the log is the owner, and chooses the password. */
const SetupPage = () => {
  const [code, setCode] = useState("")
  const [username, setUsername] = useState("admin")
  const [password, setPassword] = useState("")
  const [again, setAgain] = useState("")
  const [refusal, setRefusal] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const isDifferent = again !== "" && again !== password
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (again !== password) return
    setBusy(true)
    setRefusal(undefined)
    try {
      await setUp(code, username, password)
    } catch (error) {
      setRefusal(wordsOf(error))
      setBusy(false)
    }
  }
  return (
    <Door title="Choose a password" about="Nobody has one yet, so this is the first thing to do.">
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {refusal === undefined ? null : (
            <Alert color="red" variant="outline" icon={<Icon name="error" />} role="alert" title={refusal} />
          )}
          <TextInput
            label="One-time code"
            description="The daemon has written it into its log: docker logs, or logs/Main.log of its data folder"
            size="md"
            name="code"
            autoComplete="one-time-code"
            required
            withAsterisk={false}
            data-autofocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <TextInput
            label="Name"
            size="md"
            name="username"
            autoComplete="username"
            required
            withAsterisk={false}
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            size="md"
            name="password"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password once more"
            size="md"
            name="again"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={again}
            error={isDifferent ? "The two are different" : undefined}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
          <Button type="submit" h={44} loading={isBusy} disabled={isDifferent}>
            Choose it and go in
          </Button>
          <Text size="xs" c="dimmed">
            Scripts use tokens instead, sent as <Code>Authorization: Bearer …</Code>.
          </Text>
        </Stack>
      </form>
    </Door>
  )
}

export default SetupPage
