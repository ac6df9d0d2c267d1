/**
 * Writes the little JSON this module needs: states for the audit trail, the schema of the configuration. Reads none.
 */
@NullMarked
package dev.coppice.control.internal.json;

import org.jspecify.annotations.NullMarked;
