// What a story needs done on the way and does not tell: asked of the server as the person whose page it is.

/** { status, body } of one request below /api/v1. */
export const ask = (page, method, path, body) => page.evaluate(async ([how, where, what]) => {
  const { csrf } = await (await fetch('/api/v1/session')).json()
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const response = await fetch(`/api/v1${where}`, {
    method: how,
    headers: { 'X-CSRF-Token': csrf, 'Idempotency-Key': key, ...(what ? { 'Content-Type': 'application/json' } : {}) },
    body: what ? JSON.stringify(what) : undefined,
  })
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : null }
}, [method, path, body])

/** The body of a GET that must succeed. */
export async function read(page, path) {
  const { status, body } = await ask(page, 'GET', path)
  if (status !== 200) throw new Error(`GET ${path} was answered with ${status}`)
  return body
}

export async function consultation_in_state(page, base, state) {
  const { items } = await (await page.request.get(`${base}/api/v1/consultations`)).json()
  const found = items.find((item) => item.state === state)
  if (!found) throw new Error(`the city has no consultation in the state ${state}`)
  return found
}
