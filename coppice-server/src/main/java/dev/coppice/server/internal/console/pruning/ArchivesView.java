package dev.coppice.server.internal.console.pruning;

import java.util.List;

/**
 * The page of all archives.
 *
 * @param rows the archives, newest first
 * @param first the address of the first page; empty on it
 * @param next the address of the page behind; empty on the last
 */
public record ArchivesView(List<ArchiveRow> rows, String first, String next) {}
