/**
 * JDBC proxies that count statements and commits and make one of them fail. Not an API: it changes without notice.
 */
@NullMarked
package dev.coppice.testkit.internal.fault;

import org.jspecify.annotations.NullMarked;
