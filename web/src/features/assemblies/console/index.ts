import type { ConsoleFeature } from '@/shared/console/feature'

export const assemblies: ConsoleFeature = {
  navigation: [
    { group: 'body', label: 'roster.navigation', to: '/console/members', needs: ['roster.read', 'roster.write'] },
    { group: 'body', label: 'tree.navigation', to: '/console/assemblies', needs: ['assembly.read', 'operator'] },
    { group: 'system', label: 'accounts.navigation', to: '/console/accounts', needs: ['operator'] },
    { group: 'system', label: 'set_up.navigation', to: '/console/set-up', needs: ['operator'] },
  ],
  routes: [
    { path: 'accounts', meta: { needs: 'operator' }, component: () => import('./AccountsPage.vue') },
    { path: 'set-up/:step?', meta: { needs: 'operator' }, component: () => import('./SetUpPage.vue') },
    { path: 'members', meta: { needs: 'roster.read' }, component: () => import('./RosterPage.vue') },
    { path: 'members/import', meta: { needs: 'roster.write' }, component: () => import('./RosterImport.vue') },
    { path: 'assemblies', component: () => import('./TreePage.vue') },
  ],
}
