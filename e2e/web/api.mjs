// What a story needs done on the way and does not tell: asked of the server as the person whose page it is.
import { randomUUID } from 'node:crypto'

/** { status, body } of one request below /api/v1. */
export async function ask(page, method, path, body) {
  const { csrf } = await (await page.request.get('/api/v1/session')).json()
  const response = await page.request.fetch(`/api/v1${path}`, { method, data: body, headers: { 'X-CSRF-Token': csrf, 'Idempotency-Key': randomUUID() } })
  const text = await response.text()
  return { status: response.status(), body: text ? JSON.parse(text) : null }
}

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
