/**
 * Binds YAML to records and describes records as a JSON schema. YAML nodes stay in here; what the keys mean is decided by the
 * records of each module.
 */
@NullMarked
package dev.coppice.control.internal.config;

import org.jspecify.annotations.NullMarked;
