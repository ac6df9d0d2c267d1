package dev.coppice.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What lies in an archive: enough to read it without Coppice and without the database it came from. A value for any thread.
 * It says nothing the ledger does not know, so it can be written again from there.
 *
 * @param archive the archive's id
 * @param startedAt when the archive was begun, by the database's clock
 * @param origin why and from where
 * @param settings the session settings the text forms depend on
 * @param encryption how frames are encrypted; empty when they are not
 * @param segments the segments with their committed frames
 */
public record Manifest(
        String archive,
        Instant startedAt,
        Origin origin,
        Map<String, String> settings,
        Optional<Encryption> encryption,
        List<Segment> segments) {
    /** Copies the lists; refuses two segments of one name, and one table described in two ways. */
    public Manifest {
        settings = new TreeMap<>(settings);
        segments = List.copyOf(segments);
        var names = new HashSet<String>();
        var tables = new HashMap<String, ArchivedTable>();
        for (var segment : segments) {
            var table = segment.content().table();
            if (!names.add(segment.name())) {
                throw new IllegalArgumentException(
                        "segments must have names of their own, had twice: " + segment.name());
            }
            if (!table.equals(tables.computeIfAbsent(table.sqlName(), name -> table))) {
                throw new IllegalArgumentException(
                        "segments must describe a table in one way, had two of: " + table.qualifiedName());
            }
        }
    }

    /** A manifest of {@code archive} as it is written now: with its encryption and the settings in force. */
    public static Manifest of(Archive archive, Instant startedAt, Origin origin, List<Segment> segments) {
        return new Manifest(archive.id(), startedAt, origin, PinnedSettings.asMap(), archive.encryption(), segments);
    }

    /** The tables, each once, in the order of the segments. */
    public List<ArchivedTable> tables() {
        var tables = new ArrayList<ArchivedTable>();
        for (var segment : segments) {
            if (!tables.contains(segment.content().table())) {
                tables.add(segment.content().table());
            }
        }
        return tables;
    }

    /** How many deleted rows of each table the frames hold, by the table's name with its schema. */
    public Map<String, Long> rows() {
        var rows = new TreeMap<String, Long>();
        segments.stream()
                .filter(segment -> segment.content().kind() == FrameContent.Kind.ROWS)
                .forEach(segment -> rows.merge(segment.content().table().qualifiedName(), segment.rows(), Long::sum));
        return rows;
    }

    /** The segment of this name. */
    public Segment segment(String name) {
        return segments.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("name must be a segment's, was: " + name));
    }
}
