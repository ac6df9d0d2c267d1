/**
 * What the other packages share: the tables of settings in a schema, the chain of scopes, and the spelling of ids and names.
 * Reads and writes nothing itself.
 */
@NullMarked
package dev.coppice.settings.internal.scope;

import org.jspecify.annotations.NullMarked;
