package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.FrameContent.Kind;
import dev.coppice.archive.Manifest;
import dev.coppice.control.TableName;
import dev.coppice.prune.RestoreOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * What is wanted of an archive: its chunks with the frames that are asked for, newest first.
 *
 * @param archive the archive's id
 * @param location the store
 * @param options what is asked for
 * @param tables the tables that are asked for
 * @param chunks the chunks that have something of it
 */
record Selection(
        String archive,
        String location,
        RestoreOptions options,
        List<ArchivedTable> tables,
        List<ArchivedChunk> chunks) {
    Selection {
        tables = List.copyOf(tables);
        chunks = List.copyOf(chunks);
    }

    /** What of an archive is asked for. */
    static Selection of(Manifest manifest, String location, RestoreOptions options) {
        var tables = manifest.tables().stream()
                .filter(table -> wants(options, TargetTable.source(table)))
                .toList();
        for (var name : options.tables()) {
            if (tables.stream().noneMatch(table -> TargetTable.source(table).equals(name))) {
                throw RestoreFaults.unknownTable(manifest, name).exception();
            }
        }
        return new Selection(manifest.archive(), location, options, tables, chunks(manifest, options));
    }

    private static boolean wants(RestoreOptions options, TableName table) {
        return options.tables().isEmpty() || options.tables().contains(table);
    }

    private static List<ArchivedChunk> chunks(Manifest manifest, RestoreOptions options) {
        var rows = new TreeMap<Long, List<Piece>>(Comparator.reverseOrder());
        var edits = new TreeMap<Long, List<Piece>>();
        for (var segment : manifest.segments()) {
            var isEdit = segment.content().kind() == Kind.EDITS;
            if (!wants(options, TargetTable.source(segment.content().table()))
                    || (isEdit && options.condition().isPresent())) {
                continue;
            }
            for (var frame : segment.frames()) {
                rows.computeIfAbsent(frame.chunk(), number -> new ArrayList<>());
                var place = isEdit ? edits : rows;
                place.computeIfAbsent(frame.chunk(), number -> new ArrayList<>())
                        .add(new Piece(segment, frame));
            }
        }
        return rows.entrySet().stream()
                .map(chunk -> new ArchivedChunk(
                        chunk.getKey(), chunk.getValue(), edits.getOrDefault(chunk.getKey(), List.of())))
                .toList();
    }

    /**
     * A digest of what is asked for and of what the archive holds of it. How conflicts are met is left out, since whoever was
     * stopped by one goes on with another rule.
     */
    String request() {
        var lines = new ArrayList<String>();
        lines.add(archive);
        lines.add(String.valueOf(options.tables()));
        lines.add(String.valueOf(options.condition()));
        lines.add(String.valueOf(options.key()));
        lines.add(String.valueOf(options.into()));
        for (var chunk : chunks) {
            chunk.rows()
                    .forEach(piece ->
                            lines.add(chunk.number() + " " + piece.frame().sha256()));
            chunk.edits()
                    .forEach(piece ->
                            lines.add(chunk.number() + " " + piece.frame().sha256()));
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Where the rows of an archived table go. */
    TableName target(ArchivedTable table) {
        return new TableName(options.into().orElse(table.schema()), table.name());
    }

    /** The columns of a table that edits which are asked for give back. */
    List<String> edited(ArchivedTable table) {
        return chunks.stream()
                .flatMap(chunk -> chunk.edits().stream())
                .map(piece -> piece.segment().content())
                .filter(content -> content.table().equals(table))
                .flatMap(content -> content.columns().stream())
                .map(ArchivedColumn::name)
                .filter(column -> !table.key().contains(column))
                .distinct()
                .toList();
    }
}
