/** The page of all databases of a server that has several. What a database answers is read elsewhere. */
@NullMarked
package dev.coppice.server.internal.console.targets;

import org.jspecify.annotations.NullMarked;
