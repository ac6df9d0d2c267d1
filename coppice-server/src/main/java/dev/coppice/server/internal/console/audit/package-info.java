/**
 * The console's page about the audit trail.
 */
@NullMarked
package dev.coppice.server.internal.console.audit;

import org.jspecify.annotations.NullMarked;
