/** What ssh2's server has and its types do not name (ssh2 lib/server.js, Client.setNoDelay). */
import 'ssh2'

declare module 'ssh2' {
  interface Connection {
    /** Turns Nagle's algorithm off or on for the connection's socket. */
    setNoDelay(noDelay?: boolean): this
  }
}
