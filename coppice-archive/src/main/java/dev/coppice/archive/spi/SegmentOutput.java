package dev.coppice.archive.spi;

import java.io.Closeable;
import java.io.IOException;

/** A segment open for its one writer. For one thread. Closing it gives the segment free and leaves its bytes as they are. */
public interface SegmentOutput extends Closeable {
    /** Begins the next frame, behind those finished since the segment was opened and not rolled back. */
    FrameOutput frame(int number) throws IOException;

    /** The transaction that names the frames finished so far has been committed: they stay. */
    void committed();

    /** The transaction was rolled back: frames finished since the last commit are dropped. */
    void rolledBack() throws IOException;
}
