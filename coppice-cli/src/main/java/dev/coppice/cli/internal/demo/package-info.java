/**
 * The demonstration: what Coppice does, on a database that is made for it and removed, each claim held against that database
 * by statements that know nothing of Coppice. Nothing here is used by any other command.
 */
@NullMarked
package dev.coppice.cli.internal.demo;

import org.jspecify.annotations.NullMarked;
