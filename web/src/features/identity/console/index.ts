import type { ConsoleFeature } from '@/shared/console/feature'
import { session } from '@/shared/session'

export const identity: ConsoleFeature = {
  navigation: [{ group: 'system', label: 'staff.outbox', to: '/console/outbox', needs: ['operator'], when: () => session.development_outbox }],
  routes: [
    { path: 'password', component: () => import('./StaffPassword.vue') },
    { path: 'outbox', meta: { needs: 'operator' }, component: () => import('./StaffOutbox.vue') },
  ],
}
