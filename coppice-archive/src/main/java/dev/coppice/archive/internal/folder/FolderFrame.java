package dev.coppice.archive.internal.folder;

import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.FrameOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A frame on its way to the end of a segment's file. Abandoned bytes are cut off before the next frame. */
final class FolderFrame extends FrameOutput {
    private final FolderSegment segment;
    private final FileChannel channel;
    private final long start;
    private long end;
    private boolean finished;

    FolderFrame(FolderSegment segment, FileChannel channel, long start) {
        this.segment = segment;
        this.channel = channel;
        this.start = start;
        this.end = start;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        var left = ByteBuffer.wrap(bytes, offset, count);
        try {
            while (left.hasRemaining()) {
                end += channel.write(left);
            }
        } catch (IOException failure) {
            throw segment.failure(failure);
        }
    }

    @Override
    public Extent finish() throws IOException {
        try {
            channel.force(false); // the length is forced with the bytes; the rest of the file's facts may be old
            var extent = segment.finished(start, end);
            finished = true;
            return extent;
        } catch (IOException failure) {
            throw segment.failure(failure);
        }
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            segment.abandoned();
        }
    }
}
