/**
 * Paths are BLOBs of their exact bytes (domain/bytes-name), times milliseconds since 1970 UTC, `mtime` as the look told
 * it (domain/collection/versions). `due`: not tried again before; `replaces`: what has its name there is our own.
 */
export const watchesMigration = `CREATE TABLE watches (
     id TEXT PRIMARY KEY,
     record TEXT NOT NULL
   ) STRICT;
   CREATE TABLE watch_files (
     id INTEGER PRIMARY KEY,
     watch TEXT NOT NULL,
     path BLOB NOT NULL,
     version INTEGER NOT NULL,
     size INTEGER NOT NULL,
     mtime TEXT NOT NULL,
     finished_at INTEGER NOT NULL,
     UNIQUE (watch, path, version)
   ) STRICT;
   CREATE INDEX watch_files_finished ON watch_files (watch, finished_at);
   CREATE TABLE watch_copies (
     file INTEGER NOT NULL,
     watch TEXT NOT NULL,
     destination INTEGER NOT NULL,
     state TEXT NOT NULL,
     target BLOB NOT NULL,
     transfer TEXT,
     tries INTEGER NOT NULL,
     replaces INTEGER NOT NULL,
     due INTEGER NOT NULL,
     error TEXT,
     at INTEGER NOT NULL,
     PRIMARY KEY (file, destination)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX watch_copies_state ON watch_copies (watch, destination, state, file);`

/**
 * When a version was found, by our clock: that of the host which wrote it may be an hour off. What was found before this
 * was kept has only the host's time.
 */
export const watchesSeenMigration = `ALTER TABLE watch_files ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
   UPDATE watch_files SET seen_at = finished_at;
   CREATE INDEX watch_files_seen ON watch_files (watch, seen_at);`
