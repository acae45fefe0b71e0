import { createHash, randomBytes } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import * as Effect from "effect/Effect"
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose"

/** How the stand-in behaves; a test changes it while it runs. */
export interface Behaviour {
  /** Who logs in. */
  person: Record<string, unknown>
  /** What `/userinfo` adds; undefined: there is no such endpoint. */
  userinfo: Record<string, unknown> | undefined
  /** Changes the claims just before they are signed. */
  tamper: (claims: JWTPayload) => JWTPayload
  /** Signs the ID token; absent: with the published key. */
  sign: ((claims: JWTPayload) => Promise<string>) | undefined
  /** What the discovery document says instead. */
  metadata: Record<string, unknown>
  /** What the authorization endpoint adds to the way back. */
  answer: Record<string, string>
  /** The person says no, or the provider has trouble. */
  refusal: { readonly error: string; readonly error_description?: string } | undefined
}

/** A small OpenID Connect provider: codes with PKCE, signed ID tokens, one client. */
export interface Provider {
  readonly issuer: string
  readonly behaviour: Behaviour
  /** Paths that were asked for. */
  readonly asked: Array<string>
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

export const clientId = "qbitrr"
export const clientSecret = "a:very secret/secret%"

interface Code {
  readonly challenge: string
  readonly nonce: string | undefined
  readonly redirectUri: string
}

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

const send = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))

/** Name and secret of Basic authentication, which are form-encoded first (RFC 6749 §2.3.1). */
const basic = (header: string | undefined): string =>
  Buffer.from((header ?? "").replace(/^Basic /, ""), "base64")
    .toString()
    .split(":")
    .map((part) => decodeURIComponent(part.replaceAll("+", " ")))
    .join("\n")

/** One pair for all providers of a process: to make one takes longer than most tests. */
let pair: ReturnType<typeof generateKeyPair> | undefined
const published = () => {
  pair ??= generateKeyPair("RS256")
  return pair
}

const serve = async (): Promise<{ readonly provider: Provider; readonly close: () => void }> => {
  const { privateKey, publicKey } = await published()
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }
  const codes = new Map<string, Code>()
  const asked: Array<string> = []
  const behaviour: Behaviour = {
    person: { sub: "1001", preferred_username: "ada" },
    userinfo: undefined,
    tamper: (claims) => claims,
    sign: undefined,
    metadata: {},
    answer: {},
    refusal: undefined
  }
  let issuer = ""

  const idToken = (code: Code) => {
    const now = Math.floor(Date.now() / 1000)
    const claims = behaviour.tamper({
      ...behaviour.person,
      iss: issuer,
      aud: clientId,
      iat: now,
      exp: now + 300,
      ...(code.nonce === undefined ? {} : { nonce: code.nonce })
    })
    return (
      behaviour.sign?.(claims) ?? new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(privateKey)
    )
  }

  const token = async (request: IncomingMessage, response: ServerResponse) => {
    const form = await bodyOf(request)
    const key = form.get("code") ?? ""
    const code = codes.get(key)
    codes.delete(key)
    const verifier = form.get("code_verifier") ?? ""
    const proven = createHash("sha256").update(verifier).digest("base64url") === code?.challenge
    if (basic(request.headers.authorization) !== `${clientId}\n${clientSecret}`) {
      return send(response, 401, { error: "invalid_client" })
    }
    if (code === undefined || !proven || form.get("redirect_uri") !== code.redirectUri) {
      return send(response, 400, { error: "invalid_grant", error_description: "code or verifier do not fit" })
    }
    return send(response, 200, {
      access_token: `access-${key}`,
      token_type: "Bearer",
      expires_in: 300,
      id_token: await idToken(code)
    })
  }

  const authorize = (query: URLSearchParams, response: ServerResponse) => {
    const redirectUri = query.get("redirect_uri") ?? ""
    const back = new URL(redirectUri)
    const code = randomBytes(16).toString("hex")
    codes.set(code, {
      challenge: query.get("code_challenge") ?? "",
      nonce: query.get("nonce") ?? undefined,
      redirectUri
    })
    const answer = { state: query.get("state") ?? "", ...(behaviour.refusal ?? { code }), ...behaviour.answer }
    for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value)
    response.writeHead(302, { location: back.href }).end()
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", issuer)
    asked.push(pathname)
    switch (pathname) {
      case "/.well-known/openid-configuration":
        return send(response, 200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
          ...(behaviour.userinfo === undefined ? {} : { userinfo_endpoint: `${issuer}/userinfo` }),
          ...behaviour.metadata
        })
      case "/jwks":
        return send(response, 200, { keys: [jwk] })
      case "/authorize":
        return authorize(searchParams, response)
      case "/token":
        return void token(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }))
      case "/userinfo":
        return send(response, 200, { sub: behaviour.person["sub"], ...behaviour.userinfo })
      default:
        return send(response, 404, { error: "not_found" })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  issuer = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
  return {
    provider: { issuer, behaviour, asked, privateKey, publicKey },
    close: () => {
      server.closeAllConnections()
      server.close()
    }
  }
}

/** The stand-in at the loopback, for the scope. */
export const start = Effect.map(
  Effect.acquireRelease(Effect.promise(serve), ({ close }) => Effect.sync(close)),
  ({ provider }) => provider
)

/** An ID token that nobody has signed. */
export const unsigned = (claims: JWTPayload): Promise<string> => Promise.resolve(new UnsecuredJWT(claims).encode())
