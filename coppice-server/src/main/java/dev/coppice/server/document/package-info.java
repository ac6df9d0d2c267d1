/**
 * The JSON documents that the REST interface answers with, and that commands print: one record for one shape, whoever asks.
 */
@NullMarked
package dev.coppice.server.document;

import org.jspecify.annotations.NullMarked;
