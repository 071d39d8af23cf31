import '@/shared/tokens.css'
import './element.css'
import '@/shared/console/desk.css'
import { createApp } from 'vue'
import { connection, get, Problem } from '@/api/client'
import { preferred_language } from '@/shared/i18n'
import { session, start_session } from '@/shared/session'
import ConsoleApp from './ConsoleApp.vue'
import { ended } from './ended'
import { use_language } from './languages'
import { router } from './routes'

// The page stays as it is, with everything typed on it, until the same person has signed in over it.
async function notice_the_end() {
  const now = await get('/session')
  connection.csrf = now.csrf
  if (now.level === 'none' && session.level !== 'none') ended.value = true
}

async function start() {
  await use_language(preferred_language())
  const problem = await start_session().then(() => null, (error: unknown) => {
    if (error instanceof Problem) return error
    throw error
  })
  connection.on_signed_out = () => void notice_the_end().catch(() => {})
  createApp(ConsoleApp, { problem }).use(router).mount('#app')
}

void start()
