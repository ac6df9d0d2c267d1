package dev.coppice.cli.internal.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.postgresql.PGConnection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of an archive in a folder, read as somebody would who has nothing of Coppice: by the manifest, with zstd and COPY.
 * They go into tables {@code demo.NAME_TABLE}.
 *
 * @param truth the database they are loaded into
 * @param store the folder that archives lie in
 * @param name what their tables begin with
 */
record ArchivedRows(Truth truth, Path store, String name) {
    /** Loads the rows of the platform's shared tables out of an archive; answers how many. */
    long load(String archive) throws SQLException, IOException {
        var manifest = JsonMapper.shared().readTree(store.resolve(archive).resolve("manifest.json"));
        long rows = 0;
        for (var segment : manifest.path("segments")) {
            if (segment.path("kind").asString().equals("rows")
                    && segment.path("schema").asString().equals("app")) {
                rows += load(segment);
            }
        }
        return rows;
    }

    /** Keeps what was loaded of a table under a moment, to be compared with what the platform had. */
    void keep(String moment, String table) throws SQLException {
        truth.execute(
                "INSERT INTO demo.kept SELECT ?, 'app." + table + "', t::text FROM " + place(table) + " AS t", moment);
    }

    /** The table that rows of a table are loaded into. */
    String place(String table) {
        return "demo." + name + "_" + table;
    }

    /** The tables that were loaded, by their names in the platform. */
    List<String> tables() throws SQLException {
        return truth.list(
                "SELECT substr(tablename, length(?) + 2) FROM pg_catalog.pg_tables"
                        + " WHERE schemaname = 'demo' AND starts_with(tablename, ? || '_') ORDER BY 1",
                name,
                name);
    }

    private long load(JsonNode segment) throws SQLException, IOException {
        var table = segment.path("table").asString();
        // Computed columns become plain ones there, and hold what the archive has.
        truth.execute("CREATE TABLE IF NOT EXISTS " + place(table) + " (LIKE app." + table + ")");
        var columns = segment.path("columns")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining("\", \"", "\"", "\""));
        var frames = new ArrayList<InputStream>();
        for (var frame : segment.path("frames")) {
            frames.add(plain(frame));
        }
        try (var connection = truth.connect();
                var csv = new SequenceInputStream(Collections.enumeration(frames))) {
            var copy = "COPY " + place(table) + " (" + columns + ") FROM STDIN (FORMAT csv)";
            return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, csv);
        }
    }

    private InputStream plain(JsonNode frame) throws IOException {
        var bytes = new byte[frame.path("length").asInt()];
        try (var file = new RandomAccessFile(
                store.resolve(frame.path("object").asString()).toFile(), "r")) {
            file.seek(frame.path("offset").asLong());
            file.readFully(bytes);
        }
        return new ZstdCompressorInputStream(new ByteArrayInputStream(bytes));
    }
}
