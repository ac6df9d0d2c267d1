package dev.coppice.archive.internal.folder;

import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.FrameOutput;
import dev.coppice.archive.spi.SegmentOutput;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A segment's file. Frames lie one behind the other; whatever lies behind the last committed one is cut off before the next
 * is written, so a file never holds a frame nobody knows of in front of one that is known.
 */
final class FolderSegment implements SegmentOutput {
    private final String object;
    private final Path file;
    private final FileChannel channel;
    private long committed;
    private long end;

    private FolderSegment(String object, Path file, FileChannel channel, long committed) {
        this.object = object;
        this.file = file;
        this.channel = channel;
        this.committed = committed;
        this.end = committed;
    }

    static FolderSegment open(String object, Path file, Optional<Long> committed) throws IOException {
        if (committed.isPresent() && !Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        var folder = Objects.requireNonNull(file.getParent());
        Folders.make(folder);
        var options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var channel = FileChannel.open(file, options, Folders.ownersOnly(folder));
        try {
            lock(channel, file);
            var segment = new FolderSegment(object, file, channel, committed.orElse(0L));
            segment.cutBack();
            channel.force(true);
            Folders.force(folder);
            return segment;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    @Override
    public FrameOutput frame(int number) throws IOException {
        try {
            cutBack(); // what could not be cut off when it was abandoned
            channel.position(end);
            return new FolderFrame(this, channel, end);
        } catch (IOException failure) {
            throw failure(failure);
        }
    }

    @Override
    public void committed() {
        committed = end;
    }

    @Override
    public void rolledBack() throws IOException {
        end = committed;
        abandoned();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A frame has been made durable. */
    Extent finished(long start, long newEnd) throws IOException {
        if (channel.size() != newEnd) {
            throw new StoreException(
                    Reason.SHORT, "the file has " + channel.size() + " bytes after " + newEnd + " were written", null);
        }
        end = newEnd;
        return new Extent(object, start, newEnd - start);
    }

    /** Drops what was written of a frame that was not finished. */
    void abandoned() throws IOException {
        try {
            cutBack();
        } catch (IOException failure) {
            throw failure(failure);
        }
    }

    StoreException failure(IOException failure) {
        return FolderFailure.of(failure, file);
    }

    private void cutBack() throws IOException {
        var size = channel.size();
        if (size < end) {
            throw new StoreException(
                    Reason.SHORT, "the file " + file + " has " + size + " bytes, and " + end + " were committed", null);
        }
        if (size > end) {
            channel.truncate(end);
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException ofThisJvm) {
            throw busy(file, ofThisJvm);
        }
        throw busy(file, null);
    }

    private static StoreException busy(Path file, @Nullable Throwable cause) {
        return new StoreException(Reason.BUSY, "another writer has the file " + file, cause);
    }
}
