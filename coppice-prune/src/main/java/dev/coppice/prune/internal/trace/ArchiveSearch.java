package dev.coppice.prune.internal.trace;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.Frame;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.Segment;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.internal.trace.Sought.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The search of one archive for one row. Holds one record in memory, and the list of frames. For one thread. */
final class ArchiveSearch {
    private final ArchiveReader reader;
    private final TableName table;
    private final Sought sought;
    private final List<Found> found = new ArrayList<>();
    private final List<Fault> problems = new ArrayList<>();

    ArchiveSearch(ArchiveReader reader, TableName table, Sought sought) {
        this.reader = reader;
        this.table = table;
        this.sought = sought;
    }

    /** Where the row is in the archive: one frame of a segment. */
    record Found(Segment segment, Frame frame) {
        List<String> edited() {
            var content = segment.content();
            return content.kind() == FrameContent.Kind.ROWS
                    ? List.of()
                    : content.columns().stream()
                            .map(ArchivedColumn::name)
                            .filter(column -> !content.table().key().contains(column))
                            .toList();
        }
    }

    /** Where the row is. */
    List<Found> found() {
        return found;
    }

    /** What could not be read, and may have had it. */
    List<Fault> problems() {
        return problems;
    }

    ArchiveSearch run() {
        reader.manifest().segments().stream()
                .filter(segment -> isOf(segment.content().table()))
                .forEach(this::search);
        return this;
    }

    private boolean isOf(ArchivedTable archived) {
        return archived.schema().equals(table.schema()) && archived.name().equals(table.name());
    }

    private void search(Segment segment) {
        var names =
                segment.content().columns().stream().map(ArchivedColumn::name).toList();
        if (!names.containsAll(sought.columns())) {
            problems.add(TraceFaults.otherKey(table, sought.columns()));
            return;
        }
        var places = sought.columns().stream()
                .map(name -> new Place(segment.content().table().column(name), names.indexOf(name)))
                .toList();
        segment.frames().stream().filter(frame -> mayHold(frame, places)).forEach(frame -> {
            if (holds(segment, frame, places)) {
                found.add(new Found(segment, frame));
            }
        });
    }

    private boolean mayHold(Frame frame, List<Place> places) {
        return IntStream.range(0, places.size())
                .allMatch(i ->
                        frame.mayHold(places.get(i).column(), sought.output().get(i)));
    }

    // To the end, because what is read of a frame counts only then.
    private boolean holds(Segment segment, Frame frame, List<Place> places) {
        var seen = false;
        try (var rows = reader.rows(segment, frame)) {
            while (rows.hasNext()) {
                seen |= sought.isIn(rows.next(), places);
            }
            return seen;
        } catch (CoppiceException damaged) {
            problems.add(damaged.fault());
            return false;
        }
    }
}
