package dev.coppice.archive.s3;

import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.FrameOutput;
import java.io.IOException;

/** A frame that is written to a file of this machine first, since S3 wants to know its length, and may ask for it twice. */
final class S3Frame extends FrameOutput {
    private final S3Segment segment;
    private final String object;
    private final Spool spool;

    S3Frame(S3Segment segment, String object) throws IOException {
        this.segment = segment;
        this.object = object;
        this.spool = Spool.open();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        spool.write(bytes, offset, count);
    }

    @Override
    public Extent finish() throws IOException {
        spool.end();
        return segment.finish(object, spool);
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
