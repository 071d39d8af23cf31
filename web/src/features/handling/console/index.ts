import type { ConsoleFeature } from '@/shared/console/feature'

export const handling: ConsoleFeature = {
  navigation: [
    { group: 'deliberate', label: 'handling.navigation', to: '/console/handling', needs: ['handling.supervise'] },
    { group: 'deliberate', label: 'handling.navigation_unit', to: '/console/handling', needs: ['handling.handle'] },
  ],
  routes: [
    { path: 'handling', meta: { needs: 'handling.read' }, component: () => import('./HandlingPage.vue') },
    { path: 'handling/phrases', meta: { needs: 'handling.read' }, component: () => import('./PhrasesPage.vue') },
    { path: 'handling/classes', meta: { needs: 'handling.supervise' }, component: () => import('./ClassesPage.vue') },
    { path: 'handling/:id(\\d+)', meta: { needs: 'handling.read' }, component: () => import('./ItemPage.vue') },
  ],
}
