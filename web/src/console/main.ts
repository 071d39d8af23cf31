import '@/shared/tokens.css'
import './element.css'
import '@/shared/console/desk.css'
import { createApp } from 'vue'
import { Problem } from '@/api/client'
import { preferred_language } from '@/shared/i18n'
import { start_session } from '@/shared/session'
import ConsoleApp from './ConsoleApp.vue'
import { use_language } from './languages'
import { router } from './routes'

async function start() {
  await use_language(preferred_language())
  const problem = await start_session().then(() => null, (error: unknown) => {
    if (error instanceof Problem) return error
    throw error
  })
  createApp(ConsoleApp, { problem }).use(router).mount('#app')
}

void start()
