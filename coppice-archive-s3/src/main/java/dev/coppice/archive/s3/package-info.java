/**
 * The archive store on S3-compatible object storage. The AWS SDK stays inside this module.
 */
@NullMarked
package dev.coppice.archive.s3;

import org.jspecify.annotations.NullMarked;
