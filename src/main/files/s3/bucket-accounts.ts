/** The S3 accounts in use: one client for each profile, made when it is first asked for. */
import type { BucketFileSystem, FileSystems } from '@domain/files/file-system'
import { createS3FileSystem } from './s3-file-system'
import type { S3LinkParts } from './s3-link'

export function createBucketAccounts(environment: S3LinkParts['environment']): FileSystems['s3'] {
  const accounts = new Map<string | undefined, BucketFileSystem>()
  return async profile => {
    const files = accounts.get(profile) ?? createS3FileSystem({ profile, environment })
    accounts.set(profile, files)
    return files
  }
}
