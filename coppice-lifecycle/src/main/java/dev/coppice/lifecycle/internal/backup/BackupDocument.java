package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.Frame;
import dev.coppice.lifecycle.spi.BackupWriter.Phase;
import java.util.List;
import java.util.Map;

/**
 * What a backup holds, in the order it was saved: {@code backup.json} beside the archive's manifest. A value for any thread.
 *
 * @param format of this document
 * @param kind the kind
 * @param resources the resource, then those below it, with their rows as they were
 * @param takenAt when the snapshot was taken
 * @param snapshot its name, for the server's log
 * @param manifestSha256 the digest of the archive's manifest
 * @param parts what each step saved
 */
record BackupDocument(
        int format,
        String kind,
        List<SavedResource> resources,
        String takenAt,
        String snapshot,
        String manifestSha256,
        List<Part> parts) {
    static final int FORMAT = 1;

    /** Copies the lists. */
    BackupDocument {
        resources = List.copyOf(resources);
        parts = List.copyOf(parts);
    }

    List<Part> of(String resource) {
        return parts.stream().filter(part -> part.resource().equals(resource)).toList();
    }

    long rows() {
        return parts.stream()
                .flatMap(part -> part.tables().stream())
                .mapToLong(SavedRows::rows)
                .sum();
    }

    long objects() {
        return parts.stream().mapToLong(part -> part.objects().size()).sum();
    }

    /**
     * A resource as it was.
     *
     * @param id its id
     * @param columns the columns of its row
     */
    record SavedResource(String id, Map<String, String> columns) {
        /** Copies the columns. */
        SavedResource {
            columns = Map.copyOf(columns);
        }
    }

    /**
     * What one step saved of one resource.
     *
     * @param resource its id
     * @param step the step
     * @param type its sort
     * @param tables the tables
     * @param objects the objects
     * @param scripts the scripts in their order
     * @param remarks what a restore does not bring back
     */
    record Part(
            String resource,
            String step,
            String type,
            List<SavedRows> tables,
            List<SavedBytes> objects,
            List<Script> scripts,
            List<String> remarks) {
        /** Copies the lists. */
        Part {
            tables = List.copyOf(tables);
            objects = List.copyOf(objects);
            scripts = List.copyOf(scripts);
            remarks = List.copyOf(remarks);
        }

        /** Whether there is nothing in it to put back. */
        boolean isEmpty() {
            return tables.stream().allMatch(table -> table.rows() == 0) && objects.isEmpty() && scripts.isEmpty();
        }

        /** What stands for a part that is not there. */
        static Part nothing(String resource, String step) {
            return new Part(resource, step, "", List.of(), List.of(), List.of(), List.of());
        }
    }

    /**
     * Rows of a table.
     *
     * @param schema its schema
     * @param name its name
     * @param rows how many
     * @param digest of them, whatever their order
     * @param segment the segment of the archive they are in
     */
    record SavedRows(String schema, String name, long rows, String digest, String segment) {}

    /**
     * An object.
     *
     * @param name its name in its store
     * @param length how many bytes
     * @param sha256 their digest
     * @param segment the segment they are in
     * @param frame where in it
     */
    record SavedBytes(String name, long length, String sha256, String segment, Frame frame) {}

    /**
     * A script.
     *
     * @param phase when it is run
     * @param sql its text
     */
    record Script(Phase phase, String sql) {}
}
