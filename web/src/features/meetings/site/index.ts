// One script for the pages that read; the hall, with its player, is another.
export { default as CheckInPage } from './CheckInPage.vue'
export { default as ListPage } from './ListPage.vue'
export { default as MeetingPage } from './MeetingPage.vue'
export { default as MessagesPage } from './MessagesPage.vue'
export { default as ReplayPage } from './ReplayPage.vue'
