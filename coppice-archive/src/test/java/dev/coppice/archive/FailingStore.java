package dev.coppice.archive;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.FrameOutput;
import dev.coppice.archive.spi.SegmentOutput;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import dev.coppice.archive.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A store whose operation of a number fails: before it is done, after it, or half way. What was written stays. */
final class FailingStore implements ArchiveStore {
    private final ArchiveStore real;
    private final int failing;
    private final Moment moment;
    private int operations;

    enum Moment {
        BEFORE,
        HALF_WAY,
        AFTER
    }

    FailingStore(ArchiveStore real, int failing, Moment moment) {
        this.real = real;
        this.failing = failing;
        this.moment = moment;
    }

    boolean met() {
        return operations >= failing;
    }

    @Override
    public String location() {
        return real.location();
    }

    @Override
    public SegmentOutput append(String name, String suffix, Optional<Extent> last) throws IOException {
        var output = real.append(name, suffix, last);
        try {
            return disturbed(() -> new FailingSegment(output));
        } catch (IOException failure) {
            output.close();
            throw failure;
        }
    }

    @Override
    public InputStream read(Extent extent) throws IOException {
        return real.read(extent);
    }

    @Override
    public Optional<Long> length(String object) throws IOException {
        return real.length(object);
    }

    @Override
    public void put(String object, byte[] content) throws IOException {
        disturbed(() -> {
            real.put(object, content);
            return object;
        });
    }

    @Override
    public byte[] get(String object) throws IOException {
        return real.get(object);
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        return real.list(prefix);
    }

    @Override
    public void delete(String object) throws IOException {
        real.delete(object);
    }

    @Override
    public void close() {
        real.close();
    }

    private <T> T disturbed(Operation<T> operation) throws IOException {
        var now = ++operations == failing;
        if (now && moment == Moment.BEFORE) {
            throw broken();
        }
        var result = operation.run();
        if (now) {
            throw broken();
        }
        return result;
    }

    private static StoreException broken() {
        return new StoreException(Reason.FULL, "the test filled the disk", null);
    }

    private interface Operation<T> {
        T run() throws IOException;
    }

    private final class FailingSegment implements SegmentOutput {
        private final SegmentOutput segment;

        FailingSegment(SegmentOutput segment) {
            this.segment = segment;
        }

        @Override
        public FrameOutput frame(int number) throws IOException {
            return disturbed(() -> new FailingFrame(segment.frame(number)));
        }

        @Override
        public void committed() {
            segment.committed();
        }

        @Override
        public void rolledBack() throws IOException {
            segment.rolledBack();
        }

        @Override
        public void close() throws IOException {
            segment.close();
        }
    }

    private final class FailingFrame extends FrameOutput {
        private final FrameOutput frame;

        FailingFrame(FrameOutput frame) {
            this.frame = frame;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value});
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (operations + 1 == failing && moment == Moment.HALF_WAY) {
                frame.write(bytes, offset, count / 2);
                operations++;
                throw broken();
            }
            disturbed(() -> {
                frame.write(bytes, offset, count);
                return count;
            });
        }

        @Override
        public Extent finish() throws IOException {
            return disturbed(frame::finish);
        }

        @Override
        public void close() throws IOException {
            frame.close();
        }
    }
}
