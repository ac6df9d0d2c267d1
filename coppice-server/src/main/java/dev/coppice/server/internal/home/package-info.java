/**
 * The server's own database: transactions, its clock, and what is said when it is out of reach. Knows no table.
 */
@NullMarked
package dev.coppice.server.internal.home;

import org.jspecify.annotations.NullMarked;
