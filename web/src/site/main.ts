import '@/shared/tokens.css'
import '@/shared/kit/kit.css'
import { createApp } from 'vue'
import { Problem } from '@/api/client'
import { preferred_language } from '@/shared/i18n'
import { apply_preferences } from '@/shared/preferences'
import { start_router } from '@/shared/router'
import { start_session } from '@/shared/session'
import App from './App.vue'
import { use_language } from './languages'
import { missing, routes } from './routes'

/** What the server wrote stands on the screen before it is replaced: on a slow phone both fell into one frame, and nobody saw the first words. */
function shown(): Promise<void> {
  if (document.hidden || !document.querySelector('.first-words')) return Promise.resolve()
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, 200)
  })
}

async function start() {
  apply_preferences()
  await use_language(preferred_language())
  const session = start_session().catch((error: unknown) => {
    // Reading works without a session; a page that needs one says so itself.
    if (!(error instanceof Problem)) throw error
  })
  await Promise.all([session, start_router(routes, missing), shown()])
  createApp(App).mount('#app')
}

void start()
