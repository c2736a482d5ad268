const kept = new Map()

/** Tokens of personas (`tenant/persona`), fetched when asked for and again shortly before they expire. */
export const tokens = {
  async of(persona) {
    if (persona === undefined) return undefined
    const known = kept.get(persona)
    if (known && known.until > Date.now()) return known.token

    const [tenant, name] = persona.split('/')
    const response = await fetch('/graphiql/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant, persona: name }),
    })
    const { token, error } = await response.json()
    if (!token) throw new Error(error)
    kept.set(persona, { token, until: expiryOf(token) - 30_000 })

    return token
  },
}

function expiryOf(token) {
  const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')
  return JSON.parse(atob(payload)).exp * 1000
}
