/**
 * The console's pages about resources, their teardowns, backups and certificates: what REST answers, for people.
 */
@NullMarked
package dev.coppice.server.internal.console.lifecycle;

import org.jspecify.annotations.NullMarked;
