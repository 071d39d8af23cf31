// One script for all of these pages: the first load then names one and not four.
export { default as CluesPage } from './CluesPage.vue'
export { default as LedPage } from './LedPage.vue'
export { default as ListPage } from './ListPage.vue'
export { default as MyProposalsPage } from './MyProposalsPage.vue'
export { default as ProposalPage } from './ProposalPage.vue'
export { default as TopicPage } from './TopicPage.vue'
export { default as WritePage } from './WritePage.vue'
