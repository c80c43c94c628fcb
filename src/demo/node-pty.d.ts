/** The installed package declares its types under its own name; this gives them to the name we import. */
declare module 'node-pty' {
  export * from '@lydell/node-pty'
}
