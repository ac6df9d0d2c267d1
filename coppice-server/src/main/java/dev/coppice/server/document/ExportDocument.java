package dev.coppice.server.document;

import java.util.List;

/**
 * The files an archive was exported to. A value for any thread.
 *
 * @param archive its id
 * @param files the files
 */
public record ExportDocument(String archive, List<File> files) {
    /** Copies the list. */
    public ExportDocument {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param file where it is
     * @param bytes how large
     */
    public record File(String file, long bytes) {}
}
