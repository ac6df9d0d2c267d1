package dev.coppice.archive.s3;

import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.FrameOutput;
import dev.coppice.archive.spi.SegmentOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A segment as a series of objects. */
final class S3Segment implements SegmentOutput {
    private final S3Store store;
    private final String name;
    private final String suffix;
    private final List<Extent> uncommitted = new ArrayList<>();

    S3Segment(S3Store store, String name, String suffix) {
        this.store = store;
        this.name = name;
        this.suffix = suffix;
    }

    @Override
    public FrameOutput frame(int number) throws IOException {
        return new S3Frame(this, "%s/%06d-%s%s".formatted(name, number, UUID.randomUUID(), suffix));
    }

    @Override
    public void committed() {
        uncommitted.clear();
    }

    @Override
    public void rolledBack() throws IOException {
        for (var extent : uncommitted) {
            store.delete(extent.object());
        }
        uncommitted.clear();
    }

    @Override
    public void close() {
        // Nothing is held open between frames.
    }

    Extent finish(String object, Spool spool) throws IOException {
        store.create(object, spool);
        var extent = new Extent(object, 0, spool.length());
        uncommitted.add(extent);
        return extent;
    }
}
