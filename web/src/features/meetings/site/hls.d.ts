// The package has types for its whole build alone; the light one has the same, without what it leaves out.
declare module 'hls.js/light' {
  export { default } from 'hls.js'
  export * from 'hls.js'
}
