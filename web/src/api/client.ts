import type { Address, AnswerOf, BodyOf } from './addresses'
import type { Session } from './schema'

const base = '/api/v1'

export interface FieldProblem { pointer: string; code: string; message: string }

/** An answer that is not a success (RFC 9457), or no answer at all (status 0, code "lost_connection"). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    title: string,
    readonly fields: FieldProblem[] = [],
    readonly detail = '',
    readonly request_id = '',
  ) {
    super(title)
  }

  get lost_connection() { return this.status === 0 }

  /** The message for one field, by the last part of its JSON pointer. */
  field(name: string) { return this.fields.find((field) => field.pointer.split('/').pop() === name)?.message }
}

export const connection = {
  language: 'zh-CN',
  csrf: '',
  /** Whose session the page was made for. */
  person: undefined as number | undefined,
  /** Called once when the server says that the session has ended. */
  on_signed_out: () => {},
  /** The words for a lost connection and for an answer that cannot be read. */
  words: { lost: '', unreadable: '' },
  /** Another way to send a request; where it gives nothing, HTTP is the way. */
  say: undefined as ((path: string, init: RequestInit) => Promise<Response | undefined> | undefined) | undefined,
}

/** What the deployer has set and every public page prints. */
export interface PageSettings {
  site_name?: string; public_url?: string; filing_number?: string; police_filing_number?: string; complaint_contact?: string; privacy_contact?: string
}
interface PageData { session?: Session; data: Record<string, unknown>; settings: PageSettings }

function read_page_data(): PageData {
  const text = document.getElementById('page-data')?.textContent
  return { data: {}, settings: {}, ...(text ? (JSON.parse(text) as Partial<PageData>) : {}) }
}

export const page_data = read_page_data()

export function random_key(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => (byte < 16 ? '0' : '') + byte.toString(16)).join('')
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const worth_another_try = (status: number) => status === 502 || status === 503 || status === 504

async function send(path: string, init: RequestInit): Promise<Response> {
  for (let attempt = 1; ; ++attempt) {
    try {
      const response = (await connection.say?.(base + path, init)) ?? (await fetch(base + path, init))
      if (attempt === 3 || !worth_another_try(response.status)) return response
    } catch (error) {
      if (init.signal?.aborted) throw error
      if (attempt === 3 || !navigator.onLine) throw new Problem(0, 'lost_connection', connection.words.lost)
    }
    await pause(400 * attempt)
  }
}

async function problem_of(response: Response): Promise<Problem> {
  try {
    const body = await response.json()
    return new Problem(response.status, body.code ?? '', body.title ?? '', body.fields ?? [], body.detail ?? '', body.request_id ?? '')
  } catch {
    return new Problem(response.status, 'unreadable', `${connection.words.unreadable} (${response.status})`)
  }
}

async function renewed(): Promise<boolean> {
  const response = await send('/session', { headers: { Accept: 'application/json', 'Accept-Language': connection.language }, credentials: 'same-origin' })
  const now = response.ok ? ((await response.json()) as Session) : undefined
  if (!now || now.csrf === connection.csrf || now.person?.id !== connection.person) return false
  connection.csrf = now.csrf
  return true
}

interface Options { key?: string; signal?: AbortSignal; type?: string }

async function request<Answer>(method: string, path: string, body: unknown, options: Options = {}): Promise<Answer> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': connection.language }
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  if (options.signal) init.signal = options.signal
  if (method !== 'GET') {
    // What the server put into the page is older than what is about to be written.
    page_data.data = {}
    headers['X-CSRF-Token'] = connection.csrf
    if (method !== 'PUT') headers['Idempotency-Key'] = options.key ?? random_key()
    if (options.type) {
      headers['Content-Type'] = options.type
      init.body = body as BodyInit
    } else if (body !== undefined) {
      headers['Content-Type'] = 'application/json'
      init.body = JSON.stringify(body)
    }
  }
  let response = await send(path, init)
  if (!response.ok) {
    let problem = await problem_of(response)
    // Another tab has renewed the session: its new token counts here too, for the same person.
    if (problem.code === 'request.forged' && (await renewed())) {
      headers['X-CSRF-Token'] = connection.csrf
      response = await send(path, init)
      if (response.ok) return answer_of<Answer>(response)
      problem = await problem_of(response)
    }
    if (problem.status === 401 && problem.code !== 'identity.level_too_low') connection.on_signed_out()
    throw problem
  }
  return answer_of(response)
}

async function answer_of<Answer>(response: Response): Promise<Answer> {
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as Answer
}

/** What the server put into the page is used once; later reads ask again. */
export async function get<const Path extends Address<'get'>>(path: Path, options?: Options): Promise<AnswerOf<'get', Path>> {
  const known = page_data.data[base + path]
  if (known !== undefined) {
    delete page_data.data[base + path]
    return known as AnswerOf<'get', Path>
  }
  return request('GET', path, undefined, options)
}

/** The key is kept over the tries of one call; pass the same one again to try later what may have arrived. */
export const post = <const Path extends Address<'post'>>(path: Path, body: BodyOf<'post', Path>, options?: Options) => request<AnswerOf<'post', Path>>('POST', path, body, options)
export const put = <const Path extends Address<'put'>>(path: Path, body: BodyOf<'put', Path>, options?: Options) => request<AnswerOf<'put', Path>>('PUT', path, body, options)
export const remove = <const Path extends Address<'delete'>>(path: Path, options?: Options) => request<AnswerOf<'delete', Path>>('DELETE', path, undefined, options)

/** "?a=1&b=2" of the values that are set. */
export function query(values: Record<string, string | number | boolean | undefined | null>): '' | `?${string}` {
  const parts = Object.keys(values)
    .filter((name) => values[name] !== undefined && values[name] !== null && values[name] !== '')
    .map((name) => `${name}=${encodeURIComponent(String(values[name]))}`)
  return parts.length ? `?${parts.join('&')}` : ''
}
