/**
 * Settings of several scopes: defined and allowed by administrators, written by the owners of a scope, merged on read. What
 * users of the module hold; how it is done lives in {@code internal}.
 */
@NullMarked
package dev.coppice.settings;

import org.jspecify.annotations.NullMarked;
