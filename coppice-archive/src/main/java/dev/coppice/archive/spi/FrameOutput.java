package dev.coppice.archive.spi;

import java.io.IOException;
import java.io.OutputStream;

/** The bytes of one frame on their way into a store. For one thread. Closing it unfinished abandons the frame. */
public abstract class FrameOutput extends OutputStream {
    /** For stores. */
    protected FrameOutput() {}

    /**
     * Ends the frame: on return all its bytes are durable and can be read back.
     *
     * @return where they lie
     */
    public abstract Extent finish() throws IOException;
}
