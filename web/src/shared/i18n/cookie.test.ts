import { afterEach, expect, it, vi } from 'vitest'
import { remember_language } from './index'

afterEach(() => { vi.unstubAllGlobals(); vi.restoreAllMocks() })

it.each([
  ['https:', /^__Host-language=en; path=\/; max-age=\d+; samesite=lax; secure$/],
  ['http:', /^language=en; path=\/; max-age=\d+; samesite=lax$/],
])('keeps the language over %s in a cookie that fits', (protocol, cookie) => {
  vi.stubGlobal('location', { protocol })
  const set = vi.spyOn(document, 'cookie', 'set')
  remember_language('en')
  expect(set).toHaveBeenCalledOnce()
  expect(set.mock.calls[0]?.[0]).toMatch(cookie)
})

it('is the only cookie that pages set', () => {
  const sources = import.meta.glob('../../**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true }) as Record<string, string>
  expect(Object.keys(sources).filter((file) => !file.endsWith('.test.ts') && sources[file]?.includes('document.cookie'))).toEqual(['./index.ts'])
})
