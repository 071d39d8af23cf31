import type { ConsoleFeature } from '@/shared/console/feature'

export const assemblies: ConsoleFeature = {
  navigation: [
    { group: 'body', label: 'roster.navigation', to: '/console/members', needs: ['roster.read', 'roster.write'] },
    { group: 'body', label: 'tree.navigation', to: '/console/assemblies', needs: ['assembly.read', 'operator'] },
  ],
  routes: [
    { path: 'members', meta: { needs: 'roster.read' }, component: () => import('./RosterPage.vue') },
    { path: 'members/import', meta: { needs: 'roster.write' }, component: () => import('./RosterImport.vue') },
    { path: 'assemblies', component: () => import('./TreePage.vue') },
  ],
}
