package dev.coppice.testkit.internal.link;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Bytes on their way: each piece leaves when the delay has passed since it came in, however many are behind it, so a
 * pipeline is shifted and not slowed. What is on its way is bounded; whoever offers more waits.
 */
final class DelayLine {
    /** Together with the size of a piece, 4 MB: more than a loopback carries in some milliseconds. */
    private static final int PIECES = 64;

    static final int PIECE_BYTES = 65_536;

    /** A parked thread wakes up late by a tenth of a millisecond at most, on a machine that is not overloaded. */
    private static final long SPIN_NANOS = 120_000;

    private static final Piece END = new Piece(0, ByteBuffer.allocate(0));

    private final long delayNanos;
    private final ArrayBlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);

    private record Piece(long dueNanos, ByteBuffer bytes) {}

    DelayLine(long delayNanos) {
        this.delayNanos = delayNanos;
    }

    void put(ByteBuffer bytes) throws InterruptedException {
        pieces.put(new Piece(System.nanoTime() + delayNanos, bytes));
    }

    /** Nothing comes any more. */
    void end() throws InterruptedException {
        pieces.put(END);
    }

    /** Writes each piece when it is due, until the end. */
    @SuppressWarnings("ReferenceEquality") // the end is one particular piece
    void drainTo(OutputStream target) throws IOException, InterruptedException {
        for (var piece = pieces.take(); piece != END; piece = pieces.take()) {
            awaitNanoTime(piece.dueNanos());
            target.write(piece.bytes().array());
        }
    }

    private static void awaitNanoTime(long due) throws InterruptedException {
        for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
