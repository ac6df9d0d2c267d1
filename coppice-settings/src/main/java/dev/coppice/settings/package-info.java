/**
 * Settings of several scopes, merged on read, written under an allow list.
 */
@NullMarked
package dev.coppice.settings;

import org.jspecify.annotations.NullMarked;
