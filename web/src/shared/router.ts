// vue-router would cost 8.6 KB gzip of the site's first load and 0.3 s on a slow phone; the site needs only this much of one.
import { nextTick, shallowReactive, type Component } from 'vue'

type Loader = () => Promise<{ default: Component }>
export interface Route {
  /** "/consultations/:id/vote": a segment that starts with a colon becomes a parameter. */
  path: string
  page: Loader
  /** Stays as it is while only the page inside it changes. */
  layout?: Loader
}

export const route = shallowReactive({
  path: '',
  params: {} as Record<string, string>,
  query: {} as Record<string, string>,
  hash: '',
  page: null as Component | null,
  layout: null as Component | null,
  loading: false,
  /** The address whose code could not be fetched. */
  failed: '',
})

let routes: Route[] = []
let missing: Loader
let latest = 0

function parameters(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return null
  const found: Record<string, string> = {}
  for (let at = 0; at < wanted.length; ++at) {
    const [want, have] = [wanted[at] as string, given[at] as string]
    if (want.charAt(0) === ':') found[want.slice(1)] = decodeURIComponent(have)
    else if (want !== have) return null
  }
  return found
}

const find = (path: string) => {
  for (const candidate of routes) {
    const params = parameters(candidate.path, path)
    if (params) return { candidate, params }
  }
  return { candidate: { path, page: missing } as Route, params: {} }
}

async function show(address: string, arrive: () => void) {
  const turn = ++latest
  const url = new URL(address, location.href)
  const path = url.pathname.replace(/(.)\/$/, '$1')
  const { candidate, params } = find(path)
  route.loading = true
  try {
    const [page, layout] = await Promise.all([candidate.page(), candidate.layout?.()])
    if (turn !== latest) return
    arrive()
    const query: Record<string, string> = {}
    url.searchParams.forEach((value, name) => { query[name] = value })
    Object.assign(route, { path, params, query, hash: url.hash, page: page.default, layout: layout ? layout.default : null, failed: '' })
  } catch {
    if (turn === latest) route.failed = address
  } finally {
    if (turn === latest) route.loading = false
  }
}

/** The page may still be fetching what makes it tall enough. */
function scroll_when_tall_enough(top: number, tries = 60) {
  if (document.documentElement.scrollHeight >= top + innerHeight || tries === 0) scrollTo(0, top)
  else requestAnimationFrame(() => scroll_when_tall_enough(top, tries - 1))
}

export async function go(address: string, how: { replace?: boolean; keep_place?: boolean } = {}) {
  const from = route.path
  await show(address, () => {
    if (how.replace) return history.replaceState(history.state, '', address)
    history.replaceState({ top: scrollY }, '')
    history.pushState({ top: 0 }, '', address)
  })
  if (how.keep_place || from === route.path) return
  await nextTick()
  scrollTo(0, 0)
  document.getElementById('main')?.focus({ preventScroll: true })
}

function follow_links(event: MouseEvent) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = (event.target as Element).closest('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  // A room with camera and microphone is a page of its own: the server lets no other ask for them.
  if (/^\/(api|console|files|conference)(\/|$)/.test(link.pathname)) return
  if (link.pathname === location.pathname && link.hash) return
  event.preventDefault()
  void go(link.pathname + link.search + link.hash)
}

export function start_router(table: Route[], not_found: Loader) {
  routes = table
  missing = not_found
  if ('scrollRestoration' in history) history.scrollRestoration = 'manual'
  document.addEventListener('click', follow_links)
  addEventListener('popstate', () => {
    const top = (history.state as { top?: number } | null)?.top ?? 0
    void show(location.href, () => {}).then(() => nextTick(() => scroll_when_tall_enough(top)))
  })
  return show(location.href, () => {})
}
