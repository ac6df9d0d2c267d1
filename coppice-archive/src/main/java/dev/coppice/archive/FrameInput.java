package dev.coppice.archive;

import dev.coppice.archive.internal.frame.DamageException;
import dev.coppice.archive.spi.ArchiveStore;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The CSV of a frame, opened at the first read; its failures name the frame. */
final class FrameInput extends InputStream {
    private final String segment;
    private final Frame frame;
    private final ArchiveStore store;
    private final Opening opening;
    private @Nullable InputStream csv;

    FrameInput(String segment, Frame frame, ArchiveStore store, Opening opening) {
        this.segment = segment;
        this.frame = frame;
        this.store = store;
        this.opening = opening;
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) {
        try {
            if (csv == null) {
                csv = opening.open(segment, frame);
            }
            return csv.read(bytes, offset, count);
        } catch (DamageException damage) {
            throw ArchiveFaults.damaged(segment, frame.number(), String.valueOf(damage.getMessage()), damage);
        } catch (IOException failure) {
            throw ArchiveFaults.notRead("frame " + frame.number() + " of segment " + segment, store, failure);
        }
    }

    @Override
    public void close() throws IOException {
        if (csv != null) {
            csv.close();
        }
    }

    /** Opens what is behind it. */
    @FunctionalInterface
    interface Opening {
        InputStream open(String segment, Frame frame) throws IOException;
    }
}
