package dev.coppice.ops.spi;

import java.time.Duration;

/** Where the figures of ops go. Called by any thread; whatever it throws is logged and never fails the op. */
public interface OpMeters {
    /** Which op a figure belongs to: the layer named on the session, the spec's name, the op's name. */
    record Op(String layer, String spec, String op) {}

    /** An op has begun; exactly one {@link #ended} follows. */
    void began(Op op);

    /** An op has ended; {@code outcome} is {@code done}, the outcome's name in lower case, or an error's code. */
    void ended(Op op, String outcome, Duration took);

    /** An op has ended with an error; {@code code} is that of the error, or {@code domain} for the caller's own. */
    void failed(Op op, String code);

    /** A transaction is about to be tried again; {@code code} is that of the error before. */
    void retried(Op op, String code);
}
