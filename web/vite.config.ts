import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { notices } from './tools/notices.ts'

// The two entries are built one after the other (--mode site, --mode console), so that code only the console needs never reaches a phone
// through a shared chunk, and each has its own browser floor.
const floors: Record<string, string[]> = { site: ['chrome66', 'safari12'], console: ['chrome100', 'safari15'] }

// In development the server's two shells stand at every address of a page.
const shells: Plugin = {
  name: 'shells',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const path = request.url?.split('?')[0] ?? '/'
      if (!path.includes('.') && !path.startsWith('/@') && !path.startsWith('/api/')) {
        request.url = path === '/console' || path.startsWith('/console/') ? '/console.html' : '/site.html'
      }
      next()
    })
  },
}

export default defineConfig(({ mode }) => {
  const entry = mode === 'console' ? 'console' : 'site'
  return {
    plugins: [vue(), shells, notices(`assets/third-party-${entry}.txt`)],
    appType: 'mpa',
    resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
    build: {
      target: floors[entry],
      cssTarget: floors[entry],
      // A data: address would need a wider content security policy.
      assetsInlineLimit: 0,
      emptyOutDir: entry === 'site',
      chunkSizeWarningLimit: 1024,
      rollupOptions: {
        input: fileURLToPath(new URL(`./${entry}.html`, import.meta.url)),
        // A phone far away waits for round trips, not for bytes: what nearly every page of the site needs is one script and one style sheet.
        output: entry === 'site' ? { codeSplitting: { groups: [{ name: 'shared', test: /src\/(api|shared\/(?!confirm|handled|documents|mixed|kit\/QrCode|i18n\/en))\/?|node_modules\/@?vue|plugin-vue|vite/ }] } } : {},
      },
      cssCodeSplit: entry !== 'site',
    },
    server: { proxy: Object.fromEntries(['/api', '/talk'].map((path) => [path, { target: process.env.GONGSHI_SERVER ?? 'http://127.0.0.1:8080', changeOrigin: false, ws: path === '/talk' }])) },
    test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
  }
})
