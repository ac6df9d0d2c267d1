package dev.coppice.prune;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.FrameOutput;
import dev.coppice.archive.spi.SegmentOutput;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import dev.coppice.archive.spi.StoreProvider;
import dev.coppice.archive.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A folder whose call of a number fails, before it is done or after it; what was written stays. Opened as {@code
 * s3://disturbed/the/folder}, since a policy names its store by an address. Calls are counted over all stores of the JVM.
 */
final class DisturbedStore implements ArchiveStore {
    private static final AtomicInteger LEFT = new AtomicInteger();
    private static volatile Moment moment = Moment.BEFORE;

    private final ArchiveStore real;

    enum Moment {
        BEFORE,
        AFTER
    }

    /** Opens such stores; public and named in {@code META-INF/services}. */
    public static final class Provider implements StoreProvider {
        @Override
        public boolean serves(String scheme) {
            return scheme.equals("s3");
        }

        @Override
        public ArchiveStore open(String address) {
            return new DisturbedStore(ArchiveStores.folder(Path.of(address.substring("s3://disturbed".length()))));
        }
    }

    private DisturbedStore(ArchiveStore real) {
        this.real = real;
    }

    /** The {@code call}-th call from now on fails, once. */
    static void arm(int call, Moment when) {
        moment = when;
        LEFT.set(call);
    }

    static void disarm() {
        LEFT.set(0);
    }

    /** Whether the call that was to fail has failed. */
    static boolean met() {
        return LEFT.get() <= 0;
    }

    private static <T> T disturbed(Operation<T> operation) throws IOException {
        var now = LEFT.getAndDecrement() == 1;
        if (now && moment == Moment.BEFORE) {
            throw full();
        }
        var result = operation.run();
        if (now) {
            throw full();
        }
        return result;
    }

    private static StoreException full() {
        return new StoreException(Reason.FULL, "the test filled the disk", null);
    }

    @Override
    public String location() {
        return real.location();
    }

    @Override
    public SegmentOutput append(String name, String suffix, Optional<Extent> last) throws IOException {
        var output = real.append(name, suffix, last);
        try {
            return disturbed(() -> new Segment(output));
        } catch (IOException failure) {
            output.close();
            throw failure;
        }
    }

    @Override
    public InputStream read(Extent extent) throws IOException {
        return disturbed(() -> real.read(extent));
    }

    @Override
    public Optional<Long> length(String object) throws IOException {
        return disturbed(() -> real.length(object));
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
        return disturbed(() -> real.get(object));
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        return disturbed(() -> real.list(prefix));
    }

    @Override
    public void delete(String object) throws IOException {
        real.delete(object);
    }

    @Override
    public void close() {
        real.close();
    }

    private interface Operation<T> {
        T run() throws IOException;
    }

    private record Segment(SegmentOutput real) implements SegmentOutput {
        @Override
        public FrameOutput frame(int number) throws IOException {
            return disturbed(() -> new Frame(real.frame(number)));
        }

        @Override
        public void committed() {
            real.committed();
        }

        @Override
        public void rolledBack() throws IOException {
            disturbed(() -> {
                real.rolledBack();
                return real;
            });
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }

    private static final class Frame extends FrameOutput {
        private final FrameOutput real;

        Frame(FrameOutput real) {
            this.real = real;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            disturbed(() -> {
                real.write(bytes, offset, count);
                return count;
            });
        }

        @Override
        public Extent finish() throws IOException {
            return disturbed(real::finish);
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
