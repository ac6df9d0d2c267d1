package dev.coppice.archive.query;

import static java.util.Objects.requireNonNull;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.Segment;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * SQL over the deleted rows of an archive. An immutable value for any thread; each run loads the archive into a database in
 * memory, checks it while it does, and drops it afterwards. Each table has the schema and name it had. What edited rows held
 * before is not there.
 */
public final class ArchiveQuery {
    private final ArchiveReader reader;
    private final QueryLimits limits;

    private ArchiveQuery(ArchiveReader reader, QueryLimits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    /** Queries over an archive, with the default limits. */
    public static ArchiveQuery over(ArchiveReader reader) {
        return new ArchiveQuery(requireNonNull(reader, "reader"), QueryLimits.DEFAULT);
    }

    /** The same with other limits. */
    public ArchiveQuery limits(QueryLimits other) {
        return new ArchiveQuery(reader, other);
    }

    /**
     * Runs one SELECT. It sees the archive and nothing else: no file, no network, no setting.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.query-refused} when it is not exactly one SELECT, {@code
     *     archive.query-failed}, {@code archive.query-timeout}, {@code archive.query-memory}, {@code
     *     archive.query-too-large}, and what reading the archive throws
     */
    public QueryResult run(String sql) {
        try (var duck = Duck.open(limits)) {
            duck.requireOneSelect(sql);
            for (var table : tables()) {
                TableLoader.load(duck, reader, table, segments(table));
            }
            duck.lock();
            return duck.query(sql);
        } catch (SQLException failure) {
            throw QueryFaults.failed(failure, limits);
        }
    }

    /**
     * Writes each table as {@code schema.table.parquet} into a folder that exists.
     *
     * @return the files
     * @throws dev.coppice.ops.CoppiceException {@code archive.export-exists} when one of the files is there already, {@code
     *     archive.query-failed}, {@code archive.query-memory}, and what reading the archive throws
     */
    public List<Path> exportParquet(Path folder) {
        var files = new ArrayList<Path>();
        for (var table : tables()) {
            files.add(ParquetFile.in(folder, table));
        }
        files.forEach(ParquetFile::requireAbsent);
        for (var i = 0; i < files.size(); i++) {
            export(tables().get(i), files.get(i));
        }
        return List.copyOf(files);
    }

    private void export(ArchivedTable table, Path file) {
        try (var duck = Duck.open(limits)) {
            TableLoader.load(duck, reader, table, segments(table));
            ParquetFile.write(duck, table, file);
        } catch (SQLException failure) {
            throw QueryFaults.failed(failure, limits);
        }
    }

    private List<ArchivedTable> tables() {
        return reader.manifest().segments().stream()
                .filter(ArchiveQuery::holdsRows)
                .map(segment -> segment.content().table())
                .distinct()
                .toList();
    }

    private List<Segment> segments(ArchivedTable table) {
        return reader.manifest().segments().stream()
                .filter(ArchiveQuery::holdsRows)
                .filter(segment -> segment.content().table().equals(table))
                .toList();
    }

    private static boolean holdsRows(Segment segment) {
        return segment.content().kind() == FrameContent.Kind.ROWS;
    }
}
