import type { ConsoleFeature } from '@/shared/console/feature'

export const assemblies: ConsoleFeature = {
  navigation: [
    { group: 'body', label: 'roster.navigation', to: '/console/members', needs: ['roster.read', 'roster.write'] },
    { group: 'body', label: 'tree.navigation', to: '/console/assemblies', needs: ['assembly.read', 'operator'] },
    { group: 'body', label: 'terms.navigation', to: '/console/terms', needs: ['roster.read', 'roster.write'] },
    { group: 'system', label: 'next_term.navigation', to: '/console/next-term', needs: ['operator'] },
    { group: 'system', label: 'counties.navigation', to: '/console/counties', needs: ['operator'] },
    { group: 'system', label: 'accounts.navigation', to: '/console/accounts', needs: ['operator'] },
    { group: 'system', label: 'set_up.navigation', to: '/console/set-up', needs: ['operator'] },
  ],
  routes: [
    { path: 'accounts', meta: { needs: 'operator' }, component: () => import('./AccountsPage.vue') },
    { path: 'set-up/:step?', meta: { needs: 'operator' }, component: () => import('./SetUpPage.vue') },
    { path: 'members', meta: { needs: 'roster.read' }, component: () => import('./RosterPage.vue') },
    { path: 'members/import', meta: { needs: 'roster.write' }, component: () => import('./RosterImport.vue') },
    { path: 'terms', meta: { needs: 'roster.read' }, component: () => import('./TermsPage.vue') },
    { path: 'next-term', meta: { needs: 'roster.write' }, component: () => import('./NextTermPage.vue') },
    { path: 'counties', meta: { needs: 'operator' }, component: () => import('./CountiesPage.vue') },
    { path: 'assemblies', component: () => import('./TreePage.vue') },
  ],
}
