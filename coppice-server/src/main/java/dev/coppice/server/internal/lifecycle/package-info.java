/**
 * Resources, teardowns, backups, certificates and sensors over HTTP, and the jobs that keep them going. Decides nothing: what
 * may be done, the lifecycle module says.
 */
@NullMarked
package dev.coppice.server.internal.lifecycle;

import org.jspecify.annotations.NullMarked;
