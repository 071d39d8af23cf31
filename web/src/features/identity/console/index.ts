import type { ConsoleFeature } from '@/shared/console/feature'
import { session } from '@/shared/session'

export const identity: ConsoleFeature = {
  navigation: [
    { group: 'system', label: 'recovery.title', to: '/console/recoveries', needs: ['account.recover'] },
    { group: 'system', label: 'security_log.title', to: '/console/security-log', needs: ['security_log.read'] },
    { group: 'system', label: 'staff.outbox', to: '/console/outbox', needs: ['operator'], when: () => session.development_outbox },
  ],
  routes: [
    { path: 'account', component: () => import('./StaffAccount.vue') },
    { path: 'password', component: () => import('./StaffPassword.vue') },
    { path: 'recoveries', meta: { needs: 'account.recover' }, component: () => import('./RecoveriesPage.vue') },
    { path: 'security-log', meta: { needs: 'security_log.read' }, component: () => import('./SecurityLogPage.vue') },
    { path: 'outbox', meta: { needs: 'operator' }, component: () => import('./StaffOutbox.vue') },
  ],
}
