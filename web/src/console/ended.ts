import { ref } from 'vue'

/** The session ended under an open page. */
export const ended = ref(false)
