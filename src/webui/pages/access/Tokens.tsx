import { Alert, Button, Checkbox, Code, Group, NativeSelect, Stack, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { apiTokens, createToken, revokeToken, type Scope } from "../../live/accounts.ts"
import { wordsOf } from "../../live/Problem.ts"
import { useResource } from "../../live/Resource.ts"
import { Copyable } from "../../parts/Copyable.tsx"
import { confirm } from "../../parts/confirm.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Ago, Until } from "../../parts/Time.tsx"
import { complain, report } from "../../parts/toasts.tsx"

const scopes: ReadonlyArray<{ readonly value: Scope; readonly label: string }> = [
  { value: "read", label: "look at everything but the config" },
  { value: "actions", label: "act on torrents, searches and processes" },
  { value: "webhook", label: "say that something was requested" },
  { value: "config", label: "read and change the config" },
  { value: "admin", label: "everything, tokens and passwords included" }
]

const lifetimes = [
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
  { value: "", label: "no end" }
]

const revoke = async (id: string, name: string): Promise<void> => {
  const yes = await confirm({
    title: `Revoke ${name}?`,
    consequence: "Whatever uses this token is refused from now on. It cannot be brought back.",
    action: "Revoke it",
    isDangerous: true
  })
  if (yes) await report(`${name} is revoked.`, () => revokeToken(id))
}

const NewTokenForm = ({ onMade }: { readonly onMade: (name: string, secret: string) => void }) => {
  const [name, setName] = useState("")
  const [chosen, setChosen] = useState<ReadonlyArray<Scope>>(["read"])
  const [days, setDays] = useState("365")
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    try {
      const { secret, token } = await createToken(name, chosen, days === "" ? undefined : Number(days))
      onMade(token.name, secret)
      setName("")
    } catch (error) {
      complain(wordsOf(error))
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label="What is the new token for"
          placeholder="Homepage widget"
          size="md"
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <fieldset className="q-scopes">
          <legend>It may</legend>
          {scopes.map(({ label, value }) => (
            <Checkbox
              key={value}
              label={label}
              checked={chosen.includes(value)}
              onChange={({ currentTarget }) =>
                setChosen(currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
              }
            />
          ))}
        </fieldset>
        <NativeSelect
          label="It lasts"
          size="md"
          data={lifetimes}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" h={44} disabled={name.trim() === "" || chosen.length === 0}>
            Make a token
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Tokens of scripts, each allowed just what it needs. */
export const Tokens = () => {
  const reading = useResource(apiTokens)
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string }>()
  return (
    <section className="q-card" aria-labelledby="tokens">
      <h2 id="tokens">Tokens for scripts</h2>
      {made === undefined ? null : (
        <Alert
          color="green"
          variant="outline"
          mb="md"
          icon={<Icon name="ok" />}
          title={`${made.name}: this is shown only once`}
          withCloseButton
          closeButtonLabel="I have it"
          onClose={() => setMade(undefined)}
        >
          <p className="q-plainline">
            <Copyable text={made.secret} what="token" length={200} />
          </p>
          Send it as <Code>Authorization: Bearer …</Code>
        </Alert>
      )}
      <Loaded reading={reading} retry={apiTokens.refresh} lines={3}>
        {({ tokens }) =>
          tokens.length === 0 ? (
            <p className="q-plainline q-dim">There is none yet.</p>
          ) : (
            <ul className="q-plain q-access-list">
              {tokens.map((one) => (
                <li key={one.id}>
                  <span>
                    <strong>{one.name}</strong>{" "}
                    {one.scopes.map((scope) => (
                      <span key={scope} className="q-chip">
                        {scope}
                      </span>
                    ))}
                    <span className="q-small q-dim q-line">
                      {one.lastUsedAt === null ? (
                        "never used"
                      ) : (
                        <>
                          used <Ago at={one.lastUsedAt} />
                        </>
                      )}{" "}
                      · made by {one.createdBy}
                      {one.expiresAt === null ? null : (
                        <>
                          {" "}
                          · ends <Until at={one.expiresAt} due="already" />
                        </>
                      )}
                    </span>
                  </span>
                  <Button variant="default" h={44} onClick={() => void revoke(one.id, one.name)}>
                    Revoke
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <hr className="q-rule" />
      <NewTokenForm onMade={(name, secret) => setMade({ name, secret })} />
    </section>
  )
}
