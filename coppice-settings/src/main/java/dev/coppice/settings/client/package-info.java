/**
 * Settings over HTTP, for applications that ask a Coppice server instead of the database. Knows no table.
 */
@NullMarked
package dev.coppice.settings.client;

import org.jspecify.annotations.NullMarked;
